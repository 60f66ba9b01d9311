"""Deribit: token, account summaries, keys, futures; its limits and the order of its checks.

Source: docs.deribit.com, API 2.1.1 (2026); each function names its page. Methods are asked for by their path with GET
or POST; what a token opens, the FIX and WebSocket doors and self-made keys are not emulated.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Any, ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import DrainingCounts
from exchange_sandbox.venues.deribit_account import grant, keys, summaries, summary
from exchange_sandbox.venues.deribit_market import DeribitBoard
from exchange_sandbox.venues.deribit_orders import open_orders
from exchange_sandbox.venues.deribit_protocol import (
    REFUSALS,
    Signed,
    error,
    params_of,
    require_signature,
    require_time,
    signed_grant,
    signed_header,
)
from exchange_sandbox.venues.deribit_trades import user_trades
from exchange_sandbox.venues.deribit_transfers import deposit_address, deposits, transfers, withdrawals
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

ALPHABET: Final = ascii_letters + digits + "-_"
PREFIX: Final = "/api/v2/"
COST: Final = 500  # credits of a request
POOL: Final = 50_000  # credits
REFILL: Final = 10_000  # credits in a second
READING: Final = frozenset({"account:read", "account:read_write"})
SEEING_TRADES: Final = frozenset({"trade:read", "trade:read_write"})
WALLET_READING: Final = frozenset({"wallet:read", "wallet:read_write"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method. `scopes` are those of which a key needs one; None makes it public."""

    answer: Answer
    scopes: frozenset[str] | None = None


class Deribit:
    """`www.deribit.com` (host `rest`)."""

    name: ClassVar[str] = "deribit"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "authorization"
    amount_fields: ClassVar[Collection[str]] = frozenset({"balance", "equity", "available_funds"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("account:read", "trade:read_write", "wallet:read")
    minted_wallets: ClassVar[Sequence[str]] = ("futures",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._credits = DrainingCounts()
        board = DeribitBoard(world)
        self._methods: Mapping[str, Endpoint] = {
            "public/get_time": Endpoint(board.time),
            "public/status": Endpoint(board.status),
            "public/get_currencies": Endpoint(board.currencies),
            "public/get_instruments": Endpoint(board.instruments),
            "public/ticker": Endpoint(board.ticker),
            "public/get_book_summary_by_currency": Endpoint(board.book_summary),
            "public/auth": Endpoint(grant, frozenset()),
            "private/get_account_summaries": Endpoint(summaries, READING),
            "private/get_account_summary": Endpoint(summary, READING),
            "private/get_open_orders": Endpoint(open_orders, SEEING_TRADES),
            "private/get_user_trades_by_currency_and_time": Endpoint(user_trades, SEEING_TRADES),
            "private/list_api_keys": Endpoint(keys, READING),
            "private/get_current_deposit_address": Endpoint(deposit_address, WALLET_READING),
            "private/get_deposits": Endpoint(deposits, WALLET_READING),
            "private/get_withdrawals": Endpoint(withdrawals, WALLET_READING),
            "private/get_transfers": Endpoint(transfers, WALLET_READING),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a client ID of 8 characters and a client secret of 43."""
        return Credentials(draw.letters("api_key", 8, ALPHABET), draw.letters("secret", 43, ALPHABET))

    def answer(self, call: Call) -> Reply:
        """Answer a request: method, key, pace, scope, endpoint."""
        method = call.path.removeprefix(PREFIX) if call.path.startswith(PREFIX) else ""
        endpoint = self._methods.get(method) if call.method in {"GET", "POST"} else None
        if endpoint is None:
            return error(-32601, "Method not found")
        try:
            return self._enveloped(call, endpoint.answer(self._admit(call, method, endpoint)))
        except Refusal as refusal:
            return refusal.reply

    def _enveloped(self, call: Call, told: Any) -> Reply:  # noqa: ANN401 - an answer is any JSON
        at_us = 1000 * call.now_ms
        envelope = {"jsonrpc": "2.0", "result": told, "usIn": at_us, "usOut": at_us + 9, "usDiff": 9, "testnet": False}
        return json_reply(envelope)

    def _admit(self, call: Call, method: str, endpoint: Endpoint) -> Asked:
        params = params_of(call)
        if endpoint.scopes is None:
            self._spend(call.address, call)
            return Asked(world=self._world, call=call, params=params)
        signed = signed_grant(params) if method == "public/auth" else signed_header(call)
        key = self._known(call, signed)
        require_time(signed, call.now_ms)
        require_signature(signed, key)
        self._spend(key.account.uid, call)
        if endpoint.scopes and key.permissions.isdisjoint(endpoint.scopes):
            raise Refusal(REFUSALS["permission"])
        holder = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=holder)

    def _known(self, call: Call, signed: Signed) -> Key:
        key = self._world.key(self.name, signed.api_key)
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or not key.allows_address(call.address):
            raise Refusal(REFUSALS["unknown_key"])
        return key

    def _spend(self, who: str, call: Call) -> None:
        is_within = self._credits.spend(who, COST, POOL, REFILL, call.now_ms)
        if self._world.rate_limits and not is_within:
            raise Refusal(REFUSALS["rate_limited"])

"""Bybit v5: unified trading account, funding wallet, savings, key page, markets.

Source: bybit-exchange/docs at 072c197 (2026-07-24), docs/v5; each function names its page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Final

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.bybit_account import (
    account_info,
    coin_info,
    coins_balance,
    key_information,
    staked_position,
    wallet_balance,
)
from exchange_sandbox.venues.bybit_market import BybitBoard
from exchange_sandbox.venues.bybit_orders import open_orders
from exchange_sandbox.venues.bybit_protocol import (
    REFUSALS,
    Endpoint,
    error,
    require_place,
    require_signature,
    require_time,
    success,
)
from exchange_sandbox.venues.bybit_trades import executions
from exchange_sandbox.venues.bybit_transfers import transfer_routes
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

READS_TRADING: Final = frozenset({"ContractTrade", "Spot", "Options", "Derivatives", "Wallet"})
READS_FUNDING: Final = frozenset({"Wallet.AccountTransfer", "Wallet.SubMemberTransfer", "Wallet.Withdraw"})
PER_ADDRESS: Final = 600  # requests in five seconds
ADDRESS_WINDOW_MS: Final = 5_000
BAN_MS: Final = 600_000
SECOND_MS: Final = 1_000


class Bybit:
    """`api.bybit.com` (host `rest`)."""

    name: ClassVar[str] = "bybit"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "x-bapi-api-key"
    amount_fields: ClassVar[Collection[str]] = frozenset(
        {"equity", "walletBalance", "locked", "borrowAmount", "unrealisedPnl", "transferBalance", "amount"}
    )
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("Spot.SpotTrade", "Wallet.AccountTransfer", "Earn.Earn")
    minted_wallets: ClassVar[Sequence[str]] = ("trading", "funding")

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        self._banned_until: dict[str, int] = {}
        board = BybitBoard(world)
        self._routes: Mapping[str, Endpoint] = {
            "/v5/user/query-api": Endpoint(key_information, 10),
            "/v5/account/info": Endpoint(account_info, 50, READS_TRADING),
            "/v5/account/wallet-balance": Endpoint(wallet_balance, 50, READS_TRADING),
            "/v5/asset/transfer/query-account-coins-balance": Endpoint(coins_balance, 5, READS_FUNDING),
            "/v5/asset/coin/query-info": Endpoint(coin_info, 2, READS_TRADING),
            "/v5/earn/position": Endpoint(staked_position, 10, frozenset({"Earn"})),
            "/v5/order/realtime": Endpoint(open_orders, 50, READS_TRADING),
            "/v5/execution/list": Endpoint(executions, 50, READS_TRADING),
            "/v5/market/time": Endpoint(board.time),
            "/v5/market/instruments-info": Endpoint(board.instruments),
            "/v5/market/tickers": Endpoint(board.tickers),
            "/v5/system/status": Endpoint(board.status),
            **transfer_routes(),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 18 and a secret of 36 letters and digits."""
        return Credentials(draw.letters("api_key", 18), draw.letters("secret", 36))

    def answer(self, call: Call) -> Reply:
        """Answer a request: limit of the address, path, key, limit of the account, endpoint."""
        try:
            self._require_address(call)
            endpoint = self._routes.get(call.path) if call.method == "GET" else None
            if endpoint is None:
                return error(404, "Not Found", 404)
            asked = self._admit(call, endpoint)
            headers = self._spend(asked, endpoint)
            return success(endpoint.answer(asked), call.now_ms, headers)
        except Refusal as refusal:
            return refusal.reply

    def _require_address(self, call: Call) -> None:
        """Count by address; who asks too often is shut out for ten minutes."""
        if not self._world.rate_limits:
            return
        if self._counts.count(call.address, ADDRESS_WINDOW_MS, call.now_ms) > PER_ADDRESS:
            self._banned_until[call.address] = call.now_ms + BAN_MS
        if call.now_ms < self._banned_until.get(call.address, 0):
            raise Refusal(REFUSALS["rate_limited_ip"])

    def _spend(self, asked: Asked, endpoint: Endpoint) -> Mapping[str, str]:
        """Count by account and path; return what the answer tells of it."""
        if asked.key is None or endpoint.allowed is None:
            return {}
        now_ms = asked.call.now_ms
        used = self._counts.count(f"{asked.key.account.uid} {asked.call.path}", SECOND_MS, now_ms)
        if used > endpoint.allowed and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])
        return {
            "X-Bapi-Limit": str(endpoint.allowed),
            "X-Bapi-Limit-Status": str(max(0, endpoint.allowed - used)),
            "X-Bapi-Limit-Reset-Timestamp": str(now_ms // SECOND_MS * SECOND_MS + SECOND_MS),
        }

    def _admit(self, call: Call, endpoint: Endpoint) -> Asked:
        params = dict(call.query_pairs())
        if endpoint.allowed is None:
            return Asked(world=self._world, call=call, params=params)
        key = self._known(call)
        require_time(call)
        require_place(call, key)
        require_signature(call, key)
        if not endpoint.is_open_to(key):
            raise Refusal(REFUSALS["permission"])
        account = self._world.somebody_else(key.account) if call.wrong_user else key.account
        return Asked(world=self._world, call=call, params=params, key=key, account=account)

    def _known(self, call: Call) -> Key:
        key = self._world.key(self.name, call.headers.get("x-bapi-api-key", ""))
        if key is None or call.key_revoked or not key.is_known(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        if key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["expired"])
        return key

"""Crypto.com Exchange, API v1: balance, accounts, currencies, instruments, tickers.

Source: Crypto.com Exchange API v1 documentation (2026-03-06): request format, digital signature, rate limits, response
and reason codes; each function names its page. It does not say in which order the checks are made, nor what a key
without the right to read is told: here it is key, address, nonce, signature, right, limit, and the code of a wrong
key. The text of a wrong key was seen on 2026-09-25.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec

from exchange_sandbox.accounts import Credentials, Key
from exchange_sandbox.calls import Call, Refusal, Reply, json_reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.limits import WindowCounts
from exchange_sandbox.venues.crypto_com_account import accounts, currencies, user_balance
from exchange_sandbox.venues.crypto_com_market import CryptoComBoard
from exchange_sandbox.venues.crypto_com_orders import open_orders
from exchange_sandbox.venues.crypto_com_trades import trades
from exchange_sandbox.venues.crypto_com_transfers import deposit_address, deposits, withdrawals
from exchange_sandbox.venues.venue import Answer, Asked
from exchange_sandbox.world import World

ROOT: Final = "/exchange/v1/"
TOLERANCE_MS: Final = 60_000
DEEPEST: Final = 3  # level of parameters that is signed in parts
PRIVATE: Final = (3, 100)  # requests of a key for one method, and in how many milliseconds
TRADES: Final = (1, 1_000)
PUBLIC: Final = (100, 1_000)  # requests of an address for one method


def error(code: int, message: str, status: int, method: str = "private/user-balance") -> Reply:
    """An error in Crypto.com's form."""
    return json_reply({"id": 1, "method": method, "code": code, "message": message}, status)


REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(40101, "Authentication failure", 401),
    "ip": error(40103, "IP_ILLEGAL", 401),
    "nonce": error(40102, "INVALID_NONCE", 400),
    "permission": error(40104, "USER_TIER_INVALID", 401),
    "rate_limited": error(42901, "RATE_LIMIT", 429),
    "suspended": error(202, "ACCOUNT_IS_SUSPENDED", 400),
    "internal": error(50001, "ERR_INTERNAL", 500),
    "maintenance": json_reply({"code": 9010001, "message": "SYSTEM_MAINTENANCE"}),
}


class Message(msgspec.Struct):
    """A private request; numbers may be texts."""

    id: int | str = 0
    method: str = ""
    api_key: str = ""
    sig: str = ""
    nonce: int | str = 0
    params: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method: a private one is for POST."""

    answer: Answer
    is_private: bool = True
    limit: tuple[int, int] = PRIVATE


class CryptoCom:
    """`api.crypto.com` (host `rest`)."""

    name: ClassVar[str] = "crypto_com"
    hosts: ClassVar[tuple[str, ...]] = ("rest",)
    key_header: ClassVar[str] = "api_key"
    amount_fields: ClassVar[Collection[str]] = frozenset({"quantity", "reserved_qty", "max_withdrawal_balance"})
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    minted_permissions: ClassVar[Sequence[str]] = ("read", "trade")
    minted_wallets: ClassVar[Sequence[str]] = ("cross",)

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = WindowCounts()
        board = CryptoComBoard(world)
        self._methods: Mapping[str, Endpoint] = {
            "private/user-balance": Endpoint(user_balance),
            "private/get-open-orders": Endpoint(open_orders),
            "private/get-trades": Endpoint(trades, limit=TRADES),
            "private/get-accounts": Endpoint(accounts),
            "private/get-currency-networks": Endpoint(currencies),
            "private/get-deposit-address": Endpoint(deposit_address),
            "private/get-deposit-history": Endpoint(deposits),
            "private/get-withdrawal-history": Endpoint(withdrawals),
            "public/get-instruments": Endpoint(board.instruments, is_private=False),
            "public/get-tickers": Endpoint(board.tickers, is_private=False),
        }

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make a key of 22 letters and digits, and a secret that begins like Crypto.com's."""
        return Credentials(draw.letters("api_key", 22), f"cxakp_{draw.letters('secret', 22)}")

    def answer(self, call: Call) -> Reply:
        """Answer a request: method, key, limit."""
        method = call.path.removeprefix(ROOT)
        endpoint = self._methods.get(method)
        if endpoint is None or call.method != ("POST" if endpoint.is_private else "GET"):
            return error(40002, "METHOD_NOT_FOUND", 400, method)
        try:
            said = read_message(call) if endpoint.is_private else Message(id=-1)
            result = endpoint.answer(self._admit(call, method, said, endpoint))
        except Refusal as refusal:
            return refusal.reply
        return json_reply({"id": said.id, "method": method, "code": 0, "result": result})

    def _admit(self, call: Call, method: str, said: Message, endpoint: Endpoint) -> Asked:
        if not endpoint.is_private:
            self._spend(f"{call.address} {method}", PUBLIC, call)
            return Asked(world=self._world, call=call, params=dict(call.query_pairs()))
        key = self._known(call, said)
        require_time(call, said)
        require_signature(key, method, said)
        if "read" not in key.permissions:
            raise Refusal(REFUSALS["unknown_key"])
        self._spend(f"{said.api_key} {method}", endpoint.limit, call)
        shown = self._world.somebody_else(key.account) if call.wrong_user else key.account
        params = {name: str(value) for name, value in said.params.items()}
        return Asked(world=self._world, call=call, params=params, key=key, account=shown)

    def _known(self, call: Call, said: Message) -> Key:
        key = self._world.key(self.name, said.api_key)
        if key is None or call.key_revoked or not key.is_known(call.now_ms) or key.is_expired(call.now_ms):
            raise Refusal(REFUSALS["unknown_key"])
        if not key.allows_address(call.address):
            raise Refusal(REFUSALS["ip"])
        return key

    def _spend(self, who: str, limit: tuple[int, int], call: Call) -> None:
        if not self._counts.spend(who, *limit, call.now_ms) and self._world.rate_limits:
            raise Refusal(REFUSALS["rate_limited"])


def read_message(call: Call) -> Message:
    """Read the body.

    Raises:
        Refusal: it is no such message.
    """
    try:
        return msgspec.json.decode(call.body, type=Message)
    except msgspec.DecodeError:
        raise Refusal(error(40001, "BAD_REQUEST", 400)) from None


def require_time(call: Call, said: Message) -> None:
    """Check that the nonce is within a minute.

    Raises:
        Refusal: INVALID_NONCE.
    """
    text = str(said.nonce)
    if not text.isdecimal() or abs(call.now_ms - int(text)) > TOLERANCE_MS:
        raise Refusal(REFUSALS["nonce"])


def require_signature(key: Key, method: str, said: Message) -> None:
    """Check the signature; the message has to be for the path that it is sent to.

    Raises:
        Refusal: the code of a wrong key.
    """
    text = f"{method}{said.id}{said.api_key}{signed_params(said.params)}{said.nonce}"
    is_good = hmac.compare_digest(sign(key.credentials.secret, text).encode(), said.sig.encode())
    if not is_good or said.method != method:
        raise Refusal(REFUSALS["unknown_key"])


def signed_params(params: Any, level: int = 0) -> str:  # noqa: ANN401
    """Names and values, by name, without anything between them; what lies deeper than three levels is one text."""
    if level >= DEEPEST or not isinstance(params, dict):
        return str(params)
    return "".join(name + _signed_value(params[name], level) for name in sorted(params))


def _signed_value(value: Any, level: int) -> str:  # noqa: ANN401
    if value is None:
        return "null"
    if isinstance(value, list):
        return "".join(signed_params(part, level + 1) for part in value)
    return str(value)


def sign(secret: str, text: str) -> str:
    """HMAC-SHA256, in lower-case hexadecimal."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

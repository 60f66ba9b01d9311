"""A client of the control endpoint, for tests, benches and demos."""

import http.client
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

TIMEOUT_SECONDS = 30
S = TypeVar("S")


class SandboxKey(Struct, frozen=True, kw_only=True):
    """A key with everything about it; see `exchange_sandbox.control.shown_key`."""

    venue: str
    person: str
    uid: str
    parent_uid: str | None
    label: str
    api_key: str
    secret: str
    passphrase: str | None
    permissions: list[str]
    ip_allowlist: list[str]
    environment: str
    created_ms: int
    active_from_ms: int | None
    expires_ms: int | None
    revoked: bool


class SandboxFault(Struct, frozen=True, kw_only=True):
    """A fault that can be planned, with its usual value."""

    name: str
    does: str
    value: int | str | None


class SandboxRequest(Struct, frozen=True, kw_only=True):
    """How often a key asked for a path; `status` is the venue's, before the faults."""

    venue: str
    host: str
    method: str
    path: str
    api_key: str
    status: int
    faults: str
    count: int


class SandboxMovement(Struct, frozen=True, kw_only=True):
    """A deposit, a withdrawal or a move between wallets; see `exchange_sandbox.transfers.Movement`."""

    number: int
    venue: str
    uid: str
    kind: str
    asset: str
    amount: str
    fee: str
    wallet: str
    to_wallet: str
    chain: str
    state: str
    at_ms: int


class SandboxOrder(msgspec.Struct, frozen=True):
    """An open order, as `/_control/orders` shows it; amounts are plain."""

    number: int
    venue: str
    uid: str
    wallet: str
    side: str
    base: str
    quote: str
    amount: str
    price: str
    at_ms: int


class SandboxTrade(SandboxOrder, frozen=True):
    """What was traded, as `/_control/trades` shows it; amounts are plain."""

    kind: str = "spot"


class SandboxError(Exception):
    """The control endpoint refused; the text is its own."""


class SandboxClient:
    """Speaks to a running sandbox.

    Args:
        url: Where it listens, without a trailing slash.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._netloc = urlsplit(url).netloc

    def host_url(self, venue: str, host: str) -> str:
        """What replaces a real host, for example `https://api.binance.com`."""
        return f"{self.url}/{venue}/{host}"

    def reset(self) -> None:
        """Start the world again: seeded keys and balances, no faults, an empty log, real time, limits as started."""
        self._ask("POST", "reset")

    def keys(self) -> list[SandboxKey]:
        """All keys."""
        return self._ask_as("GET", "keys", "keys", list[SandboxKey])

    def key(self, venue: str, label: str) -> SandboxKey:
        """The seeded key of a label.

        Raises:
            SandboxError: there is none.
        """
        for key in self.keys():
            if (key.venue, key.label) == (venue, label):
                return key
        raise SandboxError(f"no key {label!r} at {venue!r}")

    def mint_keys(self, venue: str, count: int = 1, **more: Any) -> list[SandboxKey]:  # noqa: ANN401
        """Open accounts with one key each; `more` as in `control_requests.MintKeys`."""
        return self._ask_as("POST", "keys", "keys", list[SandboxKey], {"venue": venue, "count": count, **more})

    def alter_key(self, key: SandboxKey, **changes: Any) -> SandboxKey:  # noqa: ANN401
        """Change `permissions`, `ip_allowlist`, `expires_ms` or `revoked`; the rest stays."""
        body = {"venue": key.venue, "api_key": key.api_key, **changes}
        return msgspec.convert(self._ask("POST", "keys/alter", body), SandboxKey)

    def revoke_key(self, key: SandboxKey) -> None:
        """Delete a key at its venue."""
        self._ask("POST", "keys/revoke", {"venue": key.venue, "api_key": key.api_key})

    def set_balances(self, key: SandboxKey, wallet: str, balances: dict[str, Any]) -> None:
        """Replace a wallet of the key's account: asset -> free amount, or a table of amounts."""
        body = {"venue": key.venue, "api_key": key.api_key, "wallet": wallet, "balances": balances}
        self._ask("POST", "balances", body)

    def make_transfer(self, key: SandboxKey, kind: str, asset: str, amount: str, **more: Any) -> int:  # noqa: ANN401
        """Let coins come, go or move now; returns the number. `more` as in `control_transfers.MakeTransfer`."""
        body = {"venue": key.venue, "api_key": key.api_key, "kind": kind, "asset": asset, "amount": amount, **more}
        return int(self._ask("POST", "transfers", body)["number"])

    def transfers(self) -> list[SandboxMovement]:
        """All transfers, the oldest first."""
        return self._ask_as("GET", "transfers", "transfers", list[SandboxMovement])

    def settle_transfer(self, number: int, state: str) -> None:
        """Bring a pending transfer to its end: `done` or `failed`."""
        self._ask("POST", "transfers/settle", {"number": number, "state": state})

    def orders(self) -> list[SandboxOrder]:
        """All open orders, the oldest first."""
        return self._ask_as("GET", "orders", "orders", list[SandboxOrder])

    def place_orders(self, key: SandboxKey, count: int = 1, **order: Any) -> list[int]:  # noqa: ANN401
        """Place the same order `count` times and return the numbers; `order` as in `control_deals.AskedDeal`."""
        body = {"venue": key.venue, "api_key": key.api_key, "count": count, **order}
        return list(self._ask("POST", "orders", body)["numbers"])

    def cancel_order(self, number: int) -> None:
        """Take an order back; what it held is free again."""
        self._ask("POST", "orders/cancel", {"number": number})

    def trades(self) -> list[SandboxTrade]:
        """All trades, in the order in which they were written down."""
        return self._ask_as("GET", "trades", "trades", list[SandboxTrade])

    def trade(self, key: SandboxKey, count: int = 1, **trade: Any) -> list[int]:  # noqa: ANN401
        """Make the same trade `count` times now and return the numbers; `trade` as `control_trades.MakeTrades`."""
        body = {"venue": key.venue, "api_key": key.api_key, "count": count, **trade}
        return list(self._ask("POST", "trades", body)["numbers"])

    def set_prices(self, usd: dict[str, str]) -> None:
        """Fix prices: asset -> USD."""
        self._ask("POST", "prices", {"usd": usd})

    def prices(self) -> dict[str, str]:
        """USD prices now."""
        return self._ask_as("GET", "prices", "usd", dict[str, str])

    def now_ms(self) -> int:
        """The world's clock."""
        return self._ask_as("GET", "clock", "now_ms", int)

    def move_clock(self, *, run: bool = False, freeze_at_ms: int | None = None, advance_ms: int = 0) -> int:
        """Run on real time, stand still, move; returns the new time."""
        body = {"run": run, "freeze_at_ms": freeze_at_ms, "advance_ms": advance_ms}
        return int(self._ask("POST", "clock", body)["now_ms"])

    def enforce_rate_limits(self, *, enforced: bool) -> None:
        """Let limits refuse, or only count."""
        self._ask("POST", "rate_limits", {"enforced": enforced})

    def faults(self) -> list[SandboxFault]:
        """Every fault there is."""
        return self._ask_as("GET", "faults", "faults", list[SandboxFault])

    def refusals(self, venue: str) -> list[str]:
        """Names of a venue's documented refusals, for the fault `refusal`."""
        return self._ask_as("GET", "faults", "refusals", dict[str, list[str]])[venue]

    def plan_fault(self, fault: str, venue: str, **more: Any) -> int:  # noqa: ANN401
        """Spoil requests; `more` as in `control_requests.PlanFault`. Returns the plan's id."""
        return int(self._ask("POST", "faults", {"fault": fault, "venue": venue, **more})["id"])

    def clear_faults(self) -> None:
        """Forget all planned faults."""
        self._ask("DELETE", "faults")

    def requests(self) -> list[SandboxRequest]:
        """The log since the start, the last reset or `forget_requests`."""
        return self._ask_as("GET", "requests", "requests", list[SandboxRequest])

    def forget_requests(self) -> None:
        """Empty the log."""
        self._ask("DELETE", "requests")

    def _ask_as(self, method: str, path: str, member: str, shape: type[S], body: Any = None) -> S:  # noqa: ANN401
        return msgspec.convert(self._ask(method, path, body)[member], shape)

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:  # noqa: ANN401
        connection = http.client.HTTPConnection(self._netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, f"/_control/{path}", None if body is None else msgspec.json.encode(body))
            response = connection.getresponse()
            answer = msgspec.json.decode(response.read(), type=dict[str, Any])
        finally:
            connection.close()
        if response.status != 200:
            raise SandboxError(answer["error"])
        return answer

"""People's accounts at the venues, their wallets and their keys."""

from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Final

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Holding:
    """Amounts of one asset in one wallet, in units of the asset."""

    free: Decimal = ZERO
    locked: Decimal = ZERO
    borrowed: Decimal = ZERO
    interest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is there, borrowed or not."""
        return self.free + self.locked

    @property
    def net(self) -> Decimal:
        """What is the owner's: the total without what is owed."""
        return self.total - self.borrowed - self.interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An open futures position; its profit follows the price of `base`.

    `size` is signed: units of `base` for a linear contract, USD for an inverse one. `entry_price` is USD per unit.
    """

    wallet: str
    symbol: str
    base: str
    margin_asset: str
    size: Decimal
    entry_price: Decimal
    inverse: bool = False

    def profit(self, price: Decimal) -> Decimal:
        """Unrealised profit at `price`, in `margin_asset`, to 8 decimals."""
        change = 1 / self.entry_price - 1 / price if self.inverse else price - self.entry_price
        return (self.size * change).quantize(Decimal("1e-8"))


Wallet = dict[str, Holding]


@dataclass(slots=True, kw_only=True)
class Account:
    """One exchange account. A wallet that is missing was never opened.

    `traits` are facts in the venue's own words, for example OKX's `acctLv`.
    """

    venue: str
    uid: str
    person: str
    parent_uid: str | None = None
    opened_ms: int = 0
    wallets: dict[str, Wallet] = field(default_factory=dict)
    positions: list[Position] = field(default_factory=list)
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the owner of a key copies from the venue's page."""

    api_key: str
    secret: str
    passphrase: str | None = None


@dataclass(slots=True, kw_only=True)
class Key:
    """An API key. `permissions` are in the venue's own words; times are the venue's clock in milliseconds.

    `environment` tells keys of other hosts apart (OKX: live, demo and the regions).
    """

    account: Account
    label: str
    credentials: Credentials
    permissions: frozenset[str]
    ip_allowlist: tuple[str, ...] = ()
    created_ms: int = 0
    active_from_ms: int | None = None
    expires_ms: int | None = None
    revoked: bool = False
    environment: str = "live"

    def is_known(self, now_ms: int) -> bool:
        """Whether the venue knows the key: not deleted, and not too new."""
        return not self.revoked and (self.active_from_ms is None or now_ms >= self.active_from_ms)

    def is_expired(self, now_ms: int) -> bool:
        """Whether the key's end has come."""
        return self.expires_ms is not None and now_ms >= self.expires_ms

    def allows_address(self, address: str) -> bool:
        """Whether requests from `address` (textual IP) are let in."""
        if not self.ip_allowlist:
            return True
        given = ip_address(address)
        return any(given in ip_network(listed) for listed in self.ip_allowlist)

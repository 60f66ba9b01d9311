"""What a venue says about a key: valid, its rights, its limits, whose it is, what it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Final

EXPIRES_SOON: Final = timedelta(days=14)


class ApiKeysState(StrEnum):
    """The contract's `api_keys_state`."""

    OK = "ok"
    EXPIRE_SOON = "expire_soon"
    EXPIRED = "expired"
    INVALID = "invalid"


def state_of(expires_at: datetime | None, now: datetime) -> ApiKeysState:
    """Return the state of an accepted key that ends at `expires_at`, never if None (aware, UTC)."""
    if expires_at is None or expires_at - now > EXPIRES_SOON:
        return ApiKeysState.OK
    return ApiKeysState.EXPIRE_SOON if expires_at > now else ApiKeysState.EXPIRED


def is_listed(address: str, allowlist: Sequence[str] | None) -> bool | None:
    """Say whether a list of addresses and networks holds an address; None when it is not told or cannot be read."""
    if not allowlist:
        return None
    try:
        return any(ip_address(address) in ip_network(listed, strict=False) for listed in allowlist)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Permissions:
    """The rights of a key; None where the venue does not tell, and unknown is never read as safe."""

    read: bool | None = None
    trade: bool | None = None
    withdraw: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a key reaches an account type; None where the venue does not tell without a try."""

    market_code: str
    available: bool | None
    unified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReport:
    """The audit of one accepted key. A refused key is an error (`domain.errors.KeyRefused`), never a report.

    `exchange_uid` is the venue's own name of the exchange account, the same for every key of that account;
    `parent_uid` differs from None only for a sub-account; `is_subaccount` is None where the venue does not tell.
    `ip_allowlist` is None where the venue hides the addresses. `expires_at` is None for "never" and for "not told".
    `notes` are sentences for the owner about what is right today and may go wrong.
    """

    permissions: Permissions
    ip_restricted: bool | None = None
    ip_allowlist: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    exchange_uid: str | None = None
    parent_uid: str | None = None
    is_subaccount: bool | None = None
    reaches: tuple[Reach, ...] = ()
    notes: tuple[str, ...] = ()

    def state(self, now: datetime) -> ApiKeysState:
        """Return the contract's state of this key at `now` (aware, UTC)."""
        return state_of(self.expires_at, now)

    def reach(self, market_code: str) -> Reach:
        """Return what is known of one account type; unknown when the report does not mention it."""
        named = (reach for reach in self.reaches if reach.market_code == market_code)
        return next(named, Reach(market_code, available=None))

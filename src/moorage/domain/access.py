"""Users, their API keys, and what a key may do."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moorage.domain.credentials import Secret


class Permission(StrEnum):
    """A right of an API key of this service."""

    ACCOUNTS_READ = "ACCOUNTS_READ"
    ACCOUNTS_WRITE = "ACCOUNTS_WRITE"


class Plan(StrEnum):
    """A user's plan; it matters only under the connection policy `expert_binance_subaccounts`."""

    FREE = "free"
    PRO = "pro"
    EXPERT = "expert"


class Algorithm(StrEnum):
    """How requests of a key are signed; a property of the stored key, never of a request."""

    HMAC = "hmac"
    RSA = "rsa"


class Mode(StrEnum):
    """Which accounts lists and sums are about: the ones on paper, or all others."""

    PAPER = "paper"
    REAL = "real"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or program that owns accounts; values are shown in `display_currency`."""

    id: int
    name: str
    plan: Plan
    created_at: datetime
    display_currency: str = "USD"
    mode: Mode = Mode.REAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of this service. `key` is the public identifier sent as `Apikey`.

    `material` is the sealed HMAC secret, or the RSA public key in PEM. `vault_id` as in `Account`.
    `ip_allowlist` holds networks in CIDR notation; empty means any address.
    """

    id: int
    user_id: int
    vault_id: str
    name: str
    key: str
    algorithm: Algorithm
    material: bytes
    permissions: frozenset[Permission]
    ip_allowlist: tuple[str, ...] = ()
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    created_at: datetime

    def is_usable(self, now: datetime, address: str) -> bool:
        """Say whether the key is live at `now` and may be used from `address` (textual IP)."""
        if self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now):
            return False
        return not self.ip_allowlist or _is_listed(address, self.ip_allowlist)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """What the owner sees once: the identifier and, for HMAC keys, the secret."""

    api_key: ApiKey
    secret: Secret | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a verified request speaks for."""

    user: User
    api_key_id: int
    permissions: frozenset[Permission]
    address: str
    request_id: str
    forced_mode: Mode | None = None

    @property
    def mode(self) -> Mode:
        """Which accounts the caller looks at: as this request says, else as the user has chosen."""
        return self.forced_mode or self.user.mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """The credentials of a request: what was sent, and every payload its signature may cover.

    `payloads` are built from the raw bytes of the wire (`api/signing.py`), never from decoded parameters.
    """

    api_key: str
    signature: str
    payloads: tuple[bytes, ...]
    address: str
    request_id: str
    forced_mode: Mode | None = None


def _is_listed(address: str, networks: tuple[str, ...]) -> bool:
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = given.ipv4_mapped if isinstance(given, ipaddress.IPv6Address) else None
    return any((mapped or given) in ipaddress.ip_network(network) for network in networks)

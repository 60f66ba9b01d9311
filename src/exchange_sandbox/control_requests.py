"""Bodies of control requests."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

Count = Annotated[int, Meta(ge=1, le=100_000)]


class MintKeys(Struct, forbid_unknown_fields=True, kw_only=True):
    """Open `count` accounts with one key each; the venue's usual rights and wallets unless told."""

    venue: str
    count: Count = 1
    label: str = "minted"
    permissions: list[str] | None = None
    wallets: list[str] | None = None


class KeyName(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which key is meant."""

    venue: str
    api_key: str


class AlterKey(Struct, forbid_unknown_fields=True, kw_only=True):
    """Change what is named, keep the rest."""

    venue: str
    api_key: str
    permissions: list[str] | UnsetType = UNSET
    ip_allowlist: tuple[str, ...] | UnsetType = UNSET
    expires_ms: int | UnsetType | None = UNSET
    revoked: bool | UnsetType = UNSET


class SetBalances(Struct, forbid_unknown_fields=True, kw_only=True):
    """Replace a whole wallet of the key's account; a wallet that was not open is opened."""

    venue: str
    api_key: str
    wallet: str
    balances: dict[str, str | dict[str, str]]


class SetPrices(Struct, forbid_unknown_fields=True, kw_only=True):
    """Fix the USD prices of assets."""

    usd: dict[str, str]


class MoveClock(Struct, forbid_unknown_fields=True, kw_only=True):
    """Run on real time, stand still at a time, then move by an offset: in this order, what is given."""

    run: bool = False
    freeze_at_ms: int | None = None
    advance_ms: int = 0


class SetRateLimits(Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether limits refuse; they always count."""

    enforced: bool


class PlanFault(Struct, forbid_unknown_fields=True, kw_only=True):
    """Spoil the next `count` requests that match, after `skip` of them; without `count` all of them.

    `path` is a shell pattern over the real path; `venue` may be `*`.
    """

    fault: str
    venue: str
    host: str | None = None
    path: str = "*"
    api_key: str | None = None
    count: Count | None = None
    skip: Annotated[int, Meta(ge=0)] = 0
    value: int | str | None = field(default=None)


class RemoveFault(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which plan is meant."""

    id: int

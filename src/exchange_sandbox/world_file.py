"""The shape of a world file (TOML): people, their accounts and keys, assets and limits."""

import tomllib
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from exchange_sandbox.accounts import Holding
from exchange_sandbox.transfers import Kind, State

Amounts = str | dict[str, str]
"""`"1.5"` (free) or a table with `free`, `locked`, `borrowed`, `interest`."""


class WorldFileError(Exception):
    """The world file cannot be used; the text says where and why."""


class KeyEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """A key of an account. Times are seconds after the world's start; negative ones lie before it."""

    label: str
    permissions: list[str]
    ip_allowlist: list[str] = field(default_factory=list)
    created_after: int = -90 * 86_400
    active_after: int | None = None
    expires_after: int | None = None
    revoked: bool = False
    environment: str = "live"


class PositionEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """An open futures position; see `exchange_sandbox.accounts.Position`."""

    wallet: str
    symbol: str
    base: str
    margin_asset: str
    size: str
    entry_price: str
    inverse: bool = False


class AccountEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """An account of a person at a venue."""

    venue: str
    person: str
    uid: str
    parent_uid: str | None = None
    traits: dict[str, str] = field(default_factory=dict)
    wallets: dict[str, dict[str, Amounts]] = field(default_factory=dict)
    positions: list[PositionEntry] = field(default_factory=list)
    keys: list[KeyEntry] = field(default_factory=list)


class AssetEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """A coin; without `usd` it has no price and no market."""

    usd: str | None = None
    quotes: list[str] = field(default_factory=list)
    money: bool = False


class TransferEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """What an account's history begins with, at every venue where the person has an account with these wallets.

    Balances are not changed by it. `days_ago` counts from the world's start; without `wallet` it is the venue's own
    for what comes and goes.
    """

    person: str
    kind: Kind
    asset: str
    amount: str
    days_ago: float
    fee: str = "0"
    wallet: str | None = None
    to_wallet: str = ""
    chain: str = ""
    state: State = State.DONE


class TradeEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """A trade of the past, in the wallet that trades its kind at every venue where the person has one, for its money.

    Balances and positions are not changed by it. `days_ago` counts from the world's start.
    """

    person: str
    side: Literal["buy", "sell"]
    base: str
    amount: str
    price: str
    days_ago: float
    kind: Literal["spot", "linear", "inverse"] = "spot"


class WorldFile(Struct, forbid_unknown_fields=True, kw_only=True):
    """A whole world. `frozen_at` (milliseconds) makes its clock stand still."""

    seed: str
    rate_limits: bool = True
    frozen_at: int | None = None
    assets: dict[str, AssetEntry]
    accounts: list[AccountEntry]
    transfers: list[TransferEntry] = field(default_factory=list)
    trades: list[TradeEntry] = field(default_factory=list)


def load(path: Path | None = None) -> WorldFile:
    """Read a world file; the default world when `path` is None.

    Raises:
        WorldFileError: it cannot be read, is no TOML, or does not have this module's shape.
    """
    source = path or files("exchange_sandbox").joinpath("default_world.toml")
    try:
        return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), WorldFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise WorldFileError(f"{source}: {error}") from error


def decimal(text: str) -> Decimal:
    """Read an amount.

    Raises:
        WorldFileError: the text is no finite number.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise WorldFileError(f"not an amount: {text!r}")
    return amount


def holding(amounts: Amounts) -> Holding:
    """Read one asset of a wallet.

    Raises:
        WorldFileError: an amount or the name of one is wrong.
    """
    if isinstance(amounts, str):
        return Holding(free=decimal(amounts))
    try:
        return Holding(**{name: decimal(text) for name, text in amounts.items()})
    except TypeError as error:
        raise WorldFileError(f"no such amount: {sorted(amounts)}") from error

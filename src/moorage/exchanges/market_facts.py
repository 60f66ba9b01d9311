"""The blocks of an entry about account types: currencies, balances, tickers, markets."""

from typing import Literal

import msgspec

from moorage.exchanges.facts import Facts


class Assets(Facts, frozen=True, kw_only=True):
    """How the venue names currencies: names of its own, and marks that tell another wallet."""

    source: str
    small_letters: bool = False
    """Whether the venue writes names in small letters; all that is named below is then in capitals."""
    renamed: dict[str, str] = msgspec.field(default_factory=dict)
    suffixes: dict[str, str] = msgspec.field(default_factory=dict)
    """Suffix -> wallet."""
    dated_suffixes: tuple[str, ...] = ()
    """Suffixes before which a number of days may stand (`ATOM21.S`)."""
    prefixes: dict[str, str] = msgspec.field(default_factory=dict)
    """Prefix -> wallet."""
    not_prefixed: tuple[str, ...] = ()
    """Currencies whose own name begins like a prefix."""


class Balance(Facts, frozen=True, kw_only=True):
    """Rows of one wallet. Each role names the fields whose sum it is; see `Holding` for the roles.

    Missing roles follow from the others: used = total - free, total = free + used, equity = total - borrowed -
    interest + unrealised.
    """

    source: str
    request: str
    wallet: str
    rows: str
    shape: Literal["list", "map"] = "list"
    """In a map the currency is the key."""
    currency: str = ""
    free: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()
    interest: tuple[str, ...] = ()
    unrealised: tuple[str, ...] = ()
    equity: tuple[str, ...] = ()
    may_be_negative: tuple[Literal["total"], ...] = ()
    """A cash balance that sinks below zero instead of showing a loan; unrealised and equity always may."""
    blank: tuple[str, ...] = ()
    """Fields that may be an empty text or missing, which means zero."""
    spared: bool = False
    """Whether the wallet is left out, and the account says so, when the venue refuses to tell it: it stands beside
    others, and an account must not become unreadable over it. An outage never leaves it out, nor does a
    refusal that nobody knows, where the last load found something in it."""
    every: int = 0
    """Seconds for which the wallet may stand as it was told, while nothing else of the account has moved; 0 for a
    wallet that each load asks for. No other request and no mark gives the same wallet."""
    merged: bool = False
    """Whether it is a part of another wallet where the account is of another kind (`Refusal.other_kind`); a spared
    wallet is then not missing."""


class Tickers(Facts, frozen=True, kw_only=True):
    """All prices of one kind. A symbol is split at `separator`, else by the longest of `quotes` it ends with.

    `bid`, `ask` and `before` are left out where this one request does not tell them. `before_is` says what stands
    there: the price 24 hours ago itself, or the change since then as a `difference`, a `percent` or a `fraction`. The
    opening price of a calendar day is none of them.
    """

    source: str
    request: str
    rows: str
    shape: Literal["list", "map"] = "list"
    symbol: str = ""
    price: str
    bid: str = ""
    ask: str = ""
    before: str = ""
    before_is: Literal["price", "difference", "percent", "fraction"] = "price"
    reference: int = 0
    """Place among the venues whose prices stand in where another venue has none, from 1; 0 is none of them."""
    prices_are_numbers: bool = False
    """Whether prices are JSON numbers instead of texts."""
    separator: str = ""
    quotes: tuple[str, ...] = ()


class MarketFacts(Facts, frozen=True, kw_only=True):
    """One account type. `capabilities` names what is true in `domain.market.Capabilities`."""

    code: str
    name: str
    exchange_name: str = ""
    """Left out where it is the name."""
    pretty_display_type: str
    supported_market_types: tuple[str, ...]
    tickers: str
    unified: bool = False
    subaccount_plan_rule: bool = False
    capabilities: tuple[str, ...]
    balances: tuple[Balance, ...]

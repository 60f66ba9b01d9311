"""The blocks of a trading entry about what came into an account and left it."""

from collections.abc import Mapping
from typing import Literal

from moorage.exchanges.facts import Facts
from moorage.exchanges.paging import Paged
from moorage.exchanges.rows import Rows

Unit = Literal["ns", "ms", "s", "iso8601"]
"""Of times: nanoseconds, milliseconds or seconds since 1970, or a date with a time, UTC where nothing else is said."""
ToldUnit = Literal["ns", "ms", "s", "iso8601", "ms_or_s"]
"""Of times in answers; `ms_or_s` are told apart by their size, where a venue shows one and tells the other besides."""


class TransferList(Paged, frozen=True, kw_only=True):
    """One list of transfers and how it is asked for.

    Columns of `rows`: `reference`, `currency`, `amount`, `at`; where the venue tells them `state`, `direction`, `fee`
    (always taken from what the owner has: out of what came, on top of what left) and `fee_currency`. The request may
    name `{start}` and `{end}` (in `asks`; a last stretch has no end), `{kind}` and what names a page.
    """

    markets: tuple[str, ...]
    """The account types whose value these transfers change."""
    rows: Rows
    unit: ToldUnit = "ms"
    asks: Unit = "ms"
    span_days: int = 0
    """The longest stretch of time that one request may ask for; 0 when there is no such bound."""
    needs_end: bool = False
    """Whether the venue wants an end also where that is now."""
    every_minutes: int = 0
    """How long what was told is good enough, so that a load does not ask again; 0 asks with every load."""
    keeps_days: int = 0
    """How far back the venue tells them; 0 when it tells all."""
    kinds: tuple[str, ...] = ()
    """What `{kind}` stands for, each asked for by itself."""
    newest_first: bool = False
    """Whether a list that no time bounds begins with the newest, so that it is read until it is old enough."""
    incoming: tuple[str, ...] = ()
    """Texts of the column `direction`; `+` and `-` stand for the sign of the amount where there is no such column."""
    outgoing: tuple[str, ...] = ()
    currency_ends_at: str = ""
    """The character behind which the name of a currency goes on with something else."""
    done: tuple[str, ...] = ()
    """Texts of the column `state`; without a column all are done, and what is not named is under way."""
    failed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse columns and pages that cannot be read as meant."""
        told = {*self.rows.columns, *self.rows.outer, *self.rows.fixed, self.rows.key}
        if missing := {"currency", "amount", "at"} - told:
            raise ValueError(f"transfers need the columns {', '.join(sorted(missing))}")
        if not self.incoming and not self.outgoing:
            raise ValueError("transfers come or go")
        if ("state" in told) != bool(self.done):
            raise ValueError("a state is told by a column and the texts that mean done")
        self.require_pages(starts_as_told=self.unit == self.asks)

    def names(self) -> Mapping[str, str]:
        """Return what the list is called -> the kind that is asked for; a list without kinds has the kind ""."""
        return {":".join(filter(None, (self.rows.request, kind))): kind for kind in self.kinds or ("",)}


class Untold(Facts, frozen=True, kw_only=True):
    """What the venue does not tell of an account type's transfers, in one sentence for its owner."""

    markets: tuple[str, ...]
    sentence: str


class TransferFacts(Facts, frozen=True, kw_only=True):
    """All that a venue tells of transfers."""

    lists: tuple[TransferList, ...] = ()
    untold: tuple[Untold, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two lists of one account type with the same name."""
        named = [(code, name) for told in self.lists for code in told.markets for name in told.names()]
        if len(set(named)) < len(named):
            raise ValueError("two lists of transfers are one")

    def of(self, market_code: str) -> tuple[TransferList, ...]:
        """Return the lists that belong to an account type."""
        return tuple(told for told in self.lists if market_code in told.markets)

    def untold_of(self, market_code: str) -> str | None:
        """Return the sentence about what is not told of an account type."""
        return next((untold.sentence for untold in self.untold if market_code in untold.markets), None)

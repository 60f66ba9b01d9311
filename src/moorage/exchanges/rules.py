"""From a venue's lists of instruments to trading rules, and from its answer about one of them to a quote."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from moorage.domain.trading_rule import Limits, Quote, TradingRule
from moorage.domain.valuation import EXACT
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.parsers import HUGE
from moorage.exchanges.paths import UNREADABLE, PathReader
from moorage.exchanges.rows import Row, RowReader
from moorage.exchanges.rule_facts import BOUNDS, CONTRACT, DECIMALS, PRICES, TICKS, Quotes, Rules

MOST_DECIMALS: Final = 30

Known = dict[tuple[bool, str], Decimal | None]
"""Numbers by their text, and whether it counts decimals."""
Split = Callable[[str], tuple[str, str] | None]
"""Takes a symbol apart: base and quote, by the field's names; None when it cannot."""


class RuleReader:
    """Reads the instruments that one block describes."""

    def __init__(self, facts: Rules, names: AssetNames, split: Split | None = None) -> None:
        """Compile the block; `split` is what it names."""
        self._facts = facts
        self._names = names
        self._split = split
        self._reader = RowReader(facts)
        self._next_page = PathReader([facts.next_page]) if facts.next_page else None

    def read(self, body: bytes) -> list[TradingRule]:
        """Return the rules; a row without a symbol or without a pair is left out.

        Raises:
            One of `parsers.MISREAD`: the rows are not there.
        """
        known: Known = {}
        rules = (self._rule(row, known) for row in self._reader.read(body))
        return [rule for rule in rules if rule is not None]

    def _rule(self, row: Row, known: Known) -> TradingRule | None:
        pair = self._pair(row)
        if pair is None or "symbol" not in row:
            return None
        return TradingRule(
            base=pair[0],
            quote=pair[1],
            symbol=row["symbol"],
            kind=self._facts.kind,
            limits=Limits(**bounds(row, known)),
            margin_modes=self._facts.margin_modes,
            contract_size=_contract_size(row),
        )

    def next_page(self, body: bytes) -> str:
        """Return what asks for the next page, "" after the last one."""
        if self._next_page is None:
            return ""
        try:
            told = self._next_page.read(body).get(self._facts.next_page)
        except UNREADABLE:
            return ""
        return str(told or "")

    def _pair(self, row: Row) -> tuple[str, str] | None:
        if self._split is not None:
            return self._split(row.get("pair", ""))
        base, quote = row.get("base", ""), row.get("quote", "")
        if "pair" in row:
            base, _, quote = row["pair"].partition(self._facts.separator)
        return (self._names.resolve(base)[0], self._names.resolve(quote)[0]) if base and quote else None


class QuoteReader:
    """Reads what one block tells of one instrument."""

    def __init__(self, facts: Quotes) -> None:
        """Compile the block."""
        self._reader = RowReader(facts)

    def read(self, body: bytes, symbol: str) -> Quote:
        """Return what is told of an instrument.

        Raises:
            One of `parsers.MISREAD`: the rows are not there.
        """
        rows = (row for row in self._reader.read(body) if row.get("symbol", symbol) == symbol)
        row = next(rows, {})
        prices = {name: number(row[name]) for name in PRICES & row.keys()}
        return Quote(**prices, limits=bounds(row, {}))


def merged(quotes: Iterable[Quote]) -> Quote:
    """Return the quote in which the first that tells something counts."""
    prices: dict[str, Decimal] = {}
    limits: dict[str, Decimal] = {}
    for quote in quotes:
        told = {name: getattr(quote, name) for name in PRICES}
        prices = {name: price for name, price in told.items() if price is not None} | prices
        limits = {**quote.limits, **limits}
    return Quote(**prices, limits=limits)


def bounds(row: Row, known: Known) -> Mapping[str, Decimal]:
    """Return the bounds that a row holds.

    Args:
        row: Read by a block.
        known: Numbers by their text, so that a list of thousands keeps each of its few numbers once.
    """
    found = {column: told for column in BOUNDS & row.keys() if (told := _known(known, number, row[column]))}
    for column, meant in DECIMALS.items():
        told = _known(known, step, row.get(column, ""))
        if told and meant not in found:
            found[meant] = told
    ticks = number(row.get(TICKS, "1"))
    if ticks and TICKS in row and "price_step" in found:
        found["price_step"] = EXACT.multiply(found["price_step"], ticks)
    return found


def _contract_size(row: Row) -> Decimal | None:
    """Return how much one contract is; a sign only tells inverse contracts from others."""
    told = [number(row[column].removeprefix("-")) for column in CONTRACT if column in row]
    size = Decimal(1)
    for factor in told:
        if factor is None:
            return None
        size = EXACT.multiply(size, factor)
    return size if told else None


def _known(known: Known, read: Callable[[str], Decimal | None], text: str) -> Decimal | None:
    place = (read is step, text)
    if place not in known:
        known[place] = read(text)
    return known[place]


def number(text: str) -> Decimal | None:
    """Return a positive number; None for anything else, which bounds nothing."""
    try:
        told = Decimal(text)
    except InvalidOperation:
        return None
    return told if told.is_finite() and 0 < told < HUGE else None


def step(decimals: str) -> Decimal | None:
    """Return the step that a count of decimals means; None when it is no count."""
    is_count = decimals.isascii() and decimals.isdigit() and int(decimals) <= MOST_DECIMALS
    return Decimal(1).scaleb(-int(decimals)) if is_count else None

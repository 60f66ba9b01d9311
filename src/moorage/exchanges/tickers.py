"""From a venue's answer with all prices to tickers."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from moorage.domain.valuation import EXACT, ONE, Ticker
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.market_facts import Tickers
from moorage.exchanges.parsers import HUGE
from moorage.exchanges.paths import shape, steps_of, walk
from moorage.exchanges.quirks.quirk import Quirk

Pair = tuple[str, str]
"""Base and quote, by the field's names."""

MOST_PAIRS = 20_000  # remembered of one venue
FIGURES: Final = ("price", "bid", "ask", "before")
SHARES: Final = {"percent": Decimal("0.01"), "fraction": ONE}


class TickerParser:
    """Reads one kind of ticker; remembers how symbols are split, as they hardly change."""

    def __init__(self, facts: Tickers, names: AssetNames, quirk: Quirk) -> None:
        """Compile the mapping into a decoder."""
        self._facts = facts
        self._names = names
        self._own_split = quirk.split
        self._quotes = sorted(facts.quotes, key=len, reverse=True)
        self._pairs: dict[str, Pair | None] = {}
        self._rows = steps_of(facts.rows)
        told = {name: steps_of(getattr(facts, name)) for name in FIGURES}
        self._told = {name: steps for name, steps in told.items() if steps}
        self._inner = {name: steps[1:] for name, steps in self._told.items() if steps[1:]}
        row = self._row()
        rows = list[row] if facts.shape == "list" else dict[str, row]  # type: ignore[valid-type]
        self._decoder = msgspec.json.Decoder(shape([self._rows], rows))

    def parse(self, body: bytes) -> Iterator[Ticker]:
        """Yield the tickers; a symbol that cannot be split, or a price that is no plain number, is left out.

        Raises:
            One of `parsers.MISREAD`: the rows are not there.
        """
        rows = walk(self._decoder.decode(body), self._rows)
        if rows is None:
            raise ValueError("no rows")
        for symbol, row in self._named(rows):
            pair = self._pairs[symbol] if symbol in self._pairs else self._remember(symbol)
            if pair is not None and (price := _number(row.price)) is not None:
                before = _before(price, row.before, self._facts.before_is)
                yield Ticker(*pair, price, _number(row.bid), _number(row.ask), before)

    def _named(self, rows: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - made from the entry
        named = rows.items() if isinstance(rows, dict) else ((row.symbol, row) for row in rows)
        return ((symbol, self._flat(row)) for symbol, row in named) if self._inner else iter(named)

    def _flat(self, row: Any) -> Any:  # noqa: ANN401 - made from the entry
        for name, steps in self._inner.items():
            setattr(row, name, walk(getattr(row, name), steps))
        return row

    def _remember(self, symbol: str) -> Pair | None:
        if len(self._pairs) >= MOST_PAIRS:
            self._pairs.clear()
        pair = self._pairs[symbol] = self.split(symbol)
        return pair

    def split(self, symbol: str) -> Pair | None:
        """Take a symbol apart; None when it names no pair."""
        halves = self._own_split(symbol) if self._own_split else None
        if halves is None:
            halves = self._halves(symbol)
        return None if halves is None else (self._names.resolve(halves[0])[0], self._names.resolve(halves[1])[0])

    def _halves(self, symbol: str) -> Pair | None:
        if self._facts.separator:
            base, _, quote = symbol.partition(self._facts.separator)
            return (base, quote) if base and quote and self._facts.separator not in quote else None
        quotes = (quote for quote in self._quotes if symbol.endswith(quote) and symbol != quote)
        return next(((symbol[: -len(quote)], quote) for quote in quotes), None)

    def _row(self) -> type[msgspec.Struct]:
        leaf: Any = Decimal if self._facts.prices_are_numbers else str
        fields: list[Any] = [("symbol", str, msgspec.field(name=self._facts.symbol))] if self._facts.symbol else []
        for name, steps in self._told.items():
            kind = shape([steps[1:]], leaf)
            fields.append((name, kind | None, msgspec.field(name=steps[0], default=None)))
        untold = {name: None for name in FIGURES if name not in self._told}
        return msgspec.defstruct("Row", fields, namespace=untold, gc=False)


def _number(told: Decimal | str | None) -> Decimal | None:
    """Return a price; None for what is not there, not positive, or no plain number."""
    try:
        number = Decimal(told) if isinstance(told, str) else told
        is_price = number is not None and 0 < number < HUGE
    except InvalidOperation:
        return None
    return number if is_price else None


def _before(price: Decimal, told: Decimal | str | None, told_as: str) -> Decimal | None:
    """Return the price 24 hours ago out of itself or out of the change since then."""
    if told is None or told_as == "price":
        return _number(told)
    try:
        change = Decimal(told)
        if told_as == "difference":
            return _number(EXACT.subtract(price, change))
        return _number(EXACT.divide(price, EXACT.add(ONE, EXACT.multiply(change, SHARES[told_as]))))
    except ArithmeticError:
        return None

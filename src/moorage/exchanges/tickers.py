"""From a venue's answer with all prices to tickers."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from moorage.domain.valuation import Ticker
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.market_facts import Tickers
from moorage.exchanges.parsers import HUGE
from moorage.exchanges.paths import shape, steps_of, walk
from moorage.exchanges.quirks.quirk import Quirk

Pair = tuple[str, str]
"""Base and quote, by the field's names."""

MOST_PAIRS = 20_000  # remembered of one venue


class TickerParser:
    """Reads one kind of ticker; remembers how symbols are split, as they hardly change."""

    def __init__(self, facts: Tickers, names: AssetNames, quirk: Quirk) -> None:
        """Compile the mapping into a decoder."""
        self._facts = facts
        self._names = names
        self._split = quirk.split
        self._quotes = sorted(facts.quotes, key=len, reverse=True)
        self._pairs: dict[str, Pair | None] = {}
        self._rows = steps_of(facts.rows)
        self._price = steps_of(facts.price)
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
        for symbol, price in self._priced(rows):
            pair = self._pairs[symbol] if symbol in self._pairs else self._remember(symbol)
            if pair is not None and (number := _number(price)) is not None:
                yield Ticker(*pair, number)

    def _priced(self, rows: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - made from the entry
        named = rows.items() if isinstance(rows, dict) else ((row.symbol, row) for row in rows)
        inner = self._price[1:]
        return ((symbol, walk(row.price, inner) if inner else row.price) for symbol, row in named)

    def _remember(self, symbol: str) -> Pair | None:
        if len(self._pairs) >= MOST_PAIRS:
            self._pairs.clear()
        pair = self._pairs[symbol] = self._pair(symbol)
        return pair

    def _pair(self, symbol: str) -> Pair | None:
        halves = self._split(symbol) if self._split else None
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
        kind = shape([self._price[1:]], leaf)
        price: list[Any] = [("price", kind | None, msgspec.field(name=self._price[0], default=None))]
        symbol: list[Any] = [("symbol", str, msgspec.field(name=self._facts.symbol))] if self._facts.symbol else []
        return msgspec.defstruct("Row", [*symbol, *price], gc=False)


def _number(price: Any) -> Decimal | None:  # noqa: ANN401 - made from the entry
    try:
        number = Decimal(price) if isinstance(price, str) else price
        is_price = number is not None and 0 < number < HUGE
    except InvalidOperation:
        return None
    return number if is_price else None

"""From a page of a venue's list to trades."""

from dataclasses import dataclass
from decimal import Decimal

from moorage.domain.valuation import EXACT
from moorage.domain.volume import Trade
from moorage.exchanges.paging import CursorReader
from moorage.exchanges.parsers import BOUNDS
from moorage.exchanges.rows import Row, RowReader
from moorage.exchanges.trade_facts import TradeList
from moorage.exchanges.transfers import moment, needed


@dataclass(frozen=True, slots=True)
class TradePage:
    """What one answer tells, and how the next page is named; "" when there is none."""

    trades: tuple[Trade, ...]
    rows: int
    last: Row
    cursor: str


class TradeReader:
    """Reads one list; compiled once, used for every answer."""

    def __init__(self, facts: TradeList) -> None:
        """Compile the mapping."""
        self.facts = facts
        self._rows = RowReader(facts.rows)
        self._cursor = CursorReader(facts)

    def read(self, body: bytes) -> TradePage:
        """Return a page.

        Raises:
            One of `parsers.MISREAD`: a row lacks what every trade has, or it is not what the entry says.
        """
        rows = list(self._rows.read(body))
        counted = [row for row in rows if not self.facts.counted or row.get("type") in self.facts.counted]
        trades = tuple(self._trade(row) for row in counted)
        return TradePage(trades, len(rows), rows[-1] if rows else {}, self._cursor.read(body))

    def _trade(self, row: Row) -> Trade:
        return Trade(
            reference=needed(row, "reference"),
            symbol=needed(row, "symbol"),
            total=BOUNDS.plus(_total(row)),
            at=moment(needed(row, "at"), self.facts.unit),
        )


def _total(row: Row) -> Decimal:
    if "total" in row:
        return abs(Decimal(row["total"]))
    return abs(EXACT.multiply(Decimal(needed(row, "price")), Decimal(needed(row, "amount"))))

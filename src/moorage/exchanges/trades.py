"""From a page of a venue's list to trades."""

from dataclasses import dataclass
from datetime import datetime
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
    ended_at: datetime | None
    """The time of the last row, counted or not."""
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
        page = self._rows.page(body)
        counted = [row for row in page.rows if not self.facts.counted or row.get("type") in self.facts.counted]
        trades = tuple(self._trade(row) for row in counted)
        ended_at = moment(page.last["at"], self.facts.unit) if "at" in page.last else None
        return TradePage(trades, page.told, page.last, ended_at, self._cursor.read(body))

    def _trade(self, row: Row) -> Trade:
        return Trade(
            reference=needed(row, "reference"),
            symbol=needed(row, "symbol"),
            at=moment(needed(row, "at"), self.facts.unit),
            **_amounts(row),
        )


def _amounts(row: Row) -> dict[str, Decimal]:
    """Return what was paid or got, or how many contracts at which price; a sign only tells sales."""
    if "total" in row:
        return {"total": _size(row, "total")}
    price = _size(row, "price")
    if "contracts" in row:
        return {"contracts": _size(row, "contracts"), "price": price}
    return {"total": BOUNDS.plus(EXACT.multiply(price, _size(row, "amount")))}


def _size(row: Row, column: str) -> Decimal:
    return BOUNDS.plus(abs(Decimal(needed(row, column))))

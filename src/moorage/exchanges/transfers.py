"""From a page of a venue's list to transfers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from moorage.domain.transfer import Direction, Transfer, TransferState
from moorage.domain.valuation import EXACT
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.clocks import EPOCH
from moorage.exchanges.paging import CursorReader
from moorage.exchanges.parsers import BOUNDS
from moorage.exchanges.rows import Row, RowReader
from moorage.exchanges.transfer_facts import ToldUnit, TransferList, Unit

MILLISECONDS: Final[Mapping[ToldUnit, Decimal]] = {"ns": Decimal("0.000001"), "ms": Decimal(1), "s": Decimal(1000)}
SECONDS_END: Final = 10**11  # as seconds the year 5138, as milliseconds 1973
LATEST: Final = 253_402_300_799_000  # milliseconds; the last second of the year 9999


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer tells, and how the next page is named; "" when there is none."""

    transfers: tuple[Transfer, ...]
    rows: int
    last: Row
    cursor: str
    oldest: datetime | None = None
    """When the last row was, read or not, of a list that begins with the newest."""


class TransferReader:
    """Reads one list; compiled once, used for every answer."""

    def __init__(self, facts: TransferList, names: AssetNames) -> None:
        """Compile the mapping."""
        self.facts = facts
        self.kinds = facts.names()
        self._resolve = names.resolve
        self._rows = RowReader(facts.rows)
        self._cursor = CursorReader(facts)

    def read(self, body: bytes, name: str) -> Page:
        """Return a page.

        Args:
            body: The answer.
            name: Which of `TransferList.names` was asked for.

        Raises:
            One of `parsers.MISREAD`: a row lacks what every transfer has, or it is not what the entry says.
        """
        page = self._rows.page(body)
        transfers = tuple(transfer for row in page.rows for transfer in self._transfers(row, name))
        return Page(transfers, page.told, page.last, self._cursor.read(body), self._oldest(page.last))

    def _oldest(self, last: Row) -> datetime | None:
        begins_with_newest = self.facts.newest_first or self.facts.paging.startswith("before")
        return moment(last["at"], self.facts.unit) if begins_with_newest and last.get("at", "0") != "0" else None

    def _transfers(self, row: Row, name: str) -> Iterator[Transfer]:
        """Yield the transfer of a row, and what it cost when that is another currency."""
        amount = BOUNDS.plus(Decimal(needed(row, "amount")))
        direction = self._direction(row, amount, self.kinds[name])
        if direction is None or not amount:
            return
        state = self._state(row)
        if state is not TransferState.DONE and row.get("at", "0") == "0":
            return  # it is to come, and has no time yet
        fee, at = BOUNDS.plus(abs(Decimal(row.get("fee", "0")))), moment(needed(row, "at"), self.facts.unit)
        reference = f"{name}:{row.get('reference') or _made(row)}"
        currency, paid_in = needed(row, "currency"), row.get("fee_currency")
        if self.facts.currency_ends_at:
            currency = currency.partition(self.facts.currency_ends_at)[0]
        elsewhere = fee and paid_in is not None and paid_in != currency
        moved = abs(amount) if elsewhere else _with_fee(abs(amount), fee, direction)
        if moved > 0:
            yield Transfer(
                reference=reference,
                direction=direction,
                currency=self._resolve(currency)[0],
                amount=moved,
                at=at,
                state=state,
            )
        if elsewhere:
            yield Transfer(
                reference=f"{reference}:fee",
                direction=Direction.OUT,
                currency=self._resolve(paid_in or "")[0],
                amount=fee,
                at=at,
                state=state,
            )

    def _direction(self, row: Row, amount: Decimal, kind: str) -> Direction | None:
        """Return which way; None for a row that is no transfer of this account."""
        told = row.get("direction") or kind
        if told not in {*self.facts.incoming, *self.facts.outgoing}:
            told = "-" if amount < 0 else "+"
        if told in self.facts.incoming:
            return Direction.IN
        return Direction.OUT if told in self.facts.outgoing else None

    def _state(self, row: Row) -> TransferState:
        state = row.get("state")
        if not self.facts.done or state in self.facts.done:
            return TransferState.DONE
        return TransferState.FAILED if state in self.facts.failed else TransferState.PENDING


def needed(row: Row, column: str) -> str:
    """Return a column that no transfer lacks. Raises `ValueError`."""
    if column not in row:
        raise ValueError(f"a transfer without {column}")
    return row[column]


def moment(told: str, unit: ToldUnit) -> datetime:
    """Return a time as the venue writes it. Raises one of `parsers.MISREAD`."""
    if unit == "iso8601":
        at = datetime.fromisoformat(told)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    number = Decimal(told)
    if unit == "ms_or_s":
        unit = "s" if number < SECONDS_END else "ms"
    milliseconds = int(number * MILLISECONDS[unit])
    if not 0 < milliseconds < LATEST:
        raise ValueError("a time out of bounds")
    return EPOCH + timedelta(milliseconds=milliseconds)


def asked(at: datetime, unit: Unit) -> str:
    """Return a time as the venue wants to be asked for it."""
    if unit == "iso8601":
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    return str(int(milliseconds / MILLISECONDS[unit]))


def _with_fee(amount: Decimal, fee: Decimal, direction: Direction) -> Decimal:
    return EXACT.subtract(amount, fee) if direction is Direction.IN else EXACT.add(amount, fee)


def _made(row: Row) -> str:
    """Name a transfer that the venue gives no name."""
    return f"{row['at']}/{row.get('currency', '')}/{row['amount']}"

"""Counts open orders at the exchange: every list, every page, each order once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from moorage.domain.exchange_errors import BadResponse
from moorage.exchanges.activity_facts import OrderList
from moorage.exchanges.paging import CursorReader, first_page, following_page
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.rows import Row, RowReader, Rows

T = TypeVar("T")

MOST_PAGES: Final = 100  # of one list
MOST_KINDS: Final = 100  # of one list

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What one answer tells, and how the next page is named; "" when there is none."""

    references: frozenset[str]
    rows: int
    last: Row
    cursor: str


class OrderReader:
    """Reads one list; compiled once, used for every answer."""

    def __init__(self, facts: OrderList) -> None:
        """Compile the mapping."""
        self.facts = facts
        self._rows = RowReader(facts.rows)
        self._cursor = CursorReader(facts)
        self._kinds = RowReader(facts.kinds_of) if facts.kinds_of else None

    def read(self, body: bytes) -> OrderPage:
        """Return a page. Raises one of `parsers.MISREAD`: an order without a name, or no such list."""
        page = self._rows.page(body)
        names = frozenset(named(row, "reference") for row in page.rows)
        return OrderPage(names, page.told, page.last, self._cursor.read(body))

    def kinds(self, body: bytes) -> list[str]:
        """Return the kinds that another list names. Raises as `read`."""
        return [named(row, "kind") for row in self._kinds.read(body)] if self._kinds else []


class OrderCount:
    """One question about the open orders of an account type."""

    def __init__(self, ask: Ask, misread: Callable[[], BadResponse]) -> None:
        """Take who is asked, and what makes the error for an answer that cannot be read."""
        self._ask = ask
        self._misread = misread

    async def all(self, readers: Sequence[OrderReader]) -> int:
        """Return how many orders are open.

        Raises:
            BadResponse: an answer cannot be read, or there is no end to them.
            ExchangeError: as the request.
        """
        return sum(await asyncio.gather(*(self._list(reader) for reader in readers)))

    async def _list(self, reader: OrderReader) -> int:
        kinds = await self._kinds(reader)
        return sum(await asyncio.gather(*(self._kind(reader, kind) for kind in kinds)))

    async def _kinds(self, reader: OrderReader) -> Sequence[str]:
        listed: Rows | None = reader.facts.kinds_of
        if listed is None:
            return reader.facts.kinds or ("",)
        body = await self._ask(listed.request, {})
        kinds = self._read(reader.kinds, body)
        if len(kinds) > MOST_KINDS:
            raise self._misread()
        return kinds

    async def _kind(self, reader: OrderReader, kind: str) -> int:
        """Count page by page; an order that moves to the next page meanwhile counts once."""
        facts, found, naming = reader.facts, set[str](), first_page(reader.facts)
        for number in range(MOST_PAGES):
            body = await self._ask(facts.rows.request, {**naming, "kind": kind})
            page = self._read(reader.read, body)
            found |= page.references
            following = following_page(facts, page, number)
            if following is None:
                return len(found)
            naming = following
        raise self._misread()

    def _read(self, read: Callable[[bytes], T], body: bytes) -> T:
        try:
            return read(body)
        except MISREAD:
            pass
        raise self._misread()


def named(row: Row, column: str) -> str:
    """Return a column that no row lacks. Raises `ValueError`."""
    if column not in row:
        raise ValueError(f"a row without {column}")
    return row[column]

"""Counting open orders."""

import json
from collections.abc import Mapping

import pytest

from moorage.domain.exchange_errors import BadResponse, PermissionDenied
from moorage.exchanges.activity_facts import OrderList
from moorage.exchanges.order_count import MOST_KINDS, MOST_PAGES, OrderCount, OrderReader
from moorage.exchanges.rows import Rows

pytestmark = pytest.mark.anyio


def reader(**facts) -> OrderReader:
    """Return the reader of a list."""
    rows = Rows(source="DOC", request="orders", rows="", columns={"reference": "id"})
    return OrderReader(OrderList(markets=("spot",), rows=rows, **facts))


class Book:
    """Answers from pages of ids; remembers what it was asked."""

    def __init__(self, pages: Mapping[tuple[str, str], list[object]]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str]] = []

    async def ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Answer by kind and page; a text is a kind, anything else an id."""
        at = (arguments.get("kind", name), arguments.get("page", "1"))
        self.asked.append(at)
        told = self.pages.get(at, [])
        return json.dumps([one if isinstance(one, str) else {"id": one} for one in told]).encode()


async def count(book: Book, *readers: OrderReader) -> int:
    """Count."""
    return await OrderCount(book.ask, BadResponse).all(readers)


class TestAll:
    async def test_counts_every_kind_and_page(self):
        """A full page is followed by another."""
        book = Book({("A", "1"): [1, 2], ("A", "2"): [3], ("B", "1"): [4]})
        assert await count(book, reader(kinds=("A", "B"), paging="page", size=2)) == 4
        assert sorted(book.asked) == [("A", "1"), ("A", "2"), ("B", "1")]

    async def test_an_order_on_two_pages_counts_once(self):
        """It moved when an older one was filled meanwhile."""
        book = Book({("", "1"): [1, 2], ("", "2"): [2]})
        assert await count(book, reader(paging="page", size=2)) == 2

    async def test_kinds_may_be_told_by_another_list(self):
        """Those, and no others, are asked for."""
        symbols = Rows(source="DOC", request="symbols", rows="", columns={"kind": ""})
        book = Book({("symbols", "1"): ["BTC-USDT", "ETH-USDT"], ("BTC-USDT", "1"): [1], ("ETH-USDT", "1"): [1, 2]})
        assert await count(book, reader(kinds_of=symbols)) == 3

    async def test_no_list_is_no_order(self):
        """Nothing is asked."""
        assert await count(Book({})) == 0

    async def test_an_end_is_needed(self):
        """A list that never ends is no list of open orders; neither is one of too many kinds."""
        book = Book({("", str(page)): [1] for page in range(1, MOST_PAGES + 2)})
        with pytest.raises(BadResponse):
            await count(book, reader(paging="page", size=1))
        assert len(book.asked) == MOST_PAGES
        symbols = Rows(source="DOC", request="symbols", rows="", columns={"kind": ""})
        with pytest.raises(BadResponse):
            await count(Book({("symbols", "1"): [f"S{n}" for n in range(MOST_KINDS + 1)]}), reader(kinds_of=symbols))

    async def test_what_cannot_be_read_is_no_zero(self):
        """An order without a name, or an answer of another form."""
        book = Book({("", "1"): [None]})
        with pytest.raises(BadResponse):
            await count(book, reader())

    async def test_a_refusal_is_passed_on(self):
        """A key without the right is told so."""

        async def refuse(name: str, arguments: Mapping[str, str]) -> bytes:
            raise PermissionDenied

        with pytest.raises(PermissionDenied):
            await OrderCount(refuse, BadResponse).all([reader()])

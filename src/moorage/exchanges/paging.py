"""How a venue's list goes on: what names its next page, and when there is none."""

from collections.abc import Mapping
from typing import Final, Literal, Protocol
from urllib.parse import unquote

from moorage.exchanges.facts import Facts
from moorage.exchanges.paths import PathReader
from moorage.exchanges.rows import Row, text

BLANK: Final[Mapping[str, str]] = {"cursor": "", "before": "", "page": "", "offset": "", "onward": ""}
"""What a request may name; an empty text leaves its parameter out."""


class Paged(Facts, frozen=True, kw_only=True):
    """How the pages of a list are asked for. The request may name `{page}`, `{offset}`, `{cursor}` and `{before}`.

    `{onward}` is `next` on every page but the first, for a venue that asks in which direction to go on.
    """

    paging: Literal["none", "page", "offset", "cursor", "before_time", "before_reference", "after_time"] = "none"
    """How the next page is named: by its number, by the rows before it, by the text at `next`, in a list that begins
    with the newest by the time or the reference of the last row, or, in one that begins with the oldest, by the time
    of the last row as its `{start}`."""
    first_page: int = 1
    size: int = 0
    """Rows on a full page; a shorter one is the last."""
    next: str = ""

    def require_pages(self, *, starts_as_told: bool = False) -> None:
        """Check that pages can be turned as meant, also by a `{start}` where a time is asked for as it is told.

        Raises:
            ValueError: They cannot.
        """
        if (self.paging == "cursor") != bool(self.next) or (self.paging not in {"none", "cursor"}) != bool(self.size):
            raise ValueError("pages need the size of a full one, a cursor the place of the next")
        if self.paging == "after_time" and not starts_as_told:
            raise ValueError("no page here can begin at the time of a row")


class PageEnd(Protocol):
    """What a page tells about the next one; `cursor` is "" when it names none."""

    @property
    def rows(self) -> int:
        """How many rows there were."""

    @property
    def last(self) -> Row:
        """The last one, empty when there was none."""

    @property
    def cursor(self) -> str:
        """What names the next page."""


class CursorReader:
    """Reads the text that names the next page; compiled once, used for every answer."""

    def __init__(self, facts: Paged) -> None:
        """Compile the place."""
        self._place = facts.next
        self._reader = PathReader([facts.next]) if facts.next else None

    def read(self, body: bytes) -> str:
        """Return the text, "" where there is none. A venue may tell it percent-encoded; it is encoded when it is sent.

        Raises:
            One of `parsers.MISREAD`: the answer is not what the entry says.
        """
        return unquote(text(self._reader.read(body).get(self._place)) or "") if self._reader else ""


def first_page(facts: Paged) -> Mapping[str, str]:
    """Return how the first page is named."""
    return {**BLANK, "page": str(facts.first_page), "offset": "0"}


def following_page(facts: Paged, page: PageEnd, number: int) -> Mapping[str, str] | None:
    """Return how the page after one is named; None after the last.

    Args:
        facts: Of the list.
        page: The page that was read.
        number: How many pages were read before it.
    """
    named = _following(facts, page, number)
    return None if named is None else {**BLANK, "onward": "next", **named}


def _following(facts: Paged, page: PageEnd, number: int) -> Mapping[str, str] | None:
    if facts.paging == "cursor":
        return {"cursor": page.cursor} if page.cursor and page.rows else None
    if facts.paging == "none" or page.rows < facts.size:
        return None
    if facts.paging == "page":
        return {"page": str(facts.first_page + number + 1)}
    if facts.paging == "offset":
        return {"offset": str(facts.size * (number + 1))}
    column = "reference" if facts.paging == "before_reference" else "at"
    name = "start" if facts.paging == "after_time" else "before"
    return {name: page.last[column]} if column in page.last else None

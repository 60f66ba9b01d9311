"""Rows of an answer as texts by column name, for what is read seldom: rules, networks, transfers, orders.

Balances and tickers, which are read all the time, have parsers of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from moorage.exchanges.facts import Facts
from moorage.exchanges.paths import shape, steps_of, walk

Row = Mapping[str, str]
"""Column -> text. Numbers keep their digits in plain notation; true and false are `true` and `false`; what is missing,
null or blank is left out."""

TRUTHS: Final = {True: "true", False: "false"}


class Rows(Facts, frozen=True, kw_only=True):
    """Where rows stand in the answer to a request, and where each column stands in a row.

    In a map the key of a row is the column `key`; of shape `one` the place is the only row. With `each`, a row holds a
    list (of networks, say): every item of it is a row then, `columns` are places in the item, and `outer` are places in
    the row around it. `fixed` are columns with the same text in every row. Of a row that is not what `where` asks for
    (path in the outermost row -> the texts that may stand there) nothing is read.
    """

    source: str
    request: str
    rows: str
    shape: str = "list"
    key: str = ""
    each: str = ""
    columns: dict[str, str]
    outer: dict[str, str] = msgspec.field(default_factory=dict)
    fixed: dict[str, str] = msgspec.field(default_factory=dict)
    where: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    unless: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Path in the outermost row -> texts; of a row in which one of them stands nothing is read either."""
    may_be_missing: bool = False
    """Whether the venue leaves the place of the rows out, or null, when there are none."""

    def __post_init__(self) -> None:
        """Refuse a shape there is not, a key outside a map, and outer columns without inner rows."""
        if self.shape not in {"list", "map", "one"}:
            raise ValueError(f"rows come as list or map, or there is one, not as {self.shape!r}")
        if bool(self.key) and self.shape != "map":
            raise ValueError("only in a map has a row a key")
        if self.outer and not self.each:
            raise ValueError("outer columns need inner rows")


class RowPage(NamedTuple):
    """One page of a list: the rows that are read, and how many the venue told and the last of them, read or not."""

    rows: Sequence[Row]
    told: int
    last: Row


class RowReader:
    """Reads the rows that facts describe; compiled once, used for every answer."""

    def __init__(self, facts: Rows) -> None:
        """Compile a decoder that skips what no column names."""
        self._facts = facts
        self._rows = steps_of(facts.rows)
        self._each = steps_of(facts.each)
        self._where = [(steps_of(path), texts) for path, texts in facts.where.items()]
        self._unless = [(steps_of(path), texts) for path, texts in facts.unless.items()]
        self._columns = [(name, steps_of(path)) for name, path in facts.columns.items()]
        self._outer = [(name, steps_of(path)) for name, path in facts.outer.items()] if facts.each else self._columns
        paths = [steps for steps, _ in (*self._where, *self._unless)] + [steps for _, steps in self._outer]
        row = shape([*paths, self._each] if facts.each else paths)
        rows = {"list": list[row], "map": dict[str, row], "one": row}[facts.shape]  # type: ignore[valid-type]
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(shape([self._rows], rows), float_hook=Decimal)

    def read(self, body: bytes) -> Iterator[Row]:
        """Yield the rows.

        Raises:
            One of `parsers.MISREAD`: the rows are not there, or are not rows.
        """
        for key, row in self._told(body):
            if self._is_asked_for(row):
                yield from self._read(key, row)

    def page(self, body: bytes) -> RowPage:
        """Return the rows of one page of a list. Raises as `read`."""
        told = self._told(body)
        rows = [read for key, row in told if self._is_asked_for(row) for read in self._read(key, row)]
        last = [read for key, row in told[-1:] for read in self._read(key, row)]
        return RowPage(rows, len(told), last[-1] if last else {})

    def _told(self, body: bytes) -> Sequence[tuple[str, object]]:
        rows: Any = walk(self._decoder.decode(body), self._rows)
        if rows is None and self._facts.may_be_missing:
            return []
        if rows is None:
            raise ValueError("no rows")
        if isinstance(rows, dict):
            return list(rows.items())
        return [("", row) for row in ([rows] if self._facts.shape == "one" else rows)]

    def _is_asked_for(self, row: object) -> bool:
        refused = any(text(walk(row, steps)) in texts for steps, texts in self._unless)
        return not refused and all(text(walk(row, steps)) in texts for steps, texts in self._where)

    def _read(self, key: str, row: object) -> Iterator[Row]:
        known = dict(self._facts.fixed)
        if self._facts.key:
            known[self._facts.key] = key
        known.update(_columns(row, self._outer))
        if not self._each:
            yield known
            return
        for item in _list(walk(row, self._each)):
            yield {**known, **_columns(item, self._columns)}


def text(value: object) -> str | None:
    """Return a JSON value as the text of a column; None for what is no plain value, or blank."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return None


def _columns(row: object, columns: list[tuple[str, Any]]) -> dict[str, str]:
    read = ((name, text(walk(row, steps))) for name, steps in columns)
    return {name: told for name, told in read if told is not None}


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("no list of rows inside a row")  # noqa: TRY004 - `MISREAD` names it
    return value

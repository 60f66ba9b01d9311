"""Statements written once in SQLAlchemy Core and compiled once to the text each driver takes (ADR 2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from moorage.domain.errors import RecordInvalid

Row = Sequence[Any]
"""One row, by position: what the driver gives, with no conversion."""

Values = Mapping[str, object]
"""The parameters of a query by name: None, bool, int, str or bytes."""

NOTHING: Final[Values] = {}

_SQLITE: Final[Dialect] = pysqlite.dialect()
_POSTGRESQL: Final[Dialect] = asyncpg.dialect()  # type: ignore[no-untyped-call]


class CompiledQuery:
    """A statement as one driver takes it: its text and the order of its parameters."""

    __slots__ = ("_constants", "_names", "text")

    def __init__(self, statement: ClauseElement, dialect: Dialect, columns: Sequence[str] | None) -> None:
        """Compile; constants of the statement (SQLite's `OFFSET 0`) become parameters with a value of their own."""
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=columns))
        self.text = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, values: Values) -> list[object]:
        """Return the parameters in their order.

        Raises:
            RecordInvalid: on the parameter that holds text which PostgreSQL cannot store.
        """
        given = {**self._constants, **values} if self._constants else values
        bound = [given[name] for name in self._names]
        for value in bound:
            if isinstance(value, str) and ("\0" in value or not (value.isascii() or _is_unicode(value))):
                name = self._names[bound.index(value)]
                raise RecordInvalid(attributes={name: ["contains a character that cannot be stored"]})
        return bound


class Query:
    """One statement for both engines."""

    __slots__ = ("postgresql", "sqlite")

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """Compile a statement.

        Args:
            statement: With a `bindparam` for every value.
            columns: Of an insert or update: the columns that get a parameter of their own name.
        """
        self.sqlite = CompiledQuery(statement, _SQLITE, columns)
        self.postgresql = CompiledQuery(statement, _POSTGRESQL, columns)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a surrogate without its other half
        return False
    return True

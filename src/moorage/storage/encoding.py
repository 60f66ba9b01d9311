"""How domain values lie in columns: instants as milliseconds, lists as JSON text, amounts as their digits."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, TypedDict

import msgspec

from moorage.domain.balance import Holding
from moorage.domain.errors import StorageError
from moorage.domain.history import History


class NamedHolding(TypedDict):
    """A holding with the names of its fields."""

    currency: str
    wallet: str
    free: Decimal
    used: Decimal
    total: Decimal
    equity: Decimal
    borrowed: Decimal


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_EMPTY: Final = "[]"
_texts: Final = msgspec.json.Decoder(tuple[str, ...])
_NO_HISTORY: Final = History()
_history: Final = msgspec.json.Decoder(History)
_named_holdings: Final = msgspec.json.Decoder(tuple[NamedHolding, ...])
_holdings: Final = msgspec.json.Decoder(tuple[Holding, ...])


def to_milliseconds(at: datetime) -> int:
    """Return an aware instant in whole milliseconds since 1970, rounded down."""
    return (at - EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the instant, aware, UTC."""
    return EPOCH + timedelta(0, 0, 0, milliseconds)


def to_optional_milliseconds(at: datetime | None) -> int | None:
    """Return as `to_milliseconds`, None for None."""
    return None if at is None else (at - EPOCH) // _MILLISECOND


def from_optional_milliseconds(milliseconds: int | None) -> datetime | None:
    """Return as `from_milliseconds`, None for None."""
    return None if milliseconds is None else EPOCH + timedelta(0, 0, 0, milliseconds)


def to_digits(amount: Decimal) -> str:
    """Return the exact digits of an amount.

    Raises:
        StorageError: not a finite number.
    """
    if not amount.is_finite():
        raise StorageError("An amount that is not a finite number is not stored.")
    return str(amount)


def to_json(texts: Iterable[str]) -> str:
    """Return texts as a JSON array, in their order."""
    return msgspec.json.encode(tuple(texts)).decode()


def from_json(stored: str) -> tuple[str, ...]:
    """Return the texts of a JSON array."""
    return () if stored == _EMPTY else _texts.decode(stored)


def to_times_json(times: Iterable[tuple[str, datetime]]) -> str:
    """Return names and their instants as a JSON array, by turns; instants as texts of their milliseconds."""
    return to_json(text for name, at in times for text in (name, str(to_milliseconds(at))))


def from_times_json(stored: str) -> tuple[tuple[str, datetime], ...]:
    """Return the names and their instants."""
    texts = from_json(stored)
    return tuple((name, from_milliseconds(int(at))) for name, at in zip(texts[::2], texts[1::2], strict=True))


def to_holdings_json(holdings: tuple[Holding, ...]) -> str:
    """Return holdings as JSON: an array of arrays in the order of their fields, amounts as strings of their digits."""
    return msgspec.json.encode(holdings).decode()


def from_holdings_json(stored: str) -> tuple[Holding, ...]:
    """Return the holdings, every amount with its exact digits; also of the objects that the first versions stored."""
    if stored.startswith("[{"):
        return tuple(Holding(**kept) for kept in _named_holdings.decode(stored))
    return _holdings.decode(stored)


def to_history_json(history: History) -> str:
    """Return an account's history as a JSON object, `{}` where there is none; figures as strings of their digits."""
    return "{}" if history == _NO_HISTORY else msgspec.json.encode(history).decode()


def from_history_json(stored: str) -> History:
    """Return the history, every figure with its exact digits."""
    return _NO_HISTORY if stored == "{}" else _history.decode(stored)

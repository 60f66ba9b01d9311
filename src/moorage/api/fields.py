"""Typed reading of parameters: every fault is collected by field, none shows a value."""

import json
import re
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from moorage.api.instants import read_instant
from moorage.api.parameters import DEEPEST, Parameters
from moorage.domain.credentials import Secret
from moorage.domain.errors import NotFound, RecordInvalid

LARGEST_ID: Final = 2**31 - 1
LONGEST_TEXT: Final = 255  # characters
LONGEST_SECRET: Final = 8192  # characters; a secret may be an RSA key in PEM
WHOLE: Final = re.compile(r"[0-9]{1,10}", re.ASCII)
FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}

E = TypeVar("E", bound=StrEnum)


def parse_id(text: str) -> int:
    """Return an account's id.

    Raises:
        NotFound: not ASCII digits, or outside 1..2^31-1: no account has such an id.
    """
    if not WHOLE.fullmatch(text) or not 1 <= int(text) <= LARGEST_ID:
        raise NotFound
    return int(text)


class Fields:
    """Reads parameters one by one; `require_sound()` raises what was wrong with all of them."""

    def __init__(self, given: Parameters) -> None:
        """Take the parameters."""
        self._given = given
        self._faults: dict[str, list[str]] = {}

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str | None:
        """Return a text, None when it was not given."""
        value = self._given.get(name)
        if value is None or self._is_sound(name, value, longest):
            return value  # type: ignore[return-value]
        return None

    def required(self, name: str) -> str:
        """Return a text that must be given and not empty."""
        value = self.text(name)
        if not value and name not in self._faults:
            self._fault(name, "is missing" if value is None else "is empty")
        return value or ""

    def secret(self, name: str) -> Secret | None:
        """Return a secret text, None when it was not given."""
        text = self.text(name, LONGEST_SECRET)
        return None if text is None else Secret(text)

    def flag(self, name: str) -> bool | None:
        """Return a truth value written as JSON, `true`, `false`, `1` or `0`; None when it was not given."""
        value = self._given.get(name)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and value in FLAGS:
            return FLAGS[value]
        self._fault(name, "is invalid")
        return None

    def number(self, name: str, default: int, highest: int) -> int:
        """Return a whole number from 1 to `highest`."""
        value = self._given.get(name, default)
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest:
            return value
        self._fault(name, "is invalid")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts: a list, or JSON text of one; empty when it was not given."""
        value = self._given.get(name, [])
        if isinstance(value, str):
            value = _parsed_list(value)
        if isinstance(value, list) and all(_is_text(item, LONGEST_TEXT) for item in value):
            return tuple(value)
        self._fault(name, "is invalid")
        return ()

    def account_id(self, name: str) -> int:
        """Return the id of an account that must be given.

        Raises:
            NotFound: as `parse_id`.
            RecordInvalid: missing, or no number at all.
        """
        value = self._given.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return parse_id(str(value))
        text = self.required(name)
        self.require_sound()
        return parse_id(text)

    def instant(self, name: str, *, ends_day: bool = False) -> datetime | None:
        """Return an instant (aware, UTC), None when it was not given or empty; see `instants.read_instant`."""
        text = self.text(name)
        moment = None if text is None else read_instant(text, ends_day=ends_day)
        if moment is None and text:
            self._fault(name, "is invalid")
        return moment

    def choice(self, name: str, kind: type[E]) -> E | None:
        """Return one of the values of an enumeration that must be given."""
        text = self.required(name)
        try:
            return kind(text) if text else None
        except ValueError:
            self._fault(name, "does not have a valid value")
            return None

    def require_sound(self) -> None:
        """Check that every field read so far was what it must be.

        Raises:
            RecordInvalid: with one attribute per field at fault.
        """
        if self._faults:
            raise RecordInvalid(attributes=self._faults)

    def _is_sound(self, name: str, value: object, longest: int) -> bool:
        if isinstance(value, str) and len(value) > longest:
            self._fault(name, f"is too long (maximum is {longest} characters)")
            return False
        if not _is_text(value, longest):
            self._fault(name, "is invalid")
            return False
        return True

    def _fault(self, name: str, sentence: str) -> None:
        told = self._faults.setdefault(name, [])
        if sentence not in told:
            told.append(sentence)


def _is_text(value: object, longest: int) -> bool:
    """Whether a value is text that every database can hold: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _parsed_list(text: str) -> object:
    if text.count("[") > DEEPEST:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

"""Parameters of a request: query, form and JSON merged, the query wins. Only texts, flags, numbers and lists of texts.

A request whose bytes cannot be read as parameters is refused as a whole; names nobody asks for are ignored.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn
from urllib.parse import unquote_to_bytes

from moorage.domain.errors import RecordInvalid

MOST_PARAMETERS: Final = 100
DEEPEST: Final = 16  # levels of JSON
LONGEST_NUMBER: Final = 40  # characters of a JSON number
LIST_NAME: Final = re.compile(r"([^\[\]]+)\[([0-9]{0,4})\]")
"""`name[]` and `name[3]`."""

Parameters = Mapping[str, object]
"""By name: `str`, `bool`, `int`, `float`, `list` or `dict`; a null is no parameter."""


def parse(query: bytes, body: bytes) -> Parameters:
    """Return the parameters of a request.

    Args:
        query: The raw bytes after `?`.
        body: The raw body; JSON when it starts with `{` or `[`, else a form, whatever the content type says.

    Raises:
        RecordInvalid: on `query` or `body`, when they are not what they must be, have more than 100 parameters, or
            name one twice.
    """
    given = _parse_body(body)
    given.update(_parse_form(query, "query"))
    if len(given) > MOST_PARAMETERS:
        raise invalid("body")
    return given


def is_json(body: bytes) -> bool:
    """Whether a body is to be read as JSON: by its first byte, since content types cannot be relied on."""
    return body[:1] in {b"{", b"["}


def invalid(name: str) -> RecordInvalid:
    """Return the error that a parameter is not what it must be; the value is never told."""
    return RecordInvalid(attributes={name: ["is invalid"]})


def _parse_body(body: bytes) -> dict[str, object]:
    if not is_json(body):
        return _parse_form(body, "body")
    try:
        parsed = json.loads(
            body.decode(), object_pairs_hook=_distinct, parse_constant=_refuse, parse_int=_whole, parse_float=_fraction
        )
    except (ValueError, RecursionError):
        raise invalid("body") from None
    if not isinstance(parsed, dict) or len(parsed) > MOST_PARAMETERS or not _is_shallow(parsed, DEEPEST):
        raise invalid("body")
    return {name: value for name, value in parsed.items() if value is not None}


def _parse_form(raw: bytes, source: str) -> dict[str, object]:
    if not raw:
        return {}
    parts = [part for part in raw.split(b"&") if part]
    if len(parts) > MOST_PARAMETERS:
        raise invalid(source)
    given: dict[str, object] = {}
    lists: dict[str, dict[int, str]] = {}
    for part in parts:
        name, _, value = part.partition(b"=")
        _take(_text(name, source), _text(value, source), given, lists)
    if given.keys() & lists.keys():
        raise invalid(source)
    given.update({name: [items[place] for place in sorted(items)] for name, items in lists.items()})
    return given


def _take(name: str, value: str, given: dict[str, object], lists: dict[str, dict[int, str]]) -> None:
    """Take one pair; a name given twice, in a list or alone, has no one meaning and is refused."""
    listed = LIST_NAME.fullmatch(name)
    if listed is None:
        if name in given:
            raise invalid(_printable(name))
        given[name] = value
        return
    items = lists.setdefault(listed[1], {})
    place = int(listed[2]) if listed[2] else len(items)
    if place in items:
        raise invalid(_printable(listed[1]))
    items[place] = value


def _text(raw: bytes, source: str) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise invalid(source) from None


def _printable(name: str) -> str:
    """Return a parameter's name if it looks like one of ours, so that no value pasted in its place is echoed."""
    return name if re.fullmatch("[a-z_]{1,32}", name) else "query"


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return float(digits)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and infinities are no JSON")


def _is_shallow(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels > 0 and all(_is_shallow(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_shallow(item, levels - 1) for item in value)
    return True

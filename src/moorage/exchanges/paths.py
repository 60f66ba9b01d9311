"""Reads the values at some paths of a JSON answer without decoding the rest of it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec

UNREADABLE: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoding raises for anything that is not the JSON asked for, however malformed, long or deep."""


class PathReader:
    """Values by path; see `entry` for what a path is. Built once per entry, used for every answer."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Compile a decoder that skips everything else."""
        self._paths = {path: steps_of(path) for path in paths}
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(shape(list(self._paths.values())))

    def read(self, body: bytes) -> Mapping[str, object]:
        """Return what is there, by path; what is missing or null is left out.

        Raises:
            msgspec.DecodeError, RecursionError, UnicodeDecodeError: as `UNREADABLE`.
        """
        answer = self._decoder.decode(body)
        found = {path: walk(answer, steps) for path, steps in self._paths.items()}
        return {path: value for path, value in found.items() if value is not None}


def shape(paths: Sequence[Sequence[str]], leaf: Any = Any) -> Any:  # noqa: ANN401 - types are values here
    """Return the msgspec type of an answer in which `leaf` stands at every path; anything on the way may be missing."""
    branches: dict[str, list[Sequence[str]]] = {}
    for steps in paths:
        if steps:
            branches.setdefault(steps[0], []).append(steps[1:])
    if not branches:
        return leaf
    if all(step.isdigit() for step in branches):
        inner = [rest for rests in branches.values() for rest in rests]
        item = Any if any(inner) and not all(inner) else shape(inner, leaf)  # plain values beside deeper ones
        return list[item] | None  # type: ignore[valid-type]
    if all("=" in step for step in branches):
        inner = [rest for rests in branches.values() for rest in rests]
        names = {step.partition("=")[0] for step in branches}
        return list[shape([*inner, *([name] for name in names)], leaf)] | None  # type: ignore[misc]
    fields = [
        (attribute(step), shape(rests, leaf) | None, msgspec.field(name=step, default=None))
        for step, rests in branches.items()
    ]
    return msgspec.defstruct("Answer", fields, gc=False) | None


def walk(value: object, steps: Sequence[str]) -> object:
    """Return the part of a decoded answer at a path, None when it is not there."""
    for step in steps:
        if isinstance(value, msgspec.Struct):
            value = getattr(value, attribute(step), None)
        elif isinstance(value, list):
            value = _item(value, step)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _item(items: Sequence[object], step: str) -> object:
    name, named, text = step.partition("=")
    if named:
        return next((item for item in items if str(walk(item, (name,))) == text), None)
    return items[int(step)] if step.isdigit() and int(step) < len(items) else None


def steps_of(path: str) -> Sequence[str]:
    """Return the steps of a path."""
    return path.split(".") if path else ()


@cache
def attribute(step: str) -> str:
    """Return the name that a key of JSON has as an attribute."""
    return f"at_{step.encode().hex()}"

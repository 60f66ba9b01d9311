"""Finds traces of secrets: every window of eight characters of them, in the encodings in which text travels."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote, quote_plus

WINDOW: Final = 8  # characters
WORD: Final = 8  # bytes compared at once


def encodings(text: str) -> dict[bytes, str]:
    """Return how a text looks inside a longer one, each form at least eight bytes long, with its name."""
    raw = text.encode()
    forms = {raw: "raw", text.encode("utf-16-le"): "UTF-16LE", text.encode("utf-16-be"): "UTF-16BE"}
    forms |= {raw.hex().encode(): "hex", raw.hex().upper().encode(): "HEX"}
    for phase in range(3):
        digits = _inner_base64(raw, phase)
        forms[digits.translate(bytes.maketrans(b"+/", b"-_"))] = f"base64url, phase {phase}"
        forms[digits] = f"base64, phase {phase}"
    escaped = {"URL": quote(text, safe=""), "form": quote_plus(text), "JSON": json.dumps(text)[1:-1]}
    escaped["JSON in UTF-8"] = json.dumps(text, ensure_ascii=False)[1:-1]
    return {form.encode(): name for name, form in escaped.items()} | forms


class Scanner:
    """Looks for many secrets at once.

    A document is compared word by word, at every offset, with the first eight bytes of every encoded window; only
    where one matches is the whole window looked for. Ten megabytes take about a second.

    Args:
        secrets: By a name that may be shown.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._patterns: dict[int, list[tuple[str, bytes]]] = {}
        for name, text in secrets.items():
            for window in _windows(text):
                for pattern, encoding in encodings(window).items():
                    self._add(f"{name} ({encoding})", pattern)
        self._words = frozenset(self._patterns)

    def leaks(self, document: bytes) -> set[str]:
        """Return which secrets have left a trace in a document, and how it is encoded."""
        words: set[int] = set()
        for offset in range(WORD):
            end = offset + (len(document) - offset) // WORD * WORD
            compared = memoryview(document)[offset:end].cast("Q")
            if not self._words.isdisjoint(compared):
                words |= self._words & set(compared)
        found = [entry for word in words for entry in self._patterns[word]]
        return {name for name, pattern in found if pattern in document}

    def leaks_in(self, documents: Iterable[tuple[str, bytes]]) -> list[str]:
        """Return the leaks of named documents, each with the name of its document."""
        return [f"{leak} in {name}" for name, document in documents for leak in sorted(self.leaks(document))]

    def _add(self, name: str, pattern: bytes) -> None:
        word = memoryview(pattern[:WORD]).cast("Q")[0]
        self._patterns.setdefault(word, []).append((name, pattern))


def _windows(text: str) -> Iterator[str]:
    for start in range(len(text) - WINDOW + 1):
        yield text[start : start + WINDOW]


def _inner_base64(raw: bytes, phase: int) -> bytes:
    """Return the base64 digits that depend on `raw` alone, when `phase` bytes of its first group are another's."""
    digits = base64.b64encode(bytes(phase) + raw)
    return digits[-(-phase * 8 // 6) : (phase + len(raw)) * 8 // 6]

"""The places where a venue's own code may stand in for a template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Payload = Callable[[Mapping[str, str]], bytes]
"""Builds the bytes to sign from the signed texts (`entry.SIGNED_TEXTS`)."""

Split = Callable[[str], tuple[str, str] | None]
"""Splits a ticker's symbol into the venue's names of base and quote; None where the general rule applies."""


@dataclass(frozen=True, slots=True)
class Quirk:
    """What a venue does its own way; None keeps the template's way."""

    payload: Payload | None = None
    split: Split | None = None


NO_QUIRK = Quirk()

"""The places where a venue's own code may stand in for what an entry cannot say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from moorage.exchanges.entry import Request

Payload = Callable[[Mapping[str, str]], bytes]
"""Builds the bytes to sign from the signed texts (`entry.SIGNED_TEXTS`)."""

Split = Callable[[str], tuple[str, str] | None]
"""Splits a ticker's symbol into the venue's names of base and quote; None where the general rule applies."""

Reshape = Callable[[bytes], bytes]
"""Rewrites a successful answer into JSON that the entry can map; amounts keep their text.

Raises one of `parsers.MISREAD` for an answer that is not the venue's protocol, or an `ExchangeError` for one that would
be read wrongly.
"""

OfKey = Callable[[bytes, str], bytes]
"""Rewrites an answer about several keys into what it tells of the one that asks, whose API key is given.

Raises as `Reshape`.
"""

Arguments = Callable[[bytes], Mapping[str, str] | None]
"""Reads from the answer of the request before (`Request.after`) the texts that a request's path and parameters name.

None says that there is nothing more to ask, as after a last page: the request, and what comes after it, is left out.
Raises one of `parsers.MISREAD` for an answer that is not the venue's protocol.
"""


@dataclass(frozen=True, slots=True)
class Dressed:
    """What a request of a venue with its own envelope looks like; None leaves what the template made."""

    headers: Mapping[str, str]
    body: str | None = None


Dress = Callable[[Request, Mapping[str, str], Callable[[bytes], str]], Dressed]
"""Builds headers and body itself, from the request, the signed texts and the function that signs bytes."""


@dataclass(frozen=True, slots=True)
class Quirk:
    """What a venue does its own way; None, or a request that is not named, keeps the entry's way."""

    payload: Payload | None = None
    dress: Dress | None = None
    split: Split | None = None
    reshape: Mapping[str, Reshape] = field(default_factory=dict)
    of_key: Mapping[str, OfKey] = field(default_factory=dict)
    arguments: Mapping[str, Arguments] = field(default_factory=dict)


NO_QUIRK = Quirk()

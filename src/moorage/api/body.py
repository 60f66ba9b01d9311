"""A request's body, read under a deadline and a cap of our own."""

import asyncio
from typing import Final

from litestar.types import Receive, Scope

from moorage.domain.errors import PayloadTooLarge, RecordInvalid, RequestTimeout

LARGEST_BODY: Final = 64 * 1024  # bytes
LARGEST_QUERY: Final = 64 * 1024  # bytes
RECEIVED_WITHIN: Final = 10.0  # seconds for the whole body


async def read_body(scope: Scope, receive: Receive, within: float = RECEIVED_WITHIN) -> bytes:
    """Return the raw body.

    Args:
        scope: Of the request; a declared length that is too large is refused before anything is read.
        receive: Of the request.
        within: Seconds for all of it.

    Raises:
        PayloadTooLarge: the body or the query has more than 64 KiB.
        RecordInvalid: the length is declared twice, in two ways.
        RequestTimeout: the body, or the client, was gone before the end.
    """
    declared = _declared_length(scope)
    if declared > LARGEST_BODY or len(scope["query_string"]) > LARGEST_QUERY:
        raise PayloadTooLarge
    if declared == 0:
        return b""
    try:
        async with asyncio.timeout(within):
            return await _receive_all(receive)
    except TimeoutError:
        raise RequestTimeout from None


async def _receive_all(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RequestTimeout
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            raise PayloadTooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _declared_length(scope: Scope) -> int:
    """Return the declared length, 0 when no body is announced, 1 when its length is not told beforehand."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    if len(lengths) + chunked > 1:
        raise RecordInvalid(attributes={"body": ["is invalid"]})
    if not lengths:
        return 1 if chunked or not scope["http_version"].startswith("1") else 0
    digits = lengths[0].strip()
    if not digits.isdigit():
        raise RecordInvalid(attributes={"body": ["is invalid"]})
    return int(digits) if len(digits) < 20 else LARGEST_BODY + 1

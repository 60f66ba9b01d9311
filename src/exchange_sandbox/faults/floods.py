"""Faults of size: answers that are larger than anybody should read."""

import asyncio
import re
import zlib
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from exchange_sandbox.calls import Reply
from exchange_sandbox.faults.fault import Fault, Line, Scene, Value, chunk, head

MEBIBYTE: Final = 1 << 20
PIECE: Final = 1 << 16
BATCH: Final = 1_000  # assets written at once
MARK: Final = "@the assets stand here@"


def floods() -> list[Fault]:
    """All faults of this file."""
    return [
        Fault(
            name="huge_headers",
            does="Sends `value` bytes of headers before the body.",
            value=10 * MEBIBYTE,
            send=_huge_headers,
        ),
        Fault(name="one_long_header", does="Sends one header of `value` bytes.", value=MEBIBYTE, send=_long_header),
        Fault(name="endless_chunked", does="Sends a chunked body that never ends.", send=_endless),
        Fault(name="endless_headers", does="Sends headers that never end.", send=_endless_headers),
        Fault(
            name="huge_body",
            does="Sends a JSON string of `value` bytes with a true Content-Length.",
            value=200 * MEBIBYTE,
            send=_huge_body,
        ),
        Fault(
            name="gzip_bomb",
            does="Sends `value` bytes of zeros, compressed with gzip.",
            value=200 * MEBIBYTE,
            send=_gzip_bomb,
        ),
        Fault(
            name="many_assets",
            does="Repeats the answer's balances until there are `value` of them.",
            value=1_000_000,
            send=_many_assets,
        ),
    ]


def _int(value: Value | None) -> int:
    return int(value or 0)


async def _huge_headers(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    await line.write(head(reply, length=len(reply.body)).removesuffix(b"\r\n"))
    for number in range(_int(value) // 1024):
        await line.write(b"X-Filler-%d: %b\r\n" % (number, b"a" * 1000))
    await line.write(b"\r\n" + reply.body)


async def _long_header(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    await line.write(head(reply, "X-Filler: " + "a" * _int(value), length=len(reply.body)) + reply.body)


async def _endless(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, "Transfer-Encoding: chunked"))
    piece = chunk(b" " * PIECE)
    while True:
        await line.write(piece)


async def _endless_headers(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply).removesuffix(b"\r\n"))
    while True:
        await line.write(b"X-Filler: " + b"a" * 1000 + b"\r\n")


async def _huge_body(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    length = _int(value)
    await line.write(head(reply, length=length) + b'"')
    left = length - 2
    while left > 0:
        await line.write(b"a" * min(PIECE, left))
        left -= PIECE
    await line.write(b'"')


async def _gzip_bomb(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    packed = await asyncio.to_thread(_packed, _int(value))
    await line.write(head(reply, "Content-Encoding: gzip", length=len(packed)) + packed)


@lru_cache(maxsize=2)
def _packed(length: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"0" * MEBIBYTE) for _ in range(length // MEBIBYTE)) + packer.flush()


async def _many_assets(line: Line, reply: Reply, value: Value | None, scene: Scene) -> None:
    await line.write(head(reply, "Transfer-Encoding: chunked"))
    for piece in repeated(reply.body, _int(value), scene.amount_fields):
        await line.write(chunk(piece))
    await line.write(chunk(b""))


def repeated(body: bytes, count: int, amount_fields: Collection[str]) -> Iterator[bytes]:
    """Yield `body` with its balances repeated `count` times under made-up names.

    Args:
        body: A JSON answer.
        count: How many balances there shall be.
        amount_fields: Names by which a balance is known; without any in the body the answer stays as it is.
    """
    document = msgspec.json.decode(body)
    found = _balances(document, amount_fields)
    if found is None:
        yield body
        return
    template, opening, closing = _template(found)
    found.clear()
    if isinstance(found, list):
        found.append(MARK)
    else:
        found[MARK] = MARK
    text = msgspec.json.encode(document)
    before, after = re.split(rb'\["%b"\]|\{"%b":"%b"\}' % ((re.escape(MARK.encode()),) * 3), text)
    yield before + opening
    for start in range(0, count, BATCH):
        rows = (template.replace(b"@", b"A%07d" % number) for number in range(start, min(start + BATCH, count)))
        yield (b"," if start else b"") + b",".join(rows)
    yield closing + after


def _balances(document: Any, fields: Collection[str]) -> list[Any] | dict[str, Any] | None:  # noqa: ANN401
    """The first list or object whose members carry amounts."""
    members = document.values() if isinstance(document, dict) else document
    if not isinstance(document, list | dict):
        return None
    if any(isinstance(member, dict) and not fields.isdisjoint(member) for member in members):  # type: ignore[attr-defined]
        return document
    found = (_balances(member, fields) for member in members)
    return next((container for container in found if container is not None), None)


def _template(found: list[Any] | dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """One balance with `@` for its asset's name, and the brackets around all."""
    if isinstance(found, dict):
        first = next(iter(found.values()))
        return b'"@":' + msgspec.json.encode(first), b"{", b"}"
    named = {name: "@" if name in {"asset", "ccy"} else value for name, value in found[0].items()}
    return msgspec.json.encode(named), b"[", b"]"

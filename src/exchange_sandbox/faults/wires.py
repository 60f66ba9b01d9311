"""Faults of the connection: late, slow, broken and lying."""

import asyncio
from typing import Final

from exchange_sandbox.calls import Reply
from exchange_sandbox.faults.fault import Fault, Line, Scene, Value, chunk, head

DRIP_SECONDS: Final = 0.5
LIE: Final = 1_000  # bytes


def delays() -> list[Fault]:
    """Faults that only cost time."""
    return [Fault(name="latency", does="Answers after `value` milliseconds.", value=50, delays=True)]


def wires() -> list[Fault]:
    """Faults that misuse the connection."""
    return [
        Fault(name="timeout", does="Takes the request and never answers.", send=_silence),
        Fault(name="reset_at_once", does="Resets the connection instead of answering.", send=_reset_at_once),
        Fault(name="reset_at_byte", does="Resets the connection after `value` bytes.", value=100, send=_reset_at_byte),
        Fault(name="close_at_once", does="Closes the connection without a byte.", send=_close_at_once),
        Fault(name="stall_after_headers", does="Sends the headers and then nothing.", send=_stall_after_headers),
        Fault(name="stall_in_body", does="Sends half of the body and then nothing.", send=_stall_in_body),
        Fault(name="drip", does="Sends one byte of the answer every half second.", send=_drip),
        Fault(name="drip_body", does="Sends the headers, then one byte every half second.", send=_drip_body),
        Fault(name="not_http", does="Answers bytes that are no HTTP.", send=_not_http),
        Fault(name="length_too_long", does="Promises 1,000 bytes more than it sends, then closes.", send=_too_long),
        Fault(name="length_too_short", does="Promises half of the bytes it sends.", send=_too_short),
        Fault(name="length_negative", does="Promises -1 bytes.", send=_negative_length),
        Fault(name="two_lengths", does="Sends two different Content-Length headers.", send=_two_lengths),
        Fault(name="length_and_chunked", does="Sends Content-Length and chunked together.", send=_both_framings),
        Fault(name="bad_chunk_size", does="Sends a chunk whose size is no number.", send=_bad_chunk),
        Fault(name="chunked_cut", does="Closes in the middle of a chunked body.", send=_chunked_cut),
        Fault(name="not_gzip", does="Says the body is gzip and sends it plain.", send=_not_gzip),
        Fault(
            name="informational_flood",
            does="Sends `value` answers 103 before the real one.",
            value=100_000,
            send=_informational,
        ),
        Fault(name="switching_protocols", does="Answers 101 and stays silent.", send=_switching),
    ]


async def _silence(_: Line, __: Reply, ___: Value | None, ____: Scene) -> None:
    await asyncio.Event().wait()


async def _reset_at_once(line: Line, _: Reply, __: Value | None, ___: Scene) -> None:
    line.reset()


async def _reset_at_byte(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    await line.write(_whole(reply)[: int(value or 0)])
    await asyncio.sleep(0.05)  # a reset at once would overtake the bytes
    line.reset()


async def _close_at_once(_: Line, __: Reply, ___: Value | None, ____: Scene) -> None:
    """Nothing to send: the caller closes."""


async def _stall_after_headers(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=len(reply.body)))
    await asyncio.Event().wait()


async def _stall_in_body(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=len(reply.body)) + reply.body[: len(reply.body) // 2])
    await asyncio.Event().wait()


async def _drip(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await _trickle(line, _whole(reply))


async def _drip_body(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=len(reply.body)))
    await _trickle(line, reply.body)


async def _trickle(line: Line, data: bytes) -> None:
    for byte in data:
        await line.write(bytes((byte,)))
        await asyncio.sleep(DRIP_SECONDS)


async def _not_http(line: Line, _: Reply, __: Value | None, ___: Scene) -> None:
    await line.write(b"SSH-2.0-OpenSSH_9.6\r\n")


async def _too_long(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=len(reply.body) + LIE) + reply.body)


async def _too_short(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=len(reply.body) // 2) + reply.body)


async def _negative_length(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, length=-1) + reply.body)


async def _two_lengths(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, "Content-Length: 2", length=len(reply.body)) + reply.body)


async def _both_framings(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    framing = head(reply, "Transfer-Encoding: chunked", length=4)
    await line.write(framing + chunk(reply.body) + chunk(b""))


async def _bad_chunk(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, "Transfer-Encoding: chunked") + b"zz\r\n" + reply.body + b"\r\n0\r\n\r\n")


async def _chunked_cut(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    whole = chunk(reply.body)
    await line.write(head(reply, "Transfer-Encoding: chunked") + whole[: len(whole) // 2])


async def _not_gzip(line: Line, reply: Reply, _: Value | None, __: Scene) -> None:
    await line.write(head(reply, "Content-Encoding: gzip", length=len(reply.body)) + reply.body)


async def _informational(line: Line, reply: Reply, value: Value | None, _: Scene) -> None:
    for _number in range(int(value or 0) // 100):
        await line.write(b"HTTP/1.1 103 Early Hints\r\nX-Filler: a\r\n\r\n" * 100)
    await line.write(_whole(reply))


async def _switching(line: Line, _: Reply, __: Value | None, ___: Scene) -> None:
    await line.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
    await asyncio.Event().wait()


def _whole(reply: Reply) -> bytes:
    return head(reply, length=len(reply.body)) + reply.body

"""A real server on loopback, and raw sockets to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[int]:
    """Serve an application with granian, as the product does, and yield the port."""
    port = free_port()
    settings = HTTP1Settings(header_read_timeout=3000)
    server = Server(
        app, port=port, interface=Interfaces.ASGINL, websockets=False, log_enabled=False, http1_settings=settings
    )
    task = asyncio.create_task(server.serve())
    try:
        await _answering(port)
        yield port
    finally:
        server.stop()
        await task


async def exchange(port: int, *parts: bytes, within: float = 5.0, until_closed: bool = False) -> bytes:
    """Send bytes on one connection; return the first answer, or all until it is closed or silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        received = b""
        try:
            async with asyncio.timeout(within):
                while chunk := await reader.read(65536):
                    received += chunk
                    if not until_closed and _is_whole(received):
                        break
        except TimeoutError:
            pass
        return received
    finally:
        writer.close()


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and bool(lengths) and len(body) >= int(lengths[0])


async def _answering(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
                continue
            writer.close()
            return

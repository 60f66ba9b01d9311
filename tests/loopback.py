"""Something that answers every request, served on a free port of loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from aiohttp import web

MOST_BYTES = 2**16  # of a request


class Answering(Protocol):
    """Answers, and learns where it is served."""

    url: str
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]]


A = TypeVar("A", bound=Answering)


@asynccontextmanager
async def serving(answering: A) -> AsyncIterator[A]:
    """Serve it; hosts are told apart by path, as base URLs for all venues do."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_route("*", "/{tail:.*}", answering.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    answering.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield answering
    finally:
        await runner.cleanup()

"""A venue of recorded answers on loopback, and credentials in the venues' forms."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web

from moorage.domain.credentials import Credentials, Secret

Reply = Callable[[web.Request], web.Response]

BINANCE = Credentials(api_key=Secret("Kq" * 32), secret=Secret("Sx" * 32))
OKX = Credentials(
    api_key=Secret("0f1e2d3c-1111-2222-3333-444455556666"), secret=Secret("AB12" * 8), passphrase=Secret("Anchor, 9!")
)
KRAKEN = Credentials(api_key=Secret("Kr/+" * 14), secret=Secret(base64.b64encode(bytes(range(64))).decode()))


def json(body: Any, status: int = 200, **headers: str) -> web.Response:
    """Answer with JSON; bytes are sent as they are."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return web.Response(body=raw, status=status, content_type="application/json", headers=headers)


@dataclass
class RecordedVenue:
    """Answers a path with what a test put there: a body, or a function of the request, or a list of them in turn."""

    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Path and query of everything that was asked."""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    url: str = ""
    hold_until: int = 0
    """Answers are held back until so many requests are under way."""
    all_here: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        path = "/" + request.path.split("/", 3)[3]
        self.requests.append((path, request.rel_url.raw_query_string))
        self.headers.append(dict(request.headers))
        self.bodies.append((await request.read()).decode())
        if len(self.requests) >= self.hold_until:
            self.all_here.set()
        await asyncio.wait_for(self.all_here.wait(), 2)
        told = self.answers.get(path)
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        if callable(told):
            told = told(request)
        if told is None:
            return json({"code": 404, "msg": "no such path"}, 404)
        return told if isinstance(told, web.StreamResponse) else json(told)

    def asked(self, path: str) -> int:
        """Return how often a path was asked."""
        return sum(1 for asked, _ in self.requests if asked == path)

"""A node of recorded answers on loopback, and clocks that stand still."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import web

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Reply = Callable[[Any], Any]


@dataclass
class Seconds:
    """A monotonic clock moved by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@dataclass
class RecordedNode:
    """Answers a path with what a test put there: a value for JSON, bytes, a response, or a function of the question."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    """Path and decoded question of every request."""
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        body = await request.read()
        question = msgspec.json.decode(body) if body else None
        self.asked.append((request.path, question))
        told = self.answers.get(request.path, web.Response(status=404, text="no such path"))
        if callable(told):
            told = told(question)
        if isinstance(told, web.StreamResponse):
            return told
        raw = told if isinstance(told, bytes) else msgspec.json.encode(told)
        return web.Response(body=raw, content_type="application/json")

    def paths(self) -> list[str]:
        """Return the paths that were asked, in order."""
        return [path for path, _ in self.asked]

"""The outermost layer, plain ASGI: request ids, common headers, the access log, and the last resort."""

import re
import time
from typing import Final, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from moorage.api.access_log import Logger, log_request
from moorage.api.addresses import ClientAddress
from moorage.api.errors import log_unexpected, render
from moorage.api.visit import IN_SCOPE, Visit, new_request_id
from moorage.domain.errors import MoorageError

SERVABLE: Final = re.compile(rb"(?:/[A-Za-z0-9._~-]+)+/?")
"""What a path of ours may look like. Escapes, doubled slashes and anything else name no resource."""
NOWHERE: Final = "/"
"""A path without a resource."""
NO_STORE: Final = (b"cache-control", b"no-store")
NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")


class Frame:
    """Wraps the application."""

    def __init__(self, inner: ASGIApp, address_of: ClientAddress, logger: Logger) -> None:
        """Take the application, how the client's address is found, and where requests are logged."""
        self._inner = inner
        self._address_of = address_of
        self._logger = logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever happens, it is answered and logged."""
        if scope["type"] != ScopeType.HTTP:
            await self._inner(scope, receive, send)
            return
        started = time.perf_counter()
        visit = Visit(new_request_id(), self._address_of(scope))
        cast("dict[str, object]", scope)[IN_SCOPE] = visit
        _route_by_raw_path(scope)
        sender = _Sender(send, visit)
        try:
            await self._inner(scope, receive, sender)
        except Exception as exception:  # noqa: BLE001 - the edge: nothing above would answer
            log_unexpected(exception, visit.request_id)
            if not sender.status:
                await render(MoorageError(), visit.request_id)(scope, receive, sender)
        finally:
            log_request(self._logger, scope, visit, sender.status, time.perf_counter() - started)


class _Sender:
    """Adds what every answer carries, and remembers the status."""

    __slots__ = ("_send", "_visit", "status")

    def __init__(self, send: Send, visit: Visit) -> None:
        self._send = send
        self._visit = visit
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message["headers"], (b"x-request-id", self._visit.request_id.encode()), NO_SNIFFING]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append(NO_STORE)
            message["headers"] = headers
        await self._send(message)


def _route_by_raw_path(scope: HTTPScope) -> None:
    """Route by the bytes that were signed, never by a decoded or normalised form of them.

    OPTIONS is told to the framework as a method nobody serves: by itself it would answer with 204.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    scope["raw_path"] = raw
    servable = SERVABLE.fullmatch(raw)
    scope["path"] = raw.decode().rstrip("/") if servable else NOWHERE
    if scope["method"] == "OPTIONS":
        cast("dict[str, object]", scope)["method"] = "TRACE"

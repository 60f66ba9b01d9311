"""The HTTP server: `/<venue>/<host>/<real path>` for the venues, `/_control/…` for their master."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from exchange_sandbox.calls import Call, Reply, json_reply
from exchange_sandbox.control import Control
from exchange_sandbox.faults.catalog import Plan
from exchange_sandbox.faults.fault import Line, Scene
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.venues.venue import Venue

CONTROL = "_control"
SHUTDOWN_SECONDS = 0.5
LONGEST_HEADER = 65_536


class _Performance(web.StreamResponse):
    """A response that is sent by a fault; afterwards the connection is closed."""

    def __init__(self, plan: Plan, reply: Reply, scene: Scene) -> None:
        super().__init__()
        self._plan = plan
        self._reply = reply
        self._scene = scene

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Let the fault send; aiohttp takes the error for a client that went away."""
        transport, send = request.transport, self._plan.fault.send
        if transport is not None and send is not None:
            await send(Line(transport, request.writer.drain), self._reply, self._plan.value, self._scene)
        raise ConnectionResetError


class Server:
    """Serves one sandbox.

    Args:
        sandbox: What is served.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._control = Control(sandbox)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request of a client."""
        raw_path, _, query = request.raw_path.partition("?")
        name, _, rest = raw_path.removeprefix("/").partition("/")
        body = await request.read() if request.body_exists else b""
        if name == CONTROL:
            return _response(self._control.answer(request.method, rest, body))
        host, _, path = rest.partition("/")
        venue = self._sandbox.venues.get(name)
        if venue is None or host not in venue.hosts:
            return _response(json_reply({"error": "no such venue or host", "path": raw_path}, 404))
        call = Call(
            host=host,
            method=request.method,
            path="/" + path,
            query=query,
            body=body,
            headers={header.lower(): value for header, value in request.headers.items()},
            address=request.remote or "127.0.0.1",
            now_ms=self._sandbox.world.clock.now_ms(),
        )
        return await self._answer(venue, call)

    async def _answer(self, venue: Venue, call: Call) -> web.StreamResponse:
        api_key = call.named_key(venue.key_header)
        plans = self._sandbox.plans.take(venue.name, call, api_key)
        if not plans:
            reply = venue.answer(call)
            self._sandbox.note(venue.name, call, api_key, reply.status, plans)
            return _response(reply)
        scene = Scene(amount_fields=frozenset(venue.amount_fields), refusals=venue.refusals)
        reply = venue.answer(_changed_call(call, plans))
        self._sandbox.note(venue.name, call, api_key, reply.status, plans)
        for plan in plans:
            if plan.fault.change_reply is not None:
                reply = plan.fault.change_reply(reply, plan.value, scene)
        await _wait(plans)
        sends = [plan for plan in plans if plan.fault.send is not None]
        return _Performance(sends[-1], reply, scene) if sends else _response(reply)


def _changed_call(call: Call, plans: Sequence[Plan]) -> Call:
    for plan in plans:
        if plan.fault.change_call is not None:
            call = plan.fault.change_call(call, plan.value)
    return replace(call)


async def _wait(plans: Sequence[Plan]) -> None:
    delay_ms = sum(int(plan.value or 0) for plan in plans if plan.fault.delays)
    if delay_ms:
        await asyncio.sleep(delay_ms / 1000)


def _response(reply: Reply) -> web.Response:
    headers = {**reply.headers, "Content-Type": reply.content_type}
    return web.Response(body=reply.body, status=reply.status, headers=headers)


async def start(sandbox: Sandbox, port: int) -> tuple[web.ServerRunner, int]:
    """Listen on loopback.

    Args:
        sandbox: What is served.
        port: 0 takes a free one.

    Returns:
        The runner, whose `cleanup` stops everything, and the port.
    """
    server = web.Server(
        Server(sandbox).handle,
        handler_cancellation=True,
        access_log=None,
        max_field_size=LONGEST_HEADER,
        max_line_size=LONGEST_HEADER,
    )
    runner = web.ServerRunner(server, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    return runner, int(runner.addresses[0][1])

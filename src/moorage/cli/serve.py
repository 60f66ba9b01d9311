"""moorage serve: the service on granian, in one process."""

import asyncio
import signal
import socket
from dataclasses import replace
from typing import Any, Final

import click
import structlog
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from moorage.app import serving
from moorage.cli import logs
from moorage.cli.running import run
from moorage.config import Settings
from moorage.domain.errors import ConfigurationError

HEADERS_WITHIN: Final = 10_000  # milliseconds for the head of a request
STOP_WITHIN: Final = 20  # seconds for requests that are under way at SIGTERM


@click.command()
@click.option(
    "--refresh/--no-refresh",
    default=True,
    help="Keep balances fresh by itself; without it only what is asked for is loaded.",
    show_default=True,
)
def serve(refresh: bool) -> None:
    """Serve the API until SIGTERM or Ctrl-C."""
    run(lambda settings: serve_until_stopped(replace(settings, refresh=refresh)))


async def serve_until_stopped(settings: Settings) -> None:
    """Open everything, serve, and close everything; accepted requests are finished.

    Raises:
        ConfigurationError: the address is taken.
        VaultLocked: the key-encryption key is missing or wrong; nothing was written.
    """
    logs.configure(settings.log_level)
    require_free(settings.host, settings.port)
    async with serving(settings) as asgi:
        server = listener(asgi, settings)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, server.stop)
        structlog.get_logger().info("serving", url=settings.base_url)
        await server.serve()


def listener(asgi: object, settings: Settings) -> Server:
    """Return granian, embedded in this event loop, with a deadline on request heads."""
    server = Server(
        asgi,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backlog=1024,
        backpressure=1024,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        log_enabled=False,
        log_access=False,
    )
    server.workers_kill_timeout = STOP_WITHIN
    return server


def require_free(host: str, port: int) -> None:
    """Check that nobody serves this address; granian itself would share it silently.

    Raises:
        ConfigurationError: somebody does.
    """
    family: Any = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise ConfigurationError(f"{host} port {port} cannot be used: taken, or not an address of ours.") from None

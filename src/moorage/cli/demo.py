"""moorage demo: the whole product on this machine, without any account anywhere."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import aiohttp
import click

from moorage.app import serving
from moorage.cli import logs
from moorage.cli.keys import reveal_once
from moorage.cli.running import run
from moorage.cli.serve import listener
from moorage.config import Settings
from moorage.core import initialise, opened
from moorage.domain.access import Permission
from moorage.domain.errors import ConfigurationError

NEW: Final = "/public/api/ver1/accounts/new"
READY_WITHIN: Final = 20.0  # seconds
EXCHANGE: Final = "binance"


@click.command()
@click.option("--once", is_flag=True, help="Print the account entity as JSON and stop.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
def demo(once: bool, data: Path) -> None:
    """Start a sandbox of the exchanges and the service, and connect an account through the front door."""

    async def command(settings: Settings) -> None:
        await demonstrate(replace(settings, data_dir=data, port=free_port(settings.host, settings.port)), once=once)

    run(command)


async def demonstrate(settings: Settings, *, once: bool) -> None:
    """Run the demo: sandbox, service, key, one signed request; then serve on, or stop at once."""
    logs.configure("WARNING")
    if not settings.kek_path.exists():
        await initialise(settings)
    async with sandbox() as (url, keys), serving(replace(settings, exchange_base_urls={"": url})) as asgi:
        server = listener(asgi, settings)
        running = asyncio.create_task(server.serve())
        try:
            api_key, secret = await signing_key(settings)
            await connect(settings, api_key, secret, keys, once=once)
            if not once:
                await stopped()
        finally:
            server.stop()  # type: ignore[no-untyped-call]  # granian's own, without annotations
            await running


@asynccontextmanager
async def sandbox() -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Run the exchange sandbox as a process of its own; yield its URL and the keys of its people.

    Raises:
        ConfigurationError: it did not start.
    """
    arguments = ("-m", "exchange_sandbox", "--port", "0", "--print-keys")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, limit=1 << 20
    )
    assert process.stdout is not None  # noqa: S101
    try:
        async with asyncio.timeout(READY_WITHIN):
            line = await process.stdout.readline()
        if not line:
            raise ConfigurationError("The exchange sandbox did not start.")
        told = json.loads(line)
        yield told["url"], told["keys"]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def signing_key(settings: Settings) -> tuple[str, str]:
    """Make a key of this service for the first user; return its identifier and secret."""
    async with opened(settings) as core:
        owner = await core.access.ensure_first_user()
        made = await core.access.create_key(owner.name, "demo", list(Permission))
    return made.api_key.key, reveal_once(made) or ""


async def connect(settings: Settings, api_key: str, secret: str, keys: list[dict[str, Any]], *, once: bool) -> None:
    """Send the signed request that connects an account, and print what happened."""
    trader = next(key for key in keys if key["venue"] == EXCHANGE and key["label"] == "trader")
    wish = {
        "type": "binance",
        "name": "My first account",
        "api_key": trader["api_key"],
        "secret": trader["secret"],
    }
    body = json.dumps(wish)
    headers = {"Apikey": api_key, "Signature": sign(secret, f"{NEW}?{body}"), "Content-Type": "application/json"}
    async with aiohttp.ClientSession(settings.base_url) as client:
        await ready(client)
        async with client.post(NEW, data=body, headers=headers) as answer:
            status, entity = answer.status, await answer.json()
        known = entity.get("x_moorage", {}).get("account_id")
        if status != 200 and known is not None:
            entity = await shown(client, api_key, secret, known)
    if once:
        click.echo(json.dumps(entity, indent=2))
        return
    click.echo(story(settings, status, entity, curl(settings, headers, body)))


async def ready(client: aiohttp.ClientSession) -> None:
    """Wait until the service answers.

    Raises:
        TimeoutError: it does not within 20 seconds.
    """
    async with asyncio.timeout(READY_WITHIN):
        while True:
            with contextlib.suppress(aiohttp.ClientConnectionError):
                async with client.get("/livez") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


async def shown(client: aiohttp.ClientSession, api_key: str, secret: str, account_id: int) -> dict[str, Any]:
    """Return an account that an earlier run connected."""
    path = f"/public/api/ver1/accounts/{account_id}"
    async with client.get(path, headers={"Apikey": api_key, "Signature": sign(secret, path)}) as answer:
        entity: dict[str, Any] = await answer.json()
        return entity


async def stopped() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


def sign(secret: str, payload: str) -> str:
    """Sign as a client of the API does: hex HMAC-SHA256 over path, query and body."""
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def curl(settings: Settings, headers: dict[str, str], body: str) -> str:
    """Return the command that repeats the request."""
    sent = " ".join(f"-H '{name}: {value}'" for name, value in headers.items())
    return f"curl -s {settings.base_url}{NEW} {sent} -d '{body}'"


def story(settings: Settings, status: int, entity: dict[str, Any], repeat: str) -> str:
    """Tell a person what happened."""
    ours = entity.get("x_moorage", {})
    rights = ", ".join(f"{right} {_word(told)}" for right, told in ours.get("permissions", {}).items())
    outcome = "connected" if status == 200 else "was connected by an earlier run (400: already connected); here it is"
    return f"""
Moorage serves at {settings.base_url}, beside a sandbox of the exchanges; data lies in {settings.data_dir}.

POST {NEW}   (signed; the key was checked and audited at the sandbox)
  {status}: account {entity.get("id")} {outcome}
  name      {entity.get("name")}   ({entity.get("exchange_name")}, market code {entity.get("market_code")})
  worth     {entity.get("usd_amount", "")[:14]} USD = {entity.get("btc_amount", "")[:12]} BTC
  key       {entity.get("api_keys_state")}; {rights}; bound to an IP: {_word(ours.get("ip_restricted"))}
  numbers   of {ours.get("balances_updated_at")}, unpriced: {", ".join(ours.get("unpriced", [])) or "nothing"}

Send it again, and see it recognised:
  {repeat}

The API is described at {settings.base_url}/schema. Press Ctrl-C to stop.
"""


def _word(told: bool | None) -> str:
    return {True: "yes", False: "no", None: "unknown"}[told]


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or another one when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return int(probe.getsockname()[1])
    raise ConfigurationError(f"{host} has no free port.")

"""`exchange-sandbox`: start the venues on loopback."""

import asyncio
import signal
from pathlib import Path

import click
import msgspec

from exchange_sandbox import server
from exchange_sandbox.control import shown_key
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.world_file import WorldFileError, load


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="0 takes a free port and prints it.")
@click.option("--world", type=click.Path(path_type=Path, dir_okay=False), help="World file (TOML).")
@click.option("--print-keys", is_flag=True, help="Print one line of JSON with the URL and all keys.")
@click.option("--no-rate-limits", is_flag=True, help="Count requests, but refuse none for their number.")
def main(port: int, world: Path | None, *, print_keys: bool, no_rate_limits: bool) -> None:
    """Serve emulated exchanges on 127.0.0.1 until SIGTERM or SIGINT."""
    try:
        file = load(world)
        if no_rate_limits:
            file.rate_limits = False
        sandbox = Sandbox(file)
    except WorldFileError as error:
        raise click.ClickException(str(error)) from error
    try:
        asyncio.run(_serve(sandbox, port, print_keys=print_keys))
    except OSError as error:
        raise click.ClickException(f"cannot listen on port {port}: {error}") from error


async def _serve(sandbox: Sandbox, port: int, *, print_keys: bool) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner, chosen = await server.start(sandbox, port)
    url = f"http://127.0.0.1:{chosen}"
    greeting: dict[str, object] = {"url": url}
    if print_keys:
        greeting["keys"] = [shown_key(key) for key in sandbox.world.all_keys()]
        click.echo(msgspec.json.encode(greeting).decode())
    else:
        click.echo(f"exchange-sandbox serves {', '.join(sandbox.venues)} on {url}")
    await stopped.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()

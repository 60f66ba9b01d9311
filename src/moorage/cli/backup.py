"""moorage backup: a consistent copy of the live database."""

from pathlib import Path

import click

from moorage.cli.running import run
from moorage.config import Settings
from moorage.core import opened
from moorage.storage.backup import backup as copy_database


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Copy the database to TARGET while the service runs; never overwrites. The key-encryption key is not in it."""

    async def command(settings: Settings) -> None:
        async with opened(settings) as core:
            await copy_database(core.database, target)

    run(command)
    click.echo(f"{target} holds the database. Back the key-encryption key up too, elsewhere.")

"""moorage vault: the key-encryption key and the keysets."""

import click

from moorage.cli.running import run, show
from moorage.config import Settings
from moorage.core import initialise, opened
from moorage.services.repositories import SealedRow
from moorage.services.rotation import Rotated


@click.group()
def vault() -> None:
    """The key-encryption key and the keysets that seal."""


@vault.command()
def init() -> None:
    """Make the data folder, the key-encryption key and the database; never overwrites."""

    async def command(settings: Settings) -> Settings:
        await initialise(settings)
        return settings

    made = run(command)
    click.echo(f"The key-encryption key is {made.kek_path}. Keep a copy of it apart from the database:")
    click.echo("without it nobody can open the stored exchange keys again.")


@vault.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rotate(as_json: bool) -> None:
    """Seal every value again under a new key while the service runs; takes a minute or more, may be run again."""

    async def command(settings: Settings) -> Rotated:
        async with opened(settings) as core:
            return await core.rotation.rotate()

    done = run(command)
    unreadable = [place(row) for row in done.unreadable]
    text = f"{done.resealed} values are sealed under the new key."
    if unreadable:
        text += f" These do not open, so the old keys are kept: {', '.join(unreadable)}."
    show({"resealed": done.resealed, "unreadable": unreadable}, as_json=as_json, text=text)


@vault.command()
def rewrap() -> None:
    """Replace the key-encryption key; the service may run meanwhile. Backups open with the key of their day."""

    async def command(settings: Settings) -> Settings:
        async with opened(settings) as core:
            await core.rotation.rewrap()
        return settings

    click.echo(f"{run(command).kek_path} holds a new key-encryption key. Keep a copy of it apart from the database.")


@vault.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Open every sealed value; status 1 when one does not open."""

    async def command(settings: Settings) -> list[SealedRow]:
        async with opened(settings) as core:
            return await core.rotation.verify()

    unreadable = [place(row) for row in run(command)]
    text = f"These do not open: {', '.join(unreadable)}." if unreadable else "Every sealed value opens."
    show({"unreadable": unreadable}, as_json=as_json, text=text)
    if unreadable:
        raise SystemExit(1)


def place(row: SealedRow) -> str:
    """Name a sealed value for a person."""
    return f"user {row.place.user_id} {row.place.field} ({row.cursor})"

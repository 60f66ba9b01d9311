"""The command line; every command imports what it needs when it runs, so that `--help` stays quick."""

import importlib
from typing import Final

import click

COMMANDS: Final = {
    "audit": "moorage.cli.audit:audit",
    "backup": "moorage.cli.backup:backup",
    "demo": "moorage.cli.demo:demo",
    "doctor": "moorage.cli.doctor:doctor",
    "key": "moorage.cli.keys:key",
    "serve": "moorage.cli.serve:serve",
    "status": "moorage.cli.status:status",
    "user": "moorage.cli.users:user",
    "vault": "moorage.cli.vault:vault",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="moorage")
def main() -> None:
    """Moorage: a self-hosted hub where exchange accounts tie up.

    Settings are read from MOORAGE_* variables (docs/settings.md).
    """

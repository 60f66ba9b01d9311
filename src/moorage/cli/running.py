"""Run a command's coroutine: one event loop, errors as one line, never a traceback with values."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import TypeVar

import click
import msgspec

from moorage.cli.hardening import harden
from moorage.config import Settings, load
from moorage.domain.errors import MoorageError

T = TypeVar("T")


def run(command: Callable[[Settings], Coroutine[object, object, T]], *, failed: int = 1) -> T:
    """Run a command with the settings of the environment.

    A `MoorageError` ends the process with status `failed` and its sentence on standard error.
    """
    harden()
    try:
        return asyncio.run(command(load()))
    except MoorageError as error:
        click.echo(f"Error: {explain(error)}", err=True)
        raise SystemExit(failed) from None


def explain(error: MoorageError) -> str:
    """Return an error in one line, with what it says of each field."""
    fields = "; ".join(f"{name} {', '.join(sentences)}" for name, sentences in error.attributes.items())
    return f"{error.description}: {fields}" if fields else error.description


def show(value: object, *, as_json: bool, text: str) -> None:
    """Print a result for a program or for a person."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() if as_json else text)


def read_secret(prompt: str) -> str:
    """Read a secret from standard input, without echo on a terminal; never from the command's arguments."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")

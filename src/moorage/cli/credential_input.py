"""Read what opens an exchange account from standard input: never from arguments, never from the environment."""

import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import click

from moorage.domain.credentials import SECRET_FIELDS, Credentials, Secret
from moorage.domain.errors import RecordInvalid
from moorage.domain.market import FormField, Market

PEM_BEGINS: Final = "-----BEGIN"
PEM_ENDS: Final = "-----END"


def read_credentials(market: Market) -> Credentials:
    """Ask on a terminal, without echo of what is secret; else read lines of `field: value`.

    A private key in PEM may go on over the following lines.

    Raises:
        click.UsageError: what was entered is not what the market asks for. The text repeats nothing of it.
    """
    texts = _asked(market) if sys.stdin.isatty() else parsed(sys.stdin.read(), market)
    given = {name: Secret(text) if name in SECRET_FIELDS else text for name, text in texts.items()}
    credentials = Credentials(**given)  # type: ignore[arg-type]
    try:
        market.require(credentials)
    except RecordInvalid as fault:
        faults = "; ".join(f"{field} {', '.join(sentences)}" for field, sentences in fault.attributes.items())
        raise click.UsageError(f"{faults} ({_wanted(market)}).") from None
    return credentials


def parsed(text: str, market: Market) -> Mapping[str, str]:
    """Return field -> value. Raises `click.UsageError` as `read_credentials`."""
    names = [asked.field for asked in (*market.required, *market.optional)]
    found: dict[str, str] = {}
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon or name not in names or name in found:
            raise click.UsageError(f"line {number} of standard input is not one `field: value` ({_wanted(market)}).")
        while value.startswith(PEM_BEGINS) and PEM_ENDS not in value:
            value += f"\n{next(lines, (0, PEM_ENDS))[1].strip()}"
        found[name] = value
    return found


def _asked(market: Market) -> Mapping[str, str]:
    optional = {asked.field for asked in market.optional}
    texts = {asked.field: _prompted(asked) for asked in (*market.required, *market.optional)}
    return {name: text for name, text in texts.items() if text or name not in optional}


def _prompted(asked: FormField) -> str:
    click.echo(f"{asked.localized_name} ", err=True, nl=False)
    if asked.field not in SECRET_FIELDS:
        return sys.stdin.readline().strip()
    with _silent(sys.stdin.fileno()):
        text = sys.stdin.readline().strip()
        while text.startswith(PEM_BEGINS) and PEM_ENDS not in text:
            text += f"\n{(sys.stdin.readline() or PEM_ENDS).strip()}"
    click.echo(err=True)
    return text


@contextmanager
def _silent(terminal: int) -> Iterator[None]:
    """Turn the echo off for several lines at once: `getpass` throws away what was pasted behind the first."""
    before = termios.tcgetattr(terminal)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _wanted(market: Market) -> str:
    required = ", ".join(asked.field for asked in market.required) or "nothing"
    optional = ", ".join(asked.field for asked in market.optional)
    return f"{market.code} asks for {required}" + (f"; it may have {optional}" if optional else "")

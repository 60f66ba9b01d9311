"""moorage key: API keys of this service."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from moorage.cli.running import read_secret, run, show
from moorage.config import Settings
from moorage.core import opened
from moorage.domain.access import ApiKey, NewApiKey, Permission
from moorage.domain.credentials import Secret

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
user_option = click.option("--user", "user_name", default="owner", show_default=True, help="Whom it speaks for.")
name_option = click.option("--name", required=True, help="A label for people.")
permissions_option = click.option(
    "--permissions",
    default=",".join(Permission),
    show_default=True,
    help="Comma separated.",
)


@click.group()
def key() -> None:
    """API keys of this service."""


@key.command()
@user_option
@name_option
@permissions_option
@click.option("--rsa-public-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PEM file.")
@click.option("--ip", "addresses", multiple=True, help="Address or network it may be used from; repeatable.")
@click.option("--expires", help="ISO 8601 date or time; a time without an offset is UTC.")
@as_json_option
def create(
    user_name: str,
    name: str,
    permissions: str,
    rsa_public_key: Path | None,
    addresses: tuple[str, ...],
    expires: str | None,
    as_json: bool,
) -> None:
    """Make a key. The secret of an HMAC key is shown this once."""
    rights, expires_at = parse_permissions(permissions), parse_time(expires)
    public_key = rsa_public_key.read_bytes() if rsa_public_key else None

    async def command(settings: Settings) -> NewApiKey:
        async with opened(settings) as core:
            return await core.access.create_key(
                user_name, name, rights, rsa_public_key=public_key, addresses=addresses, expires_at=expires_at
            )

    made = run(command)
    secret = reveal_once(made)
    lines = [f"Apikey: {made.api_key.key}"]
    lines += [f"Secret: {secret}", "The secret is not shown again."] if secret else ["Sign with your RSA private key."]
    show(view(made.api_key) | ({"secret": secret} if secret else {}), as_json=as_json, text="\n".join(lines))


@key.command(name="import")
@user_option
@name_option
@permissions_option
@click.option("--key", "identifier", help="The existing api key; read from standard input when absent.")
@as_json_option
def import_key(user_name: str, name: str, permissions: str, identifier: str | None, as_json: bool) -> None:
    """Take over an existing pair, so that a bot keeps its key. The secret is read from standard input."""
    rights = parse_permissions(permissions)
    chosen = identifier or sys.stdin.readline().strip()
    secret = Secret(read_secret("Secret"))

    async def command(settings: Settings) -> ApiKey:
        async with opened(settings) as core:
            return await core.access.import_key(user_name, name, chosen, secret, rights)

    made = run(command)
    show(view(made), as_json=as_json, text=f"Apikey {made.key} speaks for {user_name}.")


@key.command(name="list")
@click.option("--user", "user_name", help="Only this user's.")
@as_json_option
def list_keys(user_name: str | None, as_json: bool) -> None:
    """Show all keys; never a secret."""

    async def command(settings: Settings) -> list[ApiKey]:
        async with opened(settings) as core:
            return await core.access.keys(user_name)

    found = run(command)
    text = "\n".join(map(_line, found)) or "There is no key yet."
    show([view(each) for each in found], as_json=as_json, text=text)


@key.command()
@click.argument("identifier")
@as_json_option
def revoke(identifier: str, as_json: bool) -> None:
    """End a key at once."""

    async def command(settings: Settings) -> ApiKey:
        async with opened(settings) as core:
            return await core.access.revoke_key(identifier)

    ended = run(command)
    show(view(ended), as_json=as_json, text=f"Apikey {ended.key} is revoked.")


def reveal_once(made: NewApiKey) -> str | None:
    """Return the secret of a key that was just made, for whom asked for it; None for an RSA key."""
    return None if made.secret is None else made.secret.reveal()


def parse_permissions(text: str) -> Sequence[Permission]:
    """Read a comma separated list of permissions.

    Raises:
        click.BadParameter: an unknown one.
    """
    try:
        return [Permission(name.strip()) for name in text.split(",") if name.strip()]
    except ValueError:
        raise click.BadParameter(f"known are {', '.join(Permission)}", param_hint="--permissions") from None


def parse_time(text: str | None) -> datetime | None:
    """Read an ISO 8601 time, UTC where it has no offset.

    Raises:
        click.BadParameter: not a time.
    """
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("is not an ISO 8601 date or time", param_hint="--expires") from None
    return time if time.tzinfo else datetime.fromisoformat(f"{time.isoformat()}+00:00")


def view(shown: ApiKey) -> dict[str, object]:
    """Return what is printed of a key; never what it signs with."""
    return {
        "id": shown.id,
        "user_id": shown.user_id,
        "name": shown.name,
        "key": shown.key,
        "algorithm": shown.algorithm,
        "permissions": sorted(shown.permissions),
        "ip_allowlist": shown.ip_allowlist,
        "expires_at": shown.expires_at,
        "revoked_at": shown.revoked_at,
        "created_at": shown.created_at,
    }


def _line(shown: ApiKey) -> str:
    state = "revoked" if shown.revoked_at else "live"
    return f"{shown.id}\t{shown.key}\t{shown.algorithm}\t{state}\t{shown.name}\t{','.join(sorted(shown.permissions))}"

"""moorage audit: is the trail of changes whole?"""

import click

from moorage.cli.running import run, show
from moorage.config import Settings
from moorage.core import opened
from moorage.storage.audit import Anchor, Verdict
from moorage.storage.audit import verify as verify_trail


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--anchor", help="SEQ:MAC as an earlier run printed it; betrays a cut end.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(anchor: str | None, as_json: bool) -> None:
    """Walk the chain of records; status 1 when one is missing or was changed."""
    kept = parse_anchor(anchor)

    async def command(settings: Settings) -> Verdict:
        async with opened(settings) as core:
            return await verify_trail(core.database.engine, core.vault.audit_mac, kept)

    found = run(command)
    last = f"{found.head.seq}:{found.head.mac.hex()}"
    text = f"{found.records} records are whole. Anchor: {last}"
    if found.broken is not None:
        text = f"Record {found.broken} {found.reason}. The {found.records} before it are whole."
    view = {"records": found.records, "anchor": last, "broken": found.broken, "reason": found.reason}
    show(view, as_json=as_json, text=text)
    if found.broken is not None:
        raise SystemExit(1)


def parse_anchor(text: str | None) -> Anchor | None:
    """Read `SEQ:MAC`.

    Raises:
        click.BadParameter: not of that form.
    """
    if text is None:
        return None
    number, _, mac = text.partition(":")
    try:
        return Anchor(int(number), bytes.fromhex(mac))
    except ValueError:
        raise click.BadParameter("is not SEQ:MAC", param_hint="--anchor") from None

"""moorage doctor key: what is a key of an exchange worth, before it is connected."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

import click

from moorage.app import venues
from moorage.cli.credential_input import read_credentials
from moorage.cli.key_findings import as_object, as_text
from moorage.cli.running import run, show
from moorage.config import Settings
from moorage.core import now
from moorage.domain.errors import RecordInvalid
from moorage.domain.market import Market
from moorage.doors import Doors
from moorage.services.examination import Examination, Verdict, examine

STATUS: Final[Mapping[Verdict, int]] = {Verdict.USABLE: 0, Verdict.REFUSED: 1, Verdict.NOT_JUDGED: 3}
BAD_USAGE: Final = 2


@click.command()
@click.option("--type", "code", required=True, help="Which account type, as `market_list` names it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def key(code: str, as_json: bool) -> None:
    """Examine a key of an exchange; nothing is stored, and no database is needed.

    Its fields are asked for without echo, or read from standard input as lines of `field: value`. The exchange is
    asked through the same settings as the service uses.

    Status 0: usable; 1: the exchange or a rule of this server refuses it; 2: wrong usage; 3: not judged, as the
    exchange could not be asked.
    """
    examination, egress = run(lambda settings: _examination(settings, code), failed=BAD_USAGE)
    moment = now()
    found = as_object(code, examination, egress, moment)
    show(found, as_json=as_json, text=as_text(code, examination, egress, moment))
    raise SystemExit(STATUS[examination.verdict])


async def _examination(settings: Settings, code: str) -> tuple[Examination, tuple[str, ...]]:
    async with venues(settings) as doors:
        market = _market(doors, code)
        credentials = read_credentials(market)
        found = await examine(doors, doors.siblings(market), credentials, settings.policy)
    return found, settings.policy.egress_addresses


def _market(doors: Doors, code: str) -> Market:
    try:
        return doors.get(code)
    except RecordInvalid:
        near = get_close_matches(code, [market.code for market in doors.all()])
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise click.BadParameter(f"there is no account type {code!r}.{meant}", param_hint="--type") from None

"""moorage doctor: what is wrong with this installation, and what to do about it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

import click

from moorage.cli.doctor_key import key
from moorage.cli.running import run, show
from moorage.config import LOOPBACK as LOOPBACK_HOSTS
from moorage.config import LimitsProfile, Settings
from moorage.core import DATABASE_NAME, Core, opened
from moorage.domain.errors import MoorageError
from moorage.services.policy import WithdrawalPolicy
from moorage.storage.audit import verify as verify_trail

FREE_SPACE: Final = 100 * 2**20  # bytes


class Outcome(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination."""

    check: str
    outcome: Outcome
    sentence: str


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Examine settings, files, database, keysets and the audit trail; status 1 when something is at fault."""
    if context.invoked_subcommand is None:
        _installation(as_json=as_json)


doctor.add_command(key)


def _installation(*, as_json: bool) -> None:
    found = run(examine)
    text = "\n".join(f"{finding.outcome:8}{finding.check:14}{finding.sentence}" for finding in found)
    show([asdict(finding) for finding in found], as_json=as_json, text=text)
    if any(finding.outcome is Outcome.FAULT for finding in found):
        raise SystemExit(1)


async def examine(settings: Settings) -> list[Finding]:
    """Carry out every check; one that cannot be opened ends the examination with its reason."""
    found = [_kek_place(settings), _listening(settings), _withdrawal(settings), _space(settings)]
    try:
        async with opened(settings) as core:
            found += [finding async for finding in _inside(core)]
    except MoorageError as error:
        found.append(Finding("opening", Outcome.FAULT, error.description))
    return found


async def _inside(core: Core) -> AsyncIterator[Finding]:
    yield Finding("opening", Outcome.OK, "The key-encryption key opens this database's keysets.")
    for warning in core.database.warnings:
        yield Finding("database", Outcome.WARNING, warning)
    unreadable = await core.rotation.verify()
    yield (
        Finding("vault", Outcome.FAULT, f"{len(unreadable)} sealed values do not open; see `moorage vault verify`.")
        if unreadable
        else Finding("vault", Outcome.OK, "Every sealed value opens.")
    )
    trail = await verify_trail(core.database.engine, core.vault.audit_mac)
    yield (
        Finding("audit", Outcome.OK, f"{trail.records} records are whole.")
        if trail.broken is None
        else Finding("audit", Outcome.FAULT, f"Record {trail.broken} {trail.reason}.")
    )


def _kek_place(settings: Settings) -> Finding:
    if settings.database_url is None and settings.kek_path.resolve().is_relative_to(settings.data_dir.resolve()):
        sentence = "The key-encryption key lies in the data folder: a backup of the folder would hold both."
        return Finding("key file", Outcome.WARNING, f"{sentence} Set MOORAGE_KEK_FILE.")
    return Finding("key file", Outcome.OK, "The key-encryption key lies apart from the database.")


def _listening(settings: Settings) -> Finding:
    if settings.host in LOOPBACK_HOSTS:
        return Finding("listening", Outcome.OK, f"{settings.base_url}, on this machine only.")
    if not settings.base_url.startswith("https://"):
        sentence = "Signed requests can be repeated by whoever sees them: put TLS in front"
        return Finding("listening", Outcome.WARNING, f"{sentence}, and name it in MOORAGE_PUBLIC_URL.")
    if settings.limits is LimitsProfile.RELAXED:
        return Finding("listening", Outcome.WARNING, "MOORAGE_LIMITS=relaxed is meant for one's own machine.")
    return Finding("listening", Outcome.OK, settings.base_url)


def _withdrawal(settings: Settings) -> Finding:
    if settings.policy.withdrawal is WithdrawalPolicy.REFUSE:
        return Finding("withdrawal", Outcome.OK, "Keys that may withdraw are refused.")
    return Finding("withdrawal", Outcome.WARNING, "Keys that may withdraw are connected (MOORAGE_POLICY_WITHDRAWAL).")


def _space(settings: Settings) -> Finding:
    if settings.database_url is not None or not (settings.data_dir / DATABASE_NAME).exists():
        return Finding("space", Outcome.OK, "The database is elsewhere, or not made yet.")
    free = shutil.disk_usage(settings.data_dir).free
    if free < FREE_SPACE:
        return Finding("space", Outcome.FAULT, f"{free >> 20} MiB are free beside the database.")
    return Finding("space", Outcome.OK, f"{free >> 30} GiB are free beside the database.")

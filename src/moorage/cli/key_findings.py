"""An examined key on paper: for a person, and for a program."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from moorage.domain.key_report import ApiKeysState, KeyReport, is_listed
from moorage.services.examination import Examination, ExaminedType, Verdict

GAP: Final = 2  # characters after the longest title of a line
WORDS: Final = {True: "yes", False: "no", None: "unknown: the exchange does not tell"}
PLACES: Final = {True: "on the list", False: "NOT on the list", None: "whether it is on the list is not told"}
HEADS: Final = {
    Verdict.USABLE: "The key is usable.",
    Verdict.REFUSED: "The key is refused.",
    Verdict.NOT_JUDGED: "The key was not judged.",
}


def as_object(code: str, found: Examination, egress: Sequence[str], now: datetime) -> dict[str, object]:
    """Return what `--json` prints; what nobody told is null.

    Args:
        code: The market code that was asked for.
        found: The examination.
        egress: This server's own addresses.
        now: For the days that are left (aware, UTC).
    """
    return {
        "type": code,
        "verdict": found.verdict,
        "objection": found.objection,
        "report": None if found.report is None else _report(found.report, egress, now),
        "types": found.types,
    }


def as_text(code: str, found: Examination, egress: Sequence[str], now: datetime) -> str:
    """Return the same for a person; arguments as `as_object`."""
    lines = list(_lines(code, found, egress, now))
    column = max(len(title) for title, _ in lines) + GAP
    return "\n".join(f"{title:{column}}{text}" for title, text in lines)


def _report(report: KeyReport, egress: Sequence[str], now: datetime) -> dict[str, object]:
    return {
        "state": report.state(now),
        "permissions": report.permissions,
        "ip_restricted": report.ip_restricted,
        "ip_allowlist": report.ip_allowlist,
        "own_addresses": {address: is_listed(address, report.ip_allowlist) for address in egress},
        "expires_at": report.expires_at,
        "days_left": None if report.expires_at is None else (report.expires_at - now) // timedelta(days=1),
        "exchange_uid": report.exchange_uid,
        "parent_uid": report.parent_uid,
        "is_subaccount": report.is_subaccount,
        "notes": report.notes,
    }


def _lines(code: str, found: Examination, egress: Sequence[str], now: datetime) -> Iterator[tuple[str, str]]:
    yield code, HEADS[found.verdict]
    if found.objection is not None:
        yield found.objection.field or "reason", found.objection.sentence
    if found.report is None:
        return
    report = found.report
    yield "read", WORDS[report.permissions.read]
    yield "trade", WORDS[report.permissions.trade]
    yield "withdraw", _withdrawal(report.permissions.withdraw)
    yield "IP addresses", _addresses(report, egress)
    for address in egress if report.ip_restricted else ():
        yield "", f"{address}, an address of this server: {PLACES[is_listed(address, report.ip_allowlist)]}"
    yield "ends", _end(report, now)
    yield "account", f"{report.exchange_uid or 'number not told'}, {_kind(report)}"
    for each in found.types:
        yield each.market_code, _reached(each)
    for note in report.notes:
        yield "note", note


def _withdrawal(right: bool | None) -> str:
    danger = "YES: whoever has this key can move the money away; make a key without that right"
    return danger if right else WORDS[right]


def _addresses(report: KeyReport, egress: Sequence[str]) -> str:
    if report.ip_allowlist:
        return f"only {', '.join(report.ip_allowlist)}"
    if report.ip_restricted:
        return "limited; the exchange does not tell to which"
    if report.ip_restricted is None:
        return WORDS[None]
    return f"any: bind the key to {' and '.join(egress) or 'the address of this server'}"


def _end(report: KeyReport, now: datetime) -> str:
    if report.expires_at is None:
        return "never, or not told"
    state, left = report.state(now), (report.expires_at - now) // timedelta(days=1)
    day = report.expires_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if state is ApiKeysState.EXPIRED:
        return f"ended {day} (expired)"
    return f"{day}, {left} days left" + (f" ({state})" if state is not ApiKeysState.OK else "")


def _kind(report: KeyReport) -> str:
    if report.is_subaccount is None:
        return "master or sub-account not told"
    if not report.is_subaccount:
        return "a master account"
    return f"a sub-account of {report.parent_uid}" if report.parent_uid else "a sub-account"


def _reached(each: ExaminedType) -> str:
    if each.available:
        return f"reached, {each.currencies} {'currency' if each.currencies == 1 else 'currencies'}"
    word = "not reached" if each.available is False else "not judged"
    return f"{word}: {each.objection.sentence}" if each.objection else word

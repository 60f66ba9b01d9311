"""Examine a key for a person, with nothing stored: what the venue says of it, and whether this server would take it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from moorage.domain.credentials import Credentials
from moorage.domain.errors import AccessDenied, RecordInvalid
from moorage.domain.exchange_errors import ExchangeError, KeyRefused
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.services.conversation import conversing
from moorage.services.policy import Policy
from moorage.services.ports import Exchanges, ExchangeSession


class Verdict(StrEnum):
    """What comes of an examination."""

    USABLE = "usable"
    REFUSED = "refused"
    NOT_JUDGED = "not_judged"
    """The venue could not be asked, or said something unknown."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a key is not usable; `field` is the credential at fault, None where none is; `kind` an error class."""

    field: str | None
    sentence: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedType:
    """One account type: does the key reach it, None where it could not be asked, and how many currencies it holds."""

    market_code: str
    available: bool | None
    objection: Objection | None = None
    currencies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Everything found out about one key; the report is None when the venue refused it or was silent."""

    verdict: Verdict
    objection: Objection | None = None
    report: KeyReport | None = None
    types: tuple[ExaminedType, ...] = ()


async def examine(
    exchanges: Exchanges, markets: Sequence[Market], credentials: Credentials, policy: Policy
) -> Examination:
    """Ask a venue about a key within the deadline of one wish.

    Args:
        exchanges: The door to the venue.
        markets: The type that is to be connected first, then its siblings.
        credentials: As the main market requires.
        policy: The owner's rules; the plan of a user is not looked at.
    """
    try:
        async with conversing(exchanges, markets[0], credentials, policy.deadline) as session:
            report = await session.inspect()
            types = await asyncio.gather(*(_examined(session, report, market) for market in markets))
    except ExchangeError as fault:
        return Examination(verdict=_verdict(fault), objection=_objection(fault))
    objection = _owners_objection(policy, report) or types[0].objection
    silent = types[0].available is None and objection is types[0].objection
    verdict = Verdict.NOT_JUDGED if silent else Verdict.REFUSED if objection else Verdict.USABLE
    return Examination(verdict=verdict, objection=objection, report=report, types=tuple(types))


async def _examined(session: ExchangeSession, report: KeyReport, market: Market) -> ExaminedType:
    if report.reach(market.code).available is False:
        objection = Objection("api_key", "The key has no right to this account type.", "PermissionDenied")
        return ExaminedType(market_code=market.code, available=False, objection=objection)
    try:
        balances = await session.fetch_balances(market)
    except ExchangeError as fault:
        refused = False if isinstance(fault, KeyRefused) else None
        return ExaminedType(market_code=market.code, available=refused, objection=_objection(fault))
    currencies = {holding.currency for holding in balances.holdings}
    return ExaminedType(market_code=market.code, available=True, currencies=len(currencies))


def _verdict(fault: ExchangeError) -> Verdict:
    return Verdict.REFUSED if isinstance(fault, KeyRefused) else Verdict.NOT_JUDGED


def _objection(fault: ExchangeError) -> Objection:
    field = fault.refused_field if isinstance(fault, KeyRefused) else None
    return Objection(field, fault.description, type(fault).__name__)


def _owners_objection(policy: Policy, report: KeyReport) -> Objection | None:
    try:
        policy.require_safe(report)
    except RecordInvalid as fault:
        field, sentences = next(iter(fault.attributes.items()))
        return Objection(field, f"The key {sentences[0]}.", str(fault.extension["refusal"]))
    except AccessDenied as fault:
        return Objection("api_key", fault.description, type(fault).__name__)
    return None

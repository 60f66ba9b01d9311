"""moorage status: how fresh balances are, and how it stands with each venue."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Final

import aiohttp
import click
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from moorage.app import venues
from moorage.cli.running import run, show
from moorage.config import Settings
from moorage.core import now, opened
from moorage.services.agenda import Backlog
from moorage.services.ports import Markets
from moorage.services.repositories import Transaction

ANSWER_WITHIN: Final = 5.0  # seconds
BREAKERS: Final = ("closed", "half-open", "open")
UNKNOWN: Final = "?"
HEADINGS: Final = ("venue", "accounts", "due", "locked", "oldest", "requests", "ms each", "budget", "breaker", "errors")
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listened on, asked nowhere


@dataclass(slots=True)
class Row:
    """One venue. What only a running server knows is None when there is none; `oldest` is in seconds."""

    venue: str
    accounts: int = 0
    due: int = 0
    locked: int = 0
    oldest: float | None = None
    requests: int | None = None
    seconds: float | None = None
    budget: float | None = None
    breaker: str | None = None
    errors: dict[str, int] | None = None

    def age(self, seconds: float) -> None:
        """Take the age of one type's oldest balances."""
        self.oldest = max(self.oldest or 0.0, seconds)


@dataclass(frozen=True, slots=True)
class State:
    """What was found: whether a server answered, whether it loads by itself (None if unknown), and its venues."""

    answered: bool
    loading: bool | None
    venues: list[Row] = field(default_factory=list)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Show queues, ages, budgets and breakers; what only a running server knows is `?` when there is none."""
    found = run(look)
    show(asdict(found), as_json=as_json, text=table(found))


async def look(settings: Settings) -> State:
    """Ask the running server, or else the database."""
    text = await figures(settings)
    if text is not None:
        return read_figures(text)
    async with opened(settings) as core, venues(settings) as doors:
        return State(answered=False, loading=None, venues=of_backlog(doors, await core.store.read(_backlog)))


async def figures(settings: Settings) -> str | None:
    """Return what the server shows at `/metrics`, None when there is no server."""
    host = EVERYWHERE.get(settings.host, settings.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/metrics"
    try:
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as client, client.get(url) as answer:
            return await answer.text() if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return None


def read_figures(text: str) -> State:
    """Read what a server shows."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    rows: dict[str, Row] = {}
    for sample in samples:
        venue = sample.labels.get("venue")
        if venue is not None:
            _add(rows.setdefault(venue, Row(venue)), sample)
    loading = [bool(sample.value) for sample in samples if sample.name == "moorage_refresh_running"]
    return State(answered=True, loading=next(iter(loading), None), venues=[rows[name] for name in sorted(rows)])


def of_backlog(markets: Markets, backlog: Iterable[Backlog]) -> list[Row]:
    """Return what the database knows."""
    venue_of = {market.code: market.venue for market in markets.all()}
    rows: dict[str, Row] = {}
    for one in backlog:
        row = rows.setdefault(name := venue_of.get(one.market_code, "unknown"), Row(name))
        row.accounts, row.due, row.locked = row.accounts + one.accounts, row.due + one.due, row.locked + one.locked
        if one.oldest is not None:
            row.age((now() - one.oldest).total_seconds())
    return [rows[name] for name in sorted(rows)]


def table(state: State) -> str:
    """Lay the rows out for a person."""
    lines = [HEADINGS, *(_cells(row) for row in state.venues)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    laid = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*laid, "", _sentence(state)])


def _add(row: Row, sample: Sample) -> None:
    value = sample.value
    match sample.name.removeprefix("moorage_"):
        case "accounts":
            row.accounts += int(value)
        case "accounts_due":
            row.due += int(value)
        case "accounts_locked":
            row.locked += int(value)
        case "oldest_balance_age_seconds":
            row.age(value)
        case "exchange_requests_total":
            row.requests, row.errors = int(value), row.errors or {}
        case "exchange_request_seconds_total":
            row.seconds = value
        case "exchange_budget_used_ratio":
            row.budget = max(row.budget or 0.0, value)
        case "exchange_breaker":
            row.breaker = BREAKERS[max(BREAKERS.index(row.breaker or "closed"), int(value))]
        case "exchange_errors_total":
            row.errors = dict(Counter(row.errors) + Counter({sample.labels["error"]: int(value)}))


def _cells(row: Row) -> tuple[str, ...]:
    each = None if row.requests is None or row.seconds is None else row.seconds / max(row.requests, 1) * 1000
    errors = ", ".join(f"{name} {count}" for name, count in (row.errors or {}).items())
    return (
        row.venue,
        *(str(count) for count in (row.accounts, row.due, row.locked)),
        "-" if row.oldest is None else _duration(row.oldest),
        UNKNOWN if row.requests is None else str(row.requests),
        UNKNOWN if each is None else f"{each:.0f}",
        UNKNOWN if row.budget is None else f"{row.budget:.0%}",
        row.breaker or UNKNOWN,
        UNKNOWN if row.errors is None else errors or "none",
    )


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{int(seconds)} s" if not minutes else f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _sentence(state: State) -> str:
    if not state.answered:
        return "No server answers; this is what the database knows, and ? is unknown."
    loading = "loads balances by itself" if state.loading else "does not load balances by itself"
    return f"The server {loading}; ? was not asked since it started."


async def _backlog(tx: Transaction) -> list[Backlog]:
    return await tx.agenda.backlog(now())

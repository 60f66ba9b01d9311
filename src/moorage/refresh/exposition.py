"""Figures in the text form of Prometheus."""

from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from moorage.refresh.figures import Figures
from moorage.services.outlook import VenueReport

BREAKERS: Final = {"closed": 0, "half-open": 1, "open": 2}
ACCOUNT_TYPE: Final = ("venue", "type")


def render(figures: Figures) -> bytes:
    """Return the figures, and those of the process itself."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Collected([*_queues(figures), *_asked(figures.reports), *_loads(figures)]))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """Return what was collected before."""
        return self._families


def _queues(figures: Figures) -> Iterable[Metric]:
    accounts = GaugeMetricFamily("moorage_accounts", "Connected accounts.", labels=ACCOUNT_TYPE)
    due = GaugeMetricFamily("moorage_accounts_due", "Accounts whose balances are due now.", labels=ACCOUNT_TYPE)
    locked = GaugeMetricFamily("moorage_accounts_locked", "Accounts whose key is refused.", labels=ACCOUNT_TYPE)
    oldest = GaugeMetricFamily(
        "moorage_oldest_balance_age_seconds", "Age of the oldest balances, locked accounts aside.", labels=ACCOUNT_TYPE
    )
    for one in figures.backlog:
        named = [figures.venue_of.get(one.market_code, "unknown"), one.market_code]
        accounts.add_metric(named, one.accounts)
        due.add_metric(named, one.due)
        locked.add_metric(named, one.locked)
        if one.oldest is not None:
            oldest.add_metric(named, (figures.at - one.oldest).total_seconds())
    return accounts, due, locked, oldest


def _asked(reports: Mapping[str, VenueReport]) -> Iterable[Metric]:
    requests = CounterMetricFamily("moorage_exchange_requests", "Requests sent.", labels=["venue"])
    seconds = CounterMetricFamily("moorage_exchange_request_seconds", "Time that requests took.", labels=["venue"])
    errors = CounterMetricFamily("moorage_exchange_errors", "Errors, by class.", labels=["venue", "error"])
    used = GaugeMetricFamily("moorage_exchange_budget_used_ratio", "Used of a limit.", labels=["venue", "limit"])
    breakers = GaugeMetricFamily("moorage_exchange_breaker", "0 closed, 1 half-open, 2 open.", labels=["venue", "host"])
    for venue, report in sorted(reports.items()):
        requests.add_metric([venue], report.requests)
        seconds.add_metric([venue], report.seconds)
        for error, count in sorted(report.errors.items()):
            errors.add_metric([venue, error], count)
        for limit, ratio in report.budgets.items():
            used.add_metric([venue, limit], ratio)
        for host, state in report.breakers.items():
            breakers.add_metric([venue, host], BREAKERS[state])
    return requests, seconds, errors, used, breakers


def _loads(figures: Figures) -> Iterable[Metric]:
    running = figures.outcomes is not None
    loads = CounterMetricFamily("moorage_refresh_loads", "Loads, by how they ended.", labels=["venue", "outcome"])
    for (venue, outcome), count in (figures.outcomes or {}).items():
        loads.add_metric([venue, outcome], count)
    return GaugeMetricFamily("moorage_refresh_running", "Whether this process loads.", value=float(running)), loads

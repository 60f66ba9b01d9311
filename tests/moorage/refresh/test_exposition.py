from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from moorage.refresh.exposition import render
from moorage.refresh.figures import Figures
from moorage.services.agenda import Backlog
from moorage.services.outlook import VenueReport
from tests.makers import NOW

REPORT = VenueReport(
    requests=7, seconds=1.5, errors={"BadResponse": 2}, budgets={"api": 0.25}, breakers={"spot": "half-open"}
)
FIGURES = Figures(
    at=NOW,
    backlog=[Backlog(market_code="kiel_margin", accounts=3, due=2, locked=1, oldest=NOW - timedelta(minutes=1))],
    venue_of={"kiel_margin": "kiel"},
    reports={"kiel": REPORT},
    outcomes={("kiel", "loaded"): 5},
)


def samples(figures: Figures) -> dict[tuple[str, ...], float]:
    """Return what Prometheus reads: the name, the venue, the other label -> value."""
    families = text_string_to_metric_families(render(figures).decode())
    found = [one for family in families for one in family.samples]
    return {(one.name, *(one.labels[name] for name in sorted(one.labels, reverse=True))): one.value for one in found}


class TestRender:
    def test_everything_is_told_by_venue(self):
        """Queue, age, requests, errors by class, budget, breaker, loads, and the process."""
        told = samples(FIGURES)
        assert told.pop(("process_cpu_seconds_total",)) > 0
        assert {name: value for name, value in told.items() if name[0].startswith("moorage")} == {
            ("moorage_accounts", "kiel", "kiel_margin"): 3,
            ("moorage_accounts_due", "kiel", "kiel_margin"): 2,
            ("moorage_accounts_locked", "kiel", "kiel_margin"): 1,
            ("moorage_oldest_balance_age_seconds", "kiel", "kiel_margin"): 60,
            ("moorage_exchange_requests_total", "kiel"): 7,
            ("moorage_exchange_request_seconds_total", "kiel"): 1.5,
            ("moorage_exchange_errors_total", "kiel", "BadResponse"): 2,
            ("moorage_exchange_budget_used_ratio", "kiel", "api"): 0.25,
            ("moorage_exchange_breaker", "kiel", "spot"): 1,
            ("moorage_refresh_running",): 1,
            ("moorage_refresh_loads_total", "kiel", "loaded"): 5,
        }

    def test_what_is_unknown_is_left_out(self):
        """No age before the first load, no zero in its place."""
        backlog = [Backlog(market_code="gone", accounts=1, due=1, locked=0, oldest=None)]
        told = samples(Figures(at=NOW, backlog=backlog, venue_of={}))
        assert told["moorage_accounts", "unknown", "gone"] == 1
        assert told["moorage_refresh_running",] == 0
        assert not any(name[0] == "moorage_oldest_balance_age_seconds" for name in told)

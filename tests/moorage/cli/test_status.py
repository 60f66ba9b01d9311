"""cli/status.py: the state of a running server, or what the database alone knows."""

import contextlib
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from moorage.cli.demo import free_port
from moorage.cli.status import Row, State, of_backlog, read_figures, table
from moorage.core import now
from moorage.refresh.exposition import render
from moorage.refresh.figures import Figures
from moorage.services.agenda import Backlog
from moorage.services.outlook import VenueReport
from tests.fakes import FakeMarkets
from tests.makers import NOW
from tests.moorage.cli.commands import Shell

BACKLOG = [
    Backlog(market_code="binance", accounts=3, due=2, locked=1, oldest=NOW - timedelta(minutes=1)),
    Backlog(market_code="binance_margin", accounts=1, due=0, locked=0, oldest=NOW - timedelta(minutes=9)),
    Backlog(market_code="kraken", accounts=1, due=1, locked=0, oldest=None),
]
REPORT = VenueReport(
    requests=4,
    seconds=2.0,
    errors={"BadResponse": 2, "ExchangeTimeout": 1},
    budgets={"api": 0.25, "sapi": 0.5},
    breakers={"spot": "open", "usdm": "closed"},
)


class TestReadFigures:
    def test_types_of_a_venue_are_added_up(self):
        """The oldest age, the fullest budget and the worst breaker stand for the venue."""
        venue_of = {"binance": "binance", "binance_margin": "binance", "kraken": "kraken"}
        figures = Figures(at=NOW, backlog=BACKLOG, venue_of=venue_of, reports={"binance": REPORT}, outcomes={})
        assert read_figures(render(figures).decode()) == State(
            answered=True,
            loading=True,
            venues=[
                Row("binance", 4, 2, 1, 540, 4, 2.0, 0.5, "open", {"BadResponse": 2, "ExchangeTimeout": 1}),
                Row("kraken", 1, 1),
            ],
        )


class TestOfBacklog:
    def test_the_database_knows_queues_and_ages_only(self):
        """All else is unknown, not zero."""
        first, second = of_backlog(FakeMarkets(), BACKLOG)
        assert (first.venue, first.accounts, first.due, first.locked) == ("binance", 4, 2, 1)
        assert first.oldest == pytest.approx((now() - NOW).total_seconds() + 540, abs=60)
        assert (second, first.requests, first.errors) == (Row("kraken", 1, 1), None, None)


class TestTable:
    def test_a_person_reads_what_is_known(self):
        """What was not asked, or no load yet, is no zero."""
        rows = [Row("binance", 4, 2, 1, 540, 4, 2.0, 0.5, "open", {"BadResponse": 2}), Row("kraken", 1, 1)]
        lines = table(State(answered=False, loading=None, venues=rows)).splitlines()
        assert lines[1].split() == ["binance", "4", "2", "1", "9", "min", "4", "500", "50%", "open", "BadResponse", "2"]
        assert lines[2].split() == ["kraken", "1", "1", "0", "-", *"?????"]
        assert lines[-1] == "No server answers; this is what the database knows, and ? is unknown."


class TestStatus:
    def test_asks_the_server_and_else_the_database(self, shell: Shell):
        """The same command before, and while, it runs."""
        port = str(free_port("127.0.0.1", 0))
        assert "No server answers" in shell.run("status", MOORAGE_PORT=port).out
        environment = {"MOORAGE_DATA_DIR": str(shell.data), "MOORAGE_PORT": port} | shell.settings
        command = [sys.executable, "-m", "moorage", "serve", "--no-refresh"]
        with subprocess.Popen(command, env=environment, stderr=-3) as served:
            try:
                state = answered(shell, port)
            finally:
                served.terminate()
                served.wait(25)
        assert state == {"answered": True, "loading": False, "venues": []}


def answered(shell: Shell, port: str) -> object:
    """Ask until the server answers, for at most 20 seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            state = shell.run("status", "--json", MOORAGE_PORT=port).json
            if state["answered"]:
                return state
    pytest.fail("nobody answered")

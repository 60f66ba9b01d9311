"""Balances are kept fresh by a real server at emulated exchanges that enforce their limits, fail, and come back."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from exchange_sandbox.client import SandboxClient, SandboxKey
from exchange_sandbox.process import running
from tests.postgres import PostgresServer
from tests.proofs import brisk
from tests.proofs.front_door import Caller, FrontDoor, fetch
from tests.proofs.stack import Stack

MARKETS: Final = {
    "binance": "binance",
    "bybit": "bybit_spot",
    "gemini": "gemini",
    "kucoin": "kucoin",
    "mexc": "mexc",
    "okx": "okex",
}
EACH: Final = 5  # accounts of a venue
MINUTE: Final = 1.5  # seconds; the breaker rests for half a minute
INTERVAL: Final = 3  # minutes
SHARED: Final = 12  # accounts of two processes
LONGER_THAN_A_CLAIM: Final = 50.0  # seconds
WITHIN: Final = 50.0  # seconds that anything may take on a busy machine
WATCHED: Final = 4.0  # seconds of the seven that Binance is told to want
PAUSE: Final = 0.25  # seconds between two looks
IN_FLIGHT: Final = 8  # requests that may be under way when the answer comes
PACED: Final = ("/api/v3/account", "/api/v3/ticker/24hr")
"""What Binance counts under the limit of its spot API."""


@pytest.fixture(scope="module")
def exchanges() -> Iterator[SandboxClient]:
    """Exchanges of their own, which enforce their limits."""
    with running(()) as client:
        yield client


@pytest.fixture(scope="module")
def connected(exchanges: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Fleet]":
    """Thirty accounts, connected and loaded."""
    folder = tmp_path_factory.mktemp("fresh")
    stack = Stack(folder / "installation", exchanges.url, REFRESH_MINUTES=str(INTERVAL), LOG_LEVEL="WARNING")
    stack.initialise()
    try:
        yield Fleet(stack, exchanges)
    finally:
        stack.close()


@pytest.fixture
def fleet(connected: "Fleet") -> "Fleet":
    """The same accounts for each test, when nothing is wrong with any of them."""
    connected.exchanges.clear_faults()
    until(lambda: not any(connected.stale(venue) for venue in MARKETS))
    return connected


class Fleet:
    """A served installation with accounts at several venues, seen from outside."""

    def __init__(self, stack: Stack, exchanges: SandboxClient) -> None:
        self.stack, self.exchanges = stack, exchanges
        self.caller = self.serve()
        self.ids = {venue: [self._connect(venue) for _ in range(EACH)] for venue in MARKETS}

    def serve(self) -> Caller:
        """Start a server in which minutes pass quickly."""
        self.service = self.stack.start(module=brisk.__name__, MINUTE=str(MINUTE))
        self.caller = FrontDoor(self.stack, self.service).caller()
        return self.caller

    def _connect(self, venue: str) -> int:
        answer = self.caller.connect(MARKETS[venue], self.exchanges.mint_keys(venue)[0])
        assert answer.status == 200, answer.body
        number: int = answer.json["id"]
        return number

    def shown(self, venue: str) -> list[dict[str, Any]]:
        """Return the accounts of a venue as the API shows them."""
        return [self.caller.show(number).json for number in self.ids[venue]]

    def stale(self, venue: str) -> int:
        """Count the accounts of a venue that say that they are stale."""
        return sum(entity["x_moorage"]["stale"] for entity in self.shown(venue))

    def samples(self) -> dict[tuple[str, str], float]:
        """Return (name, venue) -> the figure at `/metrics`, added up."""
        text = fetch(self.service.url, "GET", "/metrics", {}).body.decode()
        found: Counter[tuple[str, str]] = Counter()
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.labels.get("outcome", "loaded") == "loaded":
                    found[sample.name, sample.labels.get("venue", "")] += sample.value
        return found

    def loads(self, venue: str) -> float:
        """Return how many loads of a venue the server finished by itself."""
        return self.samples()["moorage_refresh_loads_total", venue]

    def status(self) -> dict[str, dict[str, Any]]:
        """Return what `moorage status` says of each venue."""
        self.stack.settings["PORT"] = self.service.url.rpartition(":")[2]
        told = json.loads(self.stack.run("status", "--json").stdout)
        del self.stack.settings["PORT"]
        assert (told["answered"], told["loading"]) == (True, True)
        return {row["venue"]: row for row in told["venues"]}

    def asked(self, venue: str, *paths: str) -> int:
        """Count what a venue was asked: some paths, or anything."""
        lines = (line for line in self.exchanges.requests() if line.venue == venue)
        return sum(line.count for line in lines if not paths or line.path in paths)

    def goes_on(self, venues: list[str]) -> None:
        """Wait until every account of some venues was loaded once more."""
        before = {venue: self.loads(venue) for venue in venues}
        until(lambda: all(self.loads(venue) >= before[venue] + EACH for venue in venues))


def loaded(exchanges: SandboxClient, keys: list[SandboxKey]) -> int:
    """Return how often MEXC was asked what an account holds."""
    ours = {key.api_key for key in keys}
    lines = (line for line in exchanges.requests() if line.api_key in ours and line.path == "/api/v3/account")
    return sum(line.count for line in lines)


def next_due(stack: Stack) -> int:
    """Return when the next account is due, in milliseconds."""
    due: int = asyncio.run(stack.rows("SELECT min(balances_due_at) FROM accounts"))[0][0]
    return due


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes about by itself."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(PAUSE)


class TestOutage:
    def test_one_venue_down(self, fleet: Fleet) -> None:
        """The others go on, its own accounts say they are stale and keep their numbers, and it comes back by itself."""
        others = [venue for venue in MARKETS if venue != "okx"]
        fleet.goes_on(list(MARKETS))
        before = [entity["x_moorage"]["balances_updated_at"] for entity in fleet.shown("okx")]
        fleet.exchanges.plan_fault("close_at_once", "okx")
        until(lambda: fleet.stale("okx") == EACH)
        fleet.goes_on(others)
        assert [fleet.stale(venue) for venue in others] == [0] * len(others)
        until(lambda: fleet.samples()["moorage_exchange_breaker", "okx"] > 0)
        status = fleet.status()
        assert status["okx"]["errors"]
        assert {status[venue]["breaker"] for venue in others} == {"closed"}
        for entity, earlier in zip(fleet.shown("okx"), before, strict=True):
            assert float(entity["usd_amount"]) > 0
            assert entity["x_moorage"]["balances_updated_at"] >= earlier, "the time is that of the numbers"
            assert "OKX" in entity["x_moorage"]["stale_reason"]
        fleet.exchanges.clear_faults()
        until(lambda: fleet.stale("okx") == 0)
        assert all(float(entity["usd_amount"]) > 0 for entity in fleet.shown("okx"))


class TestPause:
    def test_a_venue_that_wants_to_be_left_alone(self, fleet: Fleet) -> None:
        """Nothing of the kind is asked during `Retry-After`, the others go on, and afterwards all are loaded again."""
        fleet.goes_on(["binance"])
        refused = fleet.samples()["moorage_exchange_errors_total", "binance"]
        fleet.exchanges.plan_fault("refusal", "binance", path="/api/v3/account", count=1, value="rate_limited")
        until(lambda: fleet.samples()["moorage_exchange_errors_total", "binance"] > refused)
        told, end = fleet.asked("binance", *PACED), time.monotonic() + WATCHED
        while time.monotonic() < end:
            assert fleet.asked("binance", *PACED) <= told + IN_FLIGHT
            time.sleep(PAUSE)
        fleet.goes_on([venue for venue in MARKETS if venue != "binance"])
        fleet.goes_on(["binance"])
        assert fleet.stale("binance") == 0

    def test_after_a_kill(self, fleet: Fleet) -> None:
        """A ban outlives SIGKILL amid the refresh: the next process asks nothing there, and has all accounts."""
        fleet.goes_on(["gemini"])
        fleet.exchanges.plan_fault("refusal", "binance", path="/api/v3/account", count=1, value="banned")
        until(lambda: fleet.stale("binance") == EACH)
        fleet.service.kill()
        told = fleet.asked("binance")
        fleet.serve()
        fleet.goes_on([venue for venue in MARKETS if venue != "binance"])
        assert fleet.asked("binance") == told
        assert fleet.stale("binance") == EACH
        assert all(len(fleet.shown(venue)) == EACH for venue in MARKETS)
        assert all(float(entity["usd_amount"]) > 0 for venue in MARKETS for entity in fleet.shown(venue))


class TestTwoProcesses:
    def test_each_account_is_loaded_by_one(
        self, exchanges: SandboxClient, postgres_server: PostgresServer, tmp_path: Path
    ) -> None:
        """Two servers on one PostgreSQL share what is due at the same moment, and ask for no account twice."""
        stack = Stack(tmp_path, exchanges.url, postgres_server.fresh(), LOG_LEVEL="WARNING")
        exchanges.clear_faults()
        stack.initialise()
        try:
            services = [stack.start(module=brisk.__name__, MINUTE=str(MINUTE)) for _ in range(2)]
            caller = FrontDoor(stack, services[0]).caller()
            keys = exchanges.mint_keys("mexc", SHARED)
            for key in keys:
                assert caller.connect("mexc", key).status == 200
            asked = loaded(exchanges, keys)
            asyncio.run(stack.rows("UPDATE accounts SET balances_due_at = 0"))
            until(lambda: next_due(stack) > (time.time() + LONGER_THAN_A_CLAIM) * 1000)
            assert loaded(exchanges, keys) == asked + SHARED
        finally:
            stack.close()

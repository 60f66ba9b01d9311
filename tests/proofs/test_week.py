"""A simulated week of a thousand accounts at venues that enforce their limits: no ban, no haste, nothing stale."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from statistics import mean

import pytest

from moorage.exchanges.budget import Bucket, Budgets
from tests.proofs.fleet import Fleet
from tests.proofs.virtual import run
from tests.proofs.wires import Spells, Weather

HOUR = 3600.0
DAY = 24 * HOUR
SAMPLE_EVERY = 600.0  # seconds
TWICE = 2 * HOUR
DOWN = "kraken"
WEIGHED = ("binance", "binance_us", "binance_tr")  # where neighbours are noticed
SILENT = {"binance_tr"}  # of them, the one that does not tell what it counted
TIGHT = ("binance_us", "bitfinex")  # little may be asked by address
CALM = Weather()
ROUGH = Weather(
    crowd=True,
    neighbours=Spells(0.0, HOUR / 2, DAY),
    people=Spells(6 * HOUR, HOUR / 12, DAY),
    moody=Spells(12 * HOUR, HOUR, DAY),
)
"""All are due at once at the beginning, among busy neighbours; people and moods come later in the day."""


@dataclass
class Log:
    """What was seen: ages by venue at each sample, and at the end the fleet itself."""

    fleet: Fleet
    ages: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    stale: dict[float, int] = field(default_factory=dict)

    @property
    def freshness(self) -> list[float]:
        """The share of accounts that are fresher than twice their interval, at each sample after the first hour."""
        samples = zip(*self.ages.values(), strict=True)
        shares = [mean(age < TWICE for ages in sample for age in ages) for sample in samples]
        return shares[6:] or shares

    def __str__(self) -> str:
        """A row for each venue, for people."""
        rows = ["venue requests refused moody too-early bans mean-age-s oldest-s loads"]
        for venue, seen in self.fleet.wires.traffic.items():
            ages = [age for sample in self.ages.get(venue, [[0.0]]) for age in sample]
            loads = {how: count for (where, how), count in self.fleet.refresh.outcomes.items() if where == venue}
            counts = f"{seen.requests} {seen.refused} {seen.moody} {seen.too_early} {seen.bans}"
            rows.append(f"{venue} {counts} {mean(ages):.0f} {max(ages):.0f} {loads}")
        return "\n".join([*rows, f"fresh at worst: {min(self.freshness):.4f}"])


async def live(hours: float, accounts: int, weather: Weather = CALM, venues: Collection[str] = ()) -> Log:
    """Let the fleet be refreshed for some hours."""
    fleet = Fleet(accounts, weather, venues)
    await fleet.connect()
    log, loop = Log(fleet), asyncio.get_running_loop()
    task = asyncio.create_task(fleet.live())
    while loop.time() < hours * HOUR and not task.done():
        await asyncio.sleep(SAMPLE_EVERY)
        for venue, found in fleet.ages().items():
            log.ages[venue].append(found)
        log.stale[loop.time()] = stale(fleet, weather.down)
        if weather.down and loop.time() == pytest.approx(weather.down_in.first + weather.down_in.length):
            await asyncio.sleep(60)
            log.stale[loop.time()] = stale(fleet, weather.down)
    task.cancel()
    for ended in await asyncio.gather(task, return_exceptions=True):
        assert isinstance(ended, asyncio.CancelledError), ended
    await fleet.balances.close()
    return log


def stale(fleet: Fleet, venue: str) -> int:
    """Count the accounts of a venue that say that they are stale."""
    accounts = [account for account in fleet.store.accounts if fleet.doors.get(account.market_code).venue == venue]
    return sum(account.worth.stale_reason is not None for account in accounts)


def keeps_the_limits(log: Log, allowed: int = 0) -> None:
    """Assert that no venue had to defend itself, that every type was read, and that the numbers are fresh.

    Args:
        log: What was seen.
        allowed: How often each venue may have asked to slow down, among neighbours of whom it did not tell.
    """
    seen = log.fleet.wires.traffic
    assert {venue: each.too_early for venue, each in seen.items() if each.too_early} == {}, str(log)
    assert {venue: each.bans for venue, each in seen.items() if each.bans} == {}, str(log)
    assert {venue: each.refused for venue, each in seen.items() if each.refused > allowed} == {}, str(log)
    assert min(log.freshness) >= 0.95, str(log)
    assert all(account.worth.balances is not None for account in log.fleet.store.accounts), str(log)


class TestSmall:
    """The same in small, for every run of the tests."""

    def test_some_hours_of_some_accounts(self):
        """In calm weather no venue ever has to ask for less."""
        keeps_the_limits(run(live(3, 56)))

    def test_a_crowd(self):
        """All are due at once where little may be asked: nobody is refused, and all are loaded within minutes."""
        log = run(live(0.5, 400, Weather(crowd=True), TIGHT))
        keeps_the_limits(log)
        assert max(age for ages in log.ages.values() for age in ages[1]) < 2 * SAMPLE_EVERY

    def test_impatient_people(self):
        """Each venue's accounts are asked for every five seconds: what is too much is refused here, not there."""
        keeps_the_limits(run(live(0.5, 36, Weather(people=Spells(300, 300)))))

    def test_neighbours(self):
        """Other programs behind the address leave little: nobody is refused where the venue tells what was used."""
        log = run(live(0.75, 180, Weather(crowd=True, neighbours=Spells(0, HOUR / 2)), WEIGHED))
        keeps_the_limits(log, allowed=30)
        assert {venue for venue, seen in log.fleet.wires.traffic.items() if seen.refused} <= SILENT

    def test_moods(self):
        """Every twentieth request is refused for 45 seconds: nobody comes back before, and the rest goes on."""
        log = run(live(2, 90, Weather(crowd=True, moody=Spells(0, HOUR))))
        keeps_the_limits(log)
        assert sum(seen.moody for seen in log.fleet.wires.traffic.values()) > 20


class TestTeeth:
    """The proof fails where a rule is broken."""

    def test_without_budgets_venues_refuse(self, monkeypatch):
        """A crowd that nobody holds back is refused, and who is not stopped by that is banned."""
        monkeypatch.setattr(Bucket, "delay", lambda *_, **__: 0.0)
        monkeypatch.setattr(Budgets, "block", lambda *_, **__: None)
        log = run(live(0.5, 400, Weather(crowd=True), TIGHT))
        seen = log.fleet.wires.traffic
        assert all(seen[venue].refused for venue in TIGHT), str(log)
        assert seen["binance_us"].bans, str(log)

    def test_without_pauses_they_are_asked_too_early(self, monkeypatch):
        """`Retry-After` is told and nobody listens."""
        monkeypatch.setattr(Budgets, "block", lambda *_, **__: None)
        log = run(live(0.5, 180, Weather(crowd=True, moody=Spells(0, HOUR))))
        assert sum(seen.too_early for seen in log.fleet.wires.traffic.values()) > 10, str(log)

    def test_without_their_counts_they_refuse_more(self, monkeypatch):
        """Deaf to what the venues say was used, the refresh runs into what the neighbours leave."""
        weather = Weather(crowd=True, neighbours=Spells(0, HOUR / 2))
        heard = run(live(0.5, 180, weather, WEIGHED)).fleet.wires.traffic
        monkeypatch.setattr(Bucket, "learn", lambda bucket, _, now: setattr(bucket, "heard_at", now))
        deaf = run(live(0.5, 180, weather, WEIGHED)).fleet.wires.traffic
        refused = [sum(seen.refused for seen in traffic.values()) for traffic in (heard, deaf)]
        assert refused[1] > 5 > refused[0], refused

    def test_without_one_sent_ahead_they_refuse_more(self, monkeypatch):
        """Whoever sends all at once, before an answer told what was used, is refused in scores."""
        monkeypatch.setattr(Bucket, "is_in_doubt", lambda *_: False)
        log = run(live(0.5, 180, Weather(crowd=True, neighbours=Spells(0, HOUR / 2)), WEIGHED))
        assert log.fleet.wires.traffic["binance_us"].refused > 30, str(log)


class TestOutage:
    @pytest.mark.prove
    def test_a_venue_that_is_down_for_half_an_hour_slows_no_other(self):
        """Its accounts say that they are stale, keep their numbers, and are back within a minute."""
        begin, end = 2 * HOUR, 2.5 * HOUR
        calm, hit = run(live(4, 1000)), run(live(4, 1000, Weather(down=DOWN, down_in=Spells(begin, end - begin))))
        keeps_the_limits(hit)
        for venue, ages in calm.ages.items():
            if venue != DOWN:
                assert mean(map(mean, hit.ages[venue])) == pytest.approx(mean(map(mean, ages)), rel=0.05), venue
        during = [count for at, count in hit.stale.items() if begin + SAMPLE_EVERY < at < end]
        assert min(during) > 0
        assert next(count for at, count in hit.stale.items() if at >= end + 60) == 0
        assert hit.fleet.refresh.outcomes[DOWN, "ExchangeNotAvailable"] > 0


class TestWeek:
    @pytest.mark.prove
    @pytest.mark.timeout(1800)
    def test_a_thousand_accounts_for_a_week(self):
        """Rough weather every day: no request during a pause, no ban, 95 of 100 fresher than twice their interval."""
        log = run(live(7 * 24, 1000, ROUGH))
        print(log)
        keeps_the_limits(log, allowed=7 * 30)

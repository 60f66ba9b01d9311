"""A simulated week of a thousand accounts at venues that enforce their limits: no ban, no haste, nothing stale."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import mean

import pytest

from tests.proofs.fleet import Fleet
from tests.proofs.virtual import run

HOUR = 3600.0
SAMPLE_EVERY = 600.0  # seconds
TWICE = 2 * HOUR
DOWN = "kraken"


@dataclass
class Log:
    """What was seen: ages by venue at each sample, and at the end the fleet itself."""

    fleet: Fleet
    ages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    stale: dict[float, int] = field(default_factory=dict)
    fresh: list[float] = field(default_factory=list)


async def live(hours: float, accounts: int, down: tuple[str, float, float] = ("", 0.0, 0.0)) -> Log:
    """Let the fleet be refreshed for some hours."""
    fleet = Fleet(accounts, down)
    await fleet.connect()
    log, loop = Log(fleet), asyncio.get_running_loop()
    task = asyncio.create_task(fleet.refresh.run())
    while loop.time() < hours * HOUR:
        await asyncio.sleep(SAMPLE_EVERY)
        ages = fleet.ages()
        for venue, found in ages.items():
            log.ages[venue].append(mean(found))
        everybody = [age for found in ages.values() for age in found]
        log.fresh.append(sum(age < TWICE for age in everybody) / len(everybody))
        log.stale[loop.time()] = stale(fleet, down[0])
        if down[0] and loop.time() == pytest.approx(down[2]):
            await asyncio.sleep(60)
            log.stale[loop.time()] = stale(fleet, down[0])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await fleet.balances.close()
    return log


def stale(fleet: Fleet, venue: str) -> int:
    """Count the accounts of a venue that say that they are stale."""
    accounts = [account for account in fleet.store.accounts if fleet.doors.get(account.market_code).venue == venue]
    return sum(account.worth.stale_reason is not None for account in accounts)


def keeps_the_limits(log: Log) -> None:
    """Assert that no venue had to defend itself."""
    wires = log.fleet.wires
    assert wires.too_early == []
    assert wires.bans == []
    assert min(log.fresh[6:]) >= 0.95
    assert all(account.worth.balances is not None for account in log.fleet.store.accounts)


class TestSmall:
    def test_some_hours_of_some_accounts(self):
        """The same in small, for every run of the tests."""
        keeps_the_limits(run(live(3, 36)))


class TestOutage:
    @pytest.mark.prove
    def test_a_venue_that_is_down_for_half_an_hour_slows_no_other(self):
        """Its accounts say that they are stale, keep their numbers, and are back within a minute."""
        begin, end = 2 * HOUR, 2.5 * HOUR
        calm, hit = run(live(4, 1000)), run(live(4, 1000, (DOWN, begin, end)))
        keeps_the_limits(hit)
        for venue, ages in calm.ages.items():
            if venue != DOWN:
                assert mean(hit.ages[venue]) == pytest.approx(mean(ages), rel=0.05), venue
        during = [count for at, count in hit.stale.items() if begin + SAMPLE_EVERY < at < end]
        assert min(during) > 0
        assert next(count for at, count in hit.stale.items() if at >= end + 60) == 0
        assert hit.fleet.refresh.outcomes[DOWN, "ExchangeNotAvailable"] > 0


class TestWeek:
    @pytest.mark.prove
    @pytest.mark.timeout(1800)
    def test_a_thousand_accounts_for_a_week(self):
        """No request during a pause, no ban, and 95 of 100 accounts fresher than twice their interval at any time."""
        keeps_the_limits(run(live(7 * 24, 1000)))

"""The embedded runner over the fakes; time stands still unless a test moves it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from moorage.domain.account import Account
from moorage.domain.credentials import Credentials
from moorage.domain.errors import StorageError
from moorage.domain.exchange_errors import ExchangeTimeout, RateLimitExceeded
from moorage.refresh import embedded, plan
from moorage.refresh.embedded import EmbeddedRefresh, Sources
from moorage.refresh.plan import MOST_LANES
from moorage.services.outlook import OPEN, Outlook
from tests.fakes import Faults
from tests.makers import NOW, make_balances, make_book, make_caller, make_credentials
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
HOUR = timedelta(hours=1)


@dataclass
class Venues:
    """The outlook of every venue."""

    outlooks: dict[str, Outlook] = field(default_factory=dict)

    def outlook(self, market, _loads: int) -> Outlook:
        """See `Outlooks`."""
        return self.outlooks.get(market.venue, OPEN)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loops turn at once instead of every some seconds."""
    monkeypatch.setattr(embedded, "LOOK_EVERY", 0)
    monkeypatch.setattr(embedded, "HASTEN_EVERY", 0)
    monkeypatch.setattr(embedded, "AFTER_A_FAULT", 0)
    monkeypatch.setattr(plan, "LOOK_EVERY", 0)
    monkeypatch.setattr(plan, "SHORTEST_REST", 0)


@pytest.fixture
def desk() -> Desk:
    """Return services over a world with prices."""
    made = Desk()
    for venue in ("binance", "kraken"):
        made.prices.books[venue] = make_book(("BTC", "USD", "50000"))
    return made


async def connect(desk: Desk, count: int = 1, code: str = "binance") -> list[Account]:
    keys = [make_credentials(f"{code} key {number}") for number in range(count)]
    return [await desk.accounts.connect(CALLER, new(code, credentials=key)) for key in keys]


@asynccontextmanager
async def running(desk: Desk, venues: Venues | None = None, *, shared: bool = False) -> AsyncIterator[EmbeddedRefresh]:
    """Run the refresh beside the test."""
    balances = desk.balances
    sources = Sources(
        store=desk.store,
        balances=balances,
        markets=desk.markets,
        door=desk.exchanges,
        outlooks=venues or Venues(),
        watching=desk.watching,
        clock=desk.clock,
        shared=shared,
    )
    refresh = EmbeddedRefresh(sources)
    task = asyncio.create_task(refresh.run())
    try:
        yield refresh
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await balances.close()


async def until(true: Callable[[], bool]) -> None:
    """Let the loops turn until something is so."""
    for _ in range(5000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came about")


class TestRun:
    async def test_what_is_due_is_loaded_and_what_is_not_is_left(self, desk: Desk):
        """Every account of every venue, once."""
        await connect(desk, 5)
        await connect(desk, 2, "kraken")
        desk.exchanges.calls.clear()
        async with running(desk) as refresh:
            for _ in range(300):
                await asyncio.sleep(0)
            assert desk.exchanges.calls == []
            desk.clock.advance(HOUR)
            await until(lambda: refresh.outcomes == {("binance", "loaded"): 5, ("kraken", "loaded"): 2})
        assert {account.balances_due_at for account in desk.store.accounts} == {NOW + 2 * HOUR}

    async def test_a_new_account_of_another_type_joins_its_venues_task(self, desk: Desk):
        """One task for a venue, whatever is connected later."""
        await connect(desk)
        async with running(desk) as refresh:
            await until(lambda: len(refresh._works) == 1)
            await connect(desk, 1, "binance_margin")
            desk.clock.advance(HOUR)
            await until(lambda: refresh.outcomes["binance", "loaded"] == 2)
            assert refresh._works["binance"].pair.market_codes == ("binance", "binance_margin")

    async def test_an_account_that_crashes_stops_nobody(self, desk: Desk):
        """It is set aside for a while; the others go on."""
        accounts = await connect(desk, 3)

        async def crash(credentials: Credentials):
            if credentials.api_key.reveal() == "binance key 0":
                raise ZeroDivisionError
            return make_balances()

        desk.exchanges.balances["binance"] = crash
        desk.clock.advance(HOUR)
        async with running(desk) as refresh:
            await until(lambda: refresh.outcomes.total() == 3)
            assert refresh.outcomes == {("binance", "loaded"): 2, ("binance", "ZeroDivisionError"): 1}
        due = {account.id: account.balances_due_at for account in desk.store.accounts}
        assert due[accounts[0].id] == NOW + HOUR + timedelta(minutes=10)

    async def test_a_pause_puts_an_account_off(self, desk: Desk):
        """It is asked again when the pause is over, not before."""
        await connect(desk)
        desk.exchanges.balances["binance"] = RateLimitExceeded(retry_after=20)
        desk.clock.advance(HOUR)
        async with running(desk) as refresh:
            await until(lambda: refresh.outcomes.total() == 1)
            for _ in range(300):
                await asyncio.sleep(0)
            assert refresh.outcomes == {("binance", "RateLimitExceeded"): 1}
        (account,) = desk.store.accounts
        assert (account.balances_due_at, account.worth.stale_reason) == (NOW + HOUR + timedelta(seconds=20), None)

    @pytest.mark.parametrize(("wait", "lanes"), [(0.0, MOST_LANES), (20.0, 1)])
    async def test_a_pause_of_one_key_leaves_the_others_their_lanes(self, desk: Desk, wait: float, lanes: int):
        """Where the venue may still be asked, only this key was meant; else it is met by one at a time."""
        await connect(desk)
        venues = Venues()

        async def refuse(_credentials: Credentials):
            venues.outlooks["binance"] = Outlook(wait)
            raise RateLimitExceeded(retry_after=20)

        desk.exchanges.balances["binance"] = refuse
        desk.clock.advance(HOUR)
        async with running(desk, venues) as refresh:
            await until(lambda: refresh.outcomes.total() == 1)
            assert refresh._works["binance"].lanes == lanes

    async def test_a_venue_that_is_down_slows_no_other(self, desk: Desk):
        """Its accounts are told stale and keep their numbers; nothing becomes zero."""
        await connect(desk, 6)
        await connect(desk, 2, "kraken")
        hanging = asyncio.Event()

        async def hang(_credentials: Credentials):
            await hanging.wait()
            raise ExchangeTimeout("It did not answer.")

        desk.exchanges.balances["binance"] = hang
        desk.clock.advance(HOUR)
        async with running(desk) as refresh:
            await until(lambda: refresh.outcomes["kraken", "loaded"] == 2)
            assert refresh.outcomes.total() == 2
            hanging.set()
            await until(lambda: refresh.outcomes["binance", "ExchangeTimeout"] == 6)
            assert refresh._works["binance"].lanes == 1
        down = [account for account in desk.store.accounts if account.market_code == "binance"]
        assert {account.worth.stale_reason for account in down} == {"It did not answer."}
        assert all(account.worth.balances == make_balances() for account in down)

    async def test_a_venue_that_is_shut_is_left_alone(self, desk: Desk):
        """Whose owner was told is not loaded again until it opens."""
        await connect(desk, 2)
        desk.exchanges.balances["binance"] = ExchangeTimeout()
        venues = Venues({"binance": Outlook(30.0, is_shut=True)})
        desk.clock.advance(HOUR)
        async with running(desk, venues) as refresh:
            await until(lambda: refresh.outcomes.total() == 2)
            desk.clock.advance(HOUR)
            for _ in range(300):
                await asyncio.sleep(0)
            assert refresh.outcomes.total() == 2
            desk.exchanges.balances["binance"] = make_balances()
            venues.outlooks.clear()
            await until(lambda: refresh.outcomes["binance", "loaded"] == 2)

    async def test_who_is_watched_comes_sooner(self, desk: Desk):
        """A look brings an account forward in the database, where every runner sees it."""
        (account,) = await connect(desk)
        async with running(desk) as refresh:
            await desk.portfolio.show(CALLER, account.id)
            await until(lambda: desk.store.accounts[0].balances_due_at == NOW + timedelta(minutes=5))
            desk.clock.advance(timedelta(minutes=5))
            await until(lambda: refresh.outcomes["binance", "loaded"] == 1)
        assert desk.store.accounts[0].balances_due_at == NOW + timedelta(minutes=10)

    async def test_a_database_that_is_away_is_waited_for(self, desk: Desk):
        """The loop goes on when it is back."""
        await connect(desk)
        desk.clock.advance(HOUR)
        step, faults = desk.store.step, Faults()
        faults.step = _failing
        desk.store.step = _failing
        async with running(desk) as refresh:
            for _ in range(100):
                await asyncio.sleep(0)
            assert refresh.outcomes.total() == 0
            desk.store.step = step
            await until(lambda: refresh.outcomes["binance", "loaded"] == 1)

    @pytest.mark.parametrize(("shared", "loads"), [(True, 20), (False, 40)])
    async def test_two_processes_load_an_account_once(self, desk: Desk, *, shared: bool, loads: int):
        """Each load is claimed where the database is shared; without that both load everything."""
        await connect(desk, 20)
        desk.clock.advance(HOUR)
        seen = []

        async def load(credentials: Credentials):
            seen.append(credentials)
            await asyncio.sleep(0)
            return make_balances(as_of=desk.clock())

        desk.exchanges.balances["binance"] = load
        async with running(desk, shared=shared) as one, running(desk, shared=shared) as other:
            await until(lambda: one.outcomes["binance", "loaded"] + other.outcomes["binance", "loaded"] == loads)
            assert len(seen) == loads

    async def test_a_pause_ends_a_claim(self, desk: Desk):
        """A load that a venue put off is due when the pause ends, and not when the claim would."""
        await connect(desk)
        desk.exchanges.balances["binance"] = RateLimitExceeded(retry_after=2)
        desk.clock.advance(HOUR)
        async with running(desk, shared=True) as refresh:
            await until(lambda: refresh.outcomes.total() == 1)
        assert desk.store.accounts[0].balances_due_at == NOW + HOUR + timedelta(seconds=2)

    async def test_stopping_leaves_nothing_behind(self, desk: Desk):
        """No load outlives the loop, and what was under way wrote nothing."""
        (account,) = await connect(desk)
        begun = asyncio.Event()

        async def hang(_credentials: Credentials):
            begun.set()
            await asyncio.Event().wait()

        desk.exchanges.balances["binance"] = hang
        desk.clock.advance(HOUR)
        before = asyncio.all_tasks()
        async with running(desk):
            await begun.wait()
        assert asyncio.all_tasks() == before
        assert desk.store.accounts == [replace(account)]


async def _failing(_name: str) -> None:
    await asyncio.sleep(0)
    raise StorageError

"""Charts of a caller's accounts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from moorage.domain.errors import NotFound
from moorage.domain.profit import Snapshot
from moorage.services.balance_chart import BalanceChartService
from moorage.storage.database import Database
from moorage.storage.history import SqlHistory
from moorage.storage.store import SqlStore
from tests.fakes import FakeMarkets
from tests.makers import NOW, make_balances, make_book, make_caller, make_holding, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new
from tests.stores import add_account, add_user, mac

pytestmark = pytest.mark.anyio
CALLER = make_caller()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def charts(desk: Desk) -> BalanceChartService:
    """What is tested."""
    return BalanceChartService(store=desk.store, markets=desk.markets, clock=desk.clock)


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A real store."""
    database = await Database.open(tmp_path / "moorage.sqlite3")
    await database.migrate()
    yield SqlStore(database, mac=mac)
    await database.close()


async def connected(desk: Desk, code: str = "binance", price: str = "50000") -> int:
    """Connect an account with one bitcoin."""
    desk.prices.books |= dict.fromkeys(("binance", "kraken"), make_book(("BTC", "USD", price)))
    desk.exchanges.balances["binance"] = desk.exchanges.balances["kraken"] = make_balances(
        make_holding("BTC", "1"), as_of=desk.clock()
    )
    return (await desk.accounts.connect(CALLER, new(code))).id


async def loaded(desk: Desk, account_id: int, price: str) -> None:
    """Load an account an hour later."""
    desk.clock.advance(HOUR)
    desk.prices.books["binance"] = make_book(("BTC", "USD", price))
    desk.exchanges.balances["binance"] = make_balances(make_holding("BTC", "1"), as_of=desk.clock())
    await desk.balances.load(CALLER, account_id)


class TestAccount:
    async def test_each_load_is_a_point(self, desk: Desk, charts: BalanceChartService) -> None:
        """Oldest first, to the present."""
        account_id = await connected(desk)
        await loaded(desk, account_id, "51000")
        points = await charts.account(CALLER, account_id, NOW - HOUR, None)
        assert [(point.at, int(point.value.usd)) for point in points] == [(NOW, 50000), (NOW + HOUR, 51000)]

    @pytest.mark.parametrize("year", [1, 1970, 2020])
    async def test_all_the_past_is_as_fine_as_what_there_is_of_it(
        self, desk: Desk, charts: BalanceChartService, year: int
    ) -> None:
        """Time before the account was connected makes no coarser steps."""
        account_id = await connected(desk)
        await loaded(desk, account_id, "51000")
        assert len(await charts.account(CALLER, account_id, NOW.replace(year=year), None)) == 2
        assert len(await charts.summary(CALLER, NOW.replace(year=year), None)) == 2

    async def test_what_is_outside_is_left_out(self, desk: Desk, charts: BalanceChartService) -> None:
        """Also a time that has not come yet is empty, not wrong."""
        account_id = await connected(desk)
        await loaded(desk, account_id, "51000")
        assert len(await charts.account(CALLER, account_id, NOW + HOUR, NOW + 2 * HOUR)) == 1
        assert await charts.account(CALLER, account_id, NOW + 5 * HOUR, None) == []
        assert await charts.account(CALLER, account_id, NOW - 400 * DAY, NOW - 300 * DAY) == []

    async def test_a_foreign_account_is_not_there(self, desk: Desk, charts: BalanceChartService) -> None:
        """As everywhere."""
        account_id = await connected(desk)
        with pytest.raises(NotFound):
            await charts.account(make_caller(make_user(2, "bob")), account_id, NOW, None)


class TestSummary:
    async def test_accounts_are_one_line(self, desk: Desk, charts: BalanceChartService) -> None:
        """The second one comes in with what it holds."""
        first = await connected(desk)
        await loaded(desk, first, "51000")
        desk.clock.advance(HOUR)
        await connected(desk, "kraken")
        points = await charts.summary(CALLER, NOW, None)
        assert [int(point.value.usd) for point in points] == [50000, 51000, 101000]
        assert [int(point.moved.usd) for point in points] == [50000, 0, 50000]

    async def test_others_have_their_turn_meanwhile(self, sqlite: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        """The past of many accounts is much to read from a file in the event loop; nobody waits for all of it."""
        user = await add_user(sqlite)
        for _ in range(3):
            await add_account(sqlite, user_id=user.id)
        turns, seen, read = 0, [], SqlHistory.between

        async def noticed(*asked: Any) -> list[Snapshot]:
            seen.append(turns)
            return await read(*asked)

        monkeypatch.setattr(SqlHistory, "between", noticed)
        charts = BalanceChartService(store=sqlite, markets=FakeMarkets(), clock=lambda: NOW)
        reading = asyncio.create_task(charts.summary(make_caller(user), NOW - DAY, None))
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
        assert await reading == []
        assert len(set(seen)) == len(seen) == 3

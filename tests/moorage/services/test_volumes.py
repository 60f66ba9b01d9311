import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from moorage.domain.account import Account
from moorage.domain.credentials import Credentials
from moorage.domain.errors import NotFound, VolumeNotFound
from moorage.domain.exchange_errors import ExchangeNotAvailable, PermissionDenied
from moorage.domain.volume import Trade, Trades
from tests.makers import NOW, make_book, make_caller, make_rule, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
TODAY = NOW.date()
MONTH = TODAY.replace(day=1)
DAY = timedelta(days=1)


def told(*totals: str, begin: date = MONTH) -> Trades:
    """Return trades of now, of a day ago and so on."""
    trades = tuple(
        Trade(reference=str(number), symbol="BTCUSDT", total=Decimal(total), at=NOW - number * DAY)
        for number, total in enumerate(totals)
    )
    return Trades(trades=trades, begin=begin, until=NOW + timedelta(seconds=1))


@pytest.fixture
async def account(desk: Desk) -> Account:
    """Return a connected account that traded for 100 today and for 400 yesterday; a bitcoin is 50000."""
    desk.prices.books["binance"] = make_book(("BTC", "USDT", "50000"), ("USDT", "USD", "1"))
    desk.market_data.books["binance"] = [make_rule()]
    account = await desk.accounts.connect(CALLER, new())
    desk.exchanges.trades["binance"] = told("100", "400")
    desk.exchanges.calls.clear()
    return account


class TestDaily:
    async def test_reads_from_the_month_of_connecting(self, desk: Desk, account: Account) -> None:
        """The present day without one, in both currencies."""
        day, volume = await desk.volumes.daily(CALLER, account.id, None)
        assert (day, volume.value.btc, volume.value.usd, volume.complete) == (TODAY, Decimal("0.002"), 100, True)
        assert desk.exchanges.calls == ["open binance", f"trades binance since {MONTH}", "close binance"]

    async def test_asks_again_only_after_some_minutes(self, desk: Desk, account: Account) -> None:
        """And then from the day before the last one on."""
        volumes = desk.volumes
        await volumes.daily(CALLER, account.id, TODAY)
        desk.exchanges.calls.clear()
        await volumes.daily(CALLER, account.id, TODAY)
        assert desk.exchanges.calls == []
        desk.clock.advance(timedelta(minutes=6))
        desk.exchanges.trades["binance"] = told("300", begin=TODAY - DAY)
        _, volume = await volumes.daily(CALLER, account.id, TODAY)
        assert (volume.value.usd, f"trades binance since {TODAY - DAY}" in desk.exchanges.calls) == (300, True)

    async def test_what_was_just_read_is_known_to_another_process(self, desk: Desk, account: Account) -> None:
        """And after a restart: that it was read stands in the database."""
        await desk.volumes.daily(CALLER, account.id, TODAY)
        desk.exchanges.calls.clear()
        assert (await desk.volumes.daily(CALLER, account.id, TODAY))[1].value.usd == 100
        assert desk.exchanges.calls == []

    async def test_who_asks_at_the_same_time_gets_one_reading(self, desk: Desk, account: Account) -> None:
        """Whatever they ask for."""
        volumes = desk.volumes
        (_, day), (_, month), total = await asyncio.gather(
            volumes.daily(CALLER, account.id, None),
            volumes.monthly(CALLER, account.id, None),
            volumes.total(CALLER, account.id),
        )
        assert (day.value.usd, month.value.usd, total.value.usd) == (100, 500, 500)
        assert desk.exchanges.calls.count("open binance") == 1

    async def test_a_day_that_was_not_read_to_its_end_is_read_on(self, desk: Desk, account: Account) -> None:
        """At once: only what was read to the present is known."""
        desk.exchanges.trades["binance"] = replace(told("100"), until=NOW - 6 * timedelta(minutes=1))
        volumes = desk.volumes
        for _ in range(2):
            await volumes.daily(CALLER, account.id, TODAY)
        assert desk.exchanges.calls.count("open binance") == 2

    async def test_an_old_day_is_kept(self, desk: Desk, account: Account) -> None:
        """The exchange need not be there for it."""
        await desk.volumes.daily(CALLER, account.id, TODAY)
        desk.exchanges.trades["binance"] = ExchangeNotAvailable()
        _, volume = await desk.volumes.daily(CALLER, account.id, TODAY - 3 * DAY)
        assert (volume.value.usd, volume.complete) == (0, True)
        desk.clock.advance(timedelta(minutes=6))
        with pytest.raises(ExchangeNotAvailable):
            await desk.volumes.daily(CALLER, account.id, TODAY)

    @pytest.mark.parametrize("day", [MONTH - DAY, TODAY + DAY], ids=["before", "to-come"])
    async def test_other_days_are_not_found(self, desk: Desk, account: Account, day: date) -> None:
        """They are not counted."""
        with pytest.raises(VolumeNotFound):
            await desk.volumes.daily(CALLER, account.id, day)

    async def test_a_venue_that_tells_nothing(self, desk: Desk, account: Account) -> None:
        """Is no zero."""
        desk.exchanges.trades["binance"] = None
        with pytest.raises(VolumeNotFound):
            await desk.volumes.daily(CALLER, account.id, None)

    async def test_without_prices_nothing_is_stored(self, desk: Desk, account: Account) -> None:
        """So that it is valued when there are some."""
        desk.prices.books.clear()
        with pytest.raises(ExchangeNotAvailable):
            await desk.volumes.daily(CALLER, account.id, None)
        assert desk.store.world.volumes == {}

    async def test_a_pair_that_is_not_traded_any_more(self, desk: Desk, account: Account) -> None:
        """Is said to be missing from the sum."""
        desk.market_data.books["binance"] = [make_rule("ETH")]
        assert not (await desk.volumes.daily(CALLER, account.id, None))[1].complete

    async def test_a_missing_right_changes_nothing_of_the_account(self, desk: Desk, account: Account) -> None:
        """It is told, and the key is not locked for it."""
        desk.exchanges.trades["binance"] = PermissionDenied()
        with pytest.raises(PermissionDenied):
            await desk.volumes.daily(CALLER, account.id, None)
        assert desk.store.accounts == [account]

    async def test_only_of_ones_own_accounts(self, desk: Desk, account: Account) -> None:
        """Another user's are not there."""
        with pytest.raises(NotFound):
            await desk.volumes.daily(make_caller(make_user(id=2)), account.id, None)


class TestClose:
    async def test_stops_what_is_being_read(self, desk: Desk, account: Account) -> None:
        """Nothing of it is kept, and nobody waits on."""
        begun = asyncio.Event()

        async def hang(_: Credentials) -> Trades | None:
            begun.set()
            await asyncio.Event().wait()
            return None

        desk.exchanges.trades["binance"] = hang
        volumes = desk.volumes
        asking = asyncio.create_task(volumes.daily(CALLER, account.id, None))
        await begun.wait()
        await volumes.close()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert desk.store.world.volumes == {}


class TestMonthly:
    async def test_sums_the_days(self, desk: Desk, account: Account) -> None:
        """To the present one."""
        first, volume = await desk.volumes.monthly(CALLER, account.id, None)
        assert (first, volume.value.usd, volume.complete) == (MONTH, 500, True)

    async def test_a_month_that_is_half_read_says_so(self, desk: Desk, account: Account) -> None:
        """Its first days are not known."""
        desk.exchanges.trades["binance"] = told("100", "400", begin=TODAY - 2 * DAY)
        assert not (await desk.volumes.monthly(CALLER, account.id, MONTH))[1].complete

    @pytest.mark.parametrize("month", [date(1, 1, 1), date(9999, 12, 1)], ids=["first", "last"])
    async def test_months_at_the_ends_of_the_calendar_are_not_found(
        self, desk: Desk, account: Account, month: date
    ) -> None:
        """Like any other that is not counted."""
        with pytest.raises(VolumeNotFound):
            await desk.volumes.monthly(CALLER, account.id, month)


class TestTotal:
    async def test_sums_all_days(self, desk: Desk, account: Account) -> None:
        """All that were read."""
        volume = await desk.volumes.total(CALLER, account.id)
        assert (volume.value.usd, volume.complete) == (500, True)

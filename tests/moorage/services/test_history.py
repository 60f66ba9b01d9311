"""What a load adds to the past of an account."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from moorage.domain.account import Account
from moorage.domain.exchange_errors import ExchangeTimeout, PermissionDenied
from moorage.domain.profit import Figures
from moorage.domain.transfer import Direction, Reading, Transfer, Transfers, TransferState
from moorage.services.history import NOT_ASKED_YET, OVERLAP
from moorage.services.loading import NOT_TOLD
from tests.makers import NOW, make_balances, make_book, make_caller, make_holding
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
HOUR = timedelta(hours=1)


def move(amount: str, at: datetime, direction: Direction = Direction.IN, **given) -> Transfer:
    """Return a transfer of bitcoins."""
    plain = {"reference": "deposits:7", "currency": "BTC", **given}
    return Transfer(direction=direction, amount=Decimal(amount), at=at, **plain)


@pytest.fixture
async def account(desk: Desk) -> Account:
    """A connected account with one bitcoin at 50,000 USD."""
    return await connected(desk)


async def connected(desk: Desk) -> Account:
    """Connect an account with one bitcoin at 50,000 USD."""
    desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"))
    desk.exchanges.balances["binance"] = make_balances(make_holding("BTC", "1"))
    return await desk.accounts.connect(CALLER, new())


async def loaded(
    desk: Desk, account: Account, hours: float, btc: str, price: str, *moves: Transfer, missing: str | None = None
) -> Account:
    """Load some hours later, with so many bitcoins at such a price and these transfers told."""
    desk.clock.advance(hours * HOUR)
    desk.prices.books["binance"] = make_book(("BTC", "USD", price))
    desk.exchanges.balances["binance"] = make_balances(make_holding("BTC", btc), as_of=desk.clock())
    desk.exchanges.transfers["binance"] = Transfers(transfers=moves, readings=readings(desk), missing=missing)
    return await desk.balances.load(CALLER, account.id)


def readings(desk: Desk) -> dict[str, Reading]:
    """Return what a venue with one list has told by now."""
    return {"deposits": Reading(desk.clock(), desk.clock())}


def total(account: Account) -> Figures:
    """Return the profit since the account was connected."""
    assert account.history.profit.total is not None
    return account.history.profit.total.profit


class TestOpening:
    async def test_a_new_account_has_earned_nothing(self, account: Account) -> None:
        """Its first snapshot is where all profit begins."""
        assert total(account) == Figures(Decimal(0), Decimal(0))
        assert account.history.profit.day is not None
        assert account.history.profit.day.since == NOW
        assert account.history.missing == NOT_ASKED_YET

    async def test_an_account_without_prices_has_no_past(self, desk: Desk) -> None:
        """Without a value there is nothing to begin with; the first load with prices is the first snapshot."""
        account = await desk.accounts.connect(CALLER, new())
        assert account.history.profit.total is None
        later = await loaded(desk, account, 1, "1", "50000")
        assert later.history.profit.total is not None
        assert later.history.profit.total.since == NOW + HOUR


class TestRecord:
    async def test_a_price_move_is_profit(self, desk: Desk, account: Account) -> None:
        """Nothing was moved, so all of the change is earned."""
        later = await loaded(desk, account, 5, "1", "51000")
        assert total(later) == Figures(Decimal(0), Decimal(1000))

    async def test_periods_begin_at_the_nearest_snapshot(self, desk: Desk, account: Account) -> None:
        """A day counts from 24 hours ago, a month from 30 days ago, the total from the first load."""
        for hours, price in ((24 * 40, "60000"), (24 * 29, "70000"), (23, "71000")):
            account = await loaded(desk, account, hours, "1", price)
        assert (await loaded(desk, account, 1.5, "1", "72000")) is not None
        profit = desk.store.accounts[0].history.profit
        assert profit.day is not None
        assert profit.month is not None
        assert [gain.profit.usd for gain in (profit.day, profit.month)] == [Decimal(2000), Decimal(12000)]
        assert total(desk.store.accounts[0]).usd == Decimal(22000)
        assert profit.day.since == NOW + timedelta(hours=24 * 69)

    async def test_a_deposit_is_not_profit(self, desk: Desk, account: Account) -> None:
        """It is counted at the price of the load that saw it, once, however often it is told."""
        deposit = move("0.5", NOW + HOUR)
        later = await loaded(desk, account, 2, "1.5", "52000", deposit)
        assert total(later) == Figures(Decimal(0), Decimal(2000))
        again = await loaded(desk, account, 1, "1.5", "52000", deposit)
        assert total(again) == total(later)
        assert again.history.missing is None

    async def test_a_withdrawal_counts_as_soon_as_it_left(self, desk: Desk, account: Account) -> None:
        """The balance is less from the start; if it comes back, it is taken out of the count again."""
        leaving = move("0.4", NOW + HOUR, Direction.OUT, state=TransferState.PENDING)
        assert total(await loaded(desk, account, 2, "0.6", "50000", leaving)).usd == 0
        done = replace(leaving, state=TransferState.DONE)
        assert total(await loaded(desk, account, 1, "0.6", "50000", done)).usd == 0
        back = replace(leaving, state=TransferState.FAILED)
        assert total(await loaded(desk, account, 1, "1", "50000", back)).usd == 0

    async def test_a_deposit_waits_until_it_is_done(self, desk: Desk, account: Account) -> None:
        """What is under way is no part of the balance; reading goes on from where it began."""
        coming = move("0.5", NOW - HOUR, state=TransferState.PENDING)
        waiting = await loaded(desk, account, 2, "1", "50000", coming)
        assert total(waiting).usd == 0
        assert waiting.history.readings["deposits"].until == NOW - HOUR - OVERLAP
        done = await loaded(desk, account, 2, "1.5", "50000", replace(coming, state=TransferState.DONE))
        assert total(done).usd == 0
        assert done.history.readings["deposits"].until == desk.clock() - OVERLAP

    async def test_what_came_before_the_account_is_no_flow(self, desk: Desk, account: Account) -> None:
        """The first snapshot held it already, and what was leaving had left."""
        old = move("1", NOW - HOUR)
        leaving = move("1", NOW - HOUR, Direction.OUT, state=TransferState.PENDING, reference="deposits:8")
        assert total(await loaded(desk, account, 2, "1", "50000", old, leaving)).usd == 0

    async def test_what_came_after_the_balances_is_counted_next(self, desk: Desk, account: Account) -> None:
        """Balances and transfers are two answers; the next load has both."""
        deposit = move("0.5", NOW + 3 * HOUR)
        assert total(await loaded(desk, account, 2, "1", "50000", deposit)).usd == 0
        assert total(await loaded(desk, account, 2, "1.5", "50000", deposit)).usd == 0

    async def test_what_has_no_price_moves_nothing(self, desk: Desk, account: Account) -> None:
        """It adds nothing to the value, so it must take nothing from the profit."""
        unknown = move("1000", NOW + HOUR, currency="DRIFTWOOD")
        assert total(await loaded(desk, account, 2, "1", "50000", unknown)).usd == 0

    async def test_each_list_is_asked_from_where_it_was_left(self, desk: Desk, account: Account) -> None:
        """One that rested, or failed, is asked from where it was; what is under way in one does not hold up another."""
        coming = move("0.5", NOW - HOUR, state=TransferState.PENDING)
        before = (await loaded(desk, account, 2, "1", "50000", coming)).history.readings
        moved = Reading(desk.clock(), desk.clock())
        desk.exchanges.transfers["binance"] = Transfers(readings={**before, "moves": moved})
        after = (await desk.balances.load(CALLER, account.id)).history
        assert after.readings == {**before, "moves": replace(moved, until=desk.clock() - OVERLAP)}
        assert after.transfers_read_at == desk.clock()

    async def test_what_had_no_price_for_a_while_is_no_profit(self, desk: Desk, account: Account) -> None:
        """A deposit counts when its price comes, as the value does; also one that was missing at the first look."""
        deposit = move("1000", NOW + HOUR, currency="DRIFTWOOD")
        await loaded(desk, account, 2, "1", "50000", deposit)
        desk.clock.advance(HOUR)
        desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"), ("DRIFTWOOD", "USD", "3"))
        held = (make_holding("BTC", "1"), make_holding("DRIFTWOOD", "1000"))
        desk.exchanges.balances["binance"] = make_balances(*held, as_of=desk.clock())
        for _ in range(2):
            assert total(await desk.balances.load(CALLER, account.id)).usd == 0

    async def test_a_wallet_that_is_not_read_makes_a_snapshot_incomplete(self, desk: Desk, account: Account) -> None:
        """What it holds is missing from the value, as what has no price is."""
        told = make_balances(make_holding("BTC", "1"), as_of=NOW + HOUR)
        desk.exchanges.balances["binance"] = replace(told, unread=("earn",))
        later = await desk.balances.load(CALLER, account.id)
        assert later.history.profit.total is not None
        assert not later.history.profit.total.complete

    async def test_without_prices_the_past_stays(self, desk: Desk, account: Account) -> None:
        """A silent price source is no loss of everything."""
        before = (await loaded(desk, account, 1, "1", "51000")).history
        desk.prices.books.clear()
        assert (await desk.balances.load(CALLER, account.id)).history == before


class TestThinning:
    async def test_the_past_becomes_hourly_and_then_daily(self, desk: Desk, account: Account) -> None:
        """Every load of the last two days is there, then one an hour, after 90 days one a day, and the first one."""
        for _ in range(8):
            await loaded(desk, account, 0.25, "1", "50000")
        assert len(desk.store.world.snapshots) == 9
        await loaded(desk, account, 48, "1", "50000")
        kept = [(at - NOW) / HOUR for _, at in sorted(desk.store.world.snapshots)]
        assert kept == [0, 0.75, 1.75, 2.0, 50.0]
        await loaded(desk, account, 24 * 91, "1", "50000")
        kept = [(at - NOW) / HOUR for _, at in sorted(desk.store.world.snapshots)]
        assert kept == [0, 2.0, 50.0, 50.0 + 24 * 91]

    async def test_a_pause_leaves_nothing_behind(self, desk: Desk, account: Account) -> None:
        """What became old while nothing was loaded is thinned by the next load."""
        for _ in range(4):
            await loaded(desk, account, 0.25, "1", "50000")
        await loaded(desk, account, 24 * 365, "1", "50000")
        kept = [(at - NOW) / HOUR for _, at in sorted(desk.store.world.snapshots)]
        assert kept == [0, 1.0, 1.0 + 24 * 365]


class TestMissing:
    async def test_a_venue_that_tells_nothing(self, desk: Desk, account: Account) -> None:
        """The profit says that it may hold deposits."""
        assert (await desk.balances.load(CALLER, account.id)).history.missing == NOT_TOLD

    async def test_what_the_venue_leaves_out(self, desk: Desk, account: Account) -> None:
        """Its entry says so in one sentence."""
        said = "Moves between your own wallets are not told."
        assert (await loaded(desk, account, 1, "1", "50000", missing=said)).history.missing == said

    @pytest.mark.parametrize("fault", [PermissionDenied(), ExchangeTimeout()])
    async def test_a_refusal_fails_no_load(self, desk: Desk, account: Account, fault: Exception) -> None:
        """The balances are good and the key is not judged; what is missing is asked for again from the same time."""
        before = await loaded(desk, account, 1, "1", "50000")
        desk.exchanges.transfers["binance"] = fault
        after = await desk.balances.load(CALLER, account.id)
        assert after.key == account.key
        assert after.history.readings == before.history.readings
        assert str(after.history.missing).endswith(str(fault))

from dataclasses import replace
from decimal import Decimal

import pytest

from moorage.domain.account import KeyState, Worth
from moorage.domain.errors import NotFound
from moorage.services.positions import PositionService
from tests.makers import make_account, make_balances, make_book, make_caller, make_holding, make_user
from tests.moorage.services.conftest import Desk

pytestmark = pytest.mark.anyio
CALLER = make_caller()


async def add(desk: Desk, *holdings, **given):
    """Store a loaded account."""
    account = make_account(worth=Worth(balances=make_balances(*holdings)), **given)
    return await desk.store.write(lambda tx: tx.accounts.add(account, None, {}))


def service(desk: Desk) -> PositionService:
    return PositionService(store=desk.store, markets=desk.markets, prices=desk.prices)


class TestList:
    async def test_stored_balances_at_current_prices(self, desk: Desk) -> None:
        """The exchange is asked for nothing but prices."""
        account = await add(desk, make_holding("BTC", "2"))
        desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"))
        [found] = await service(desk).list(CALLER, account.id, "USD")
        assert (found.usd_value, desk.exchanges.calls) == (Decimal(100_000), [])

    async def test_somebody_elses_account_is_not_found(self, desk: Desk) -> None:
        """Like one that does not exist."""
        account = await add(desk)
        with pytest.raises(NotFound):
            await service(desk).list(make_caller(make_user(2, "bob")), account.id, "USD")

    async def test_an_account_that_was_never_loaded_holds_nothing(self, desk: Desk) -> None:
        """No price is asked for."""
        account = await desk.store.write(lambda tx: tx.accounts.add(make_account(), None, {}))
        assert await service(desk).list(CALLER, account.id, "USD") == []
        assert desk.prices.asked == []

    async def test_what_the_venue_does_not_price_is_asked_of_others(self, desk: Desk) -> None:
        """As for the value of the account."""
        account = await add(desk, make_holding("BTC", "1"))
        desk.prices.books["binance"] = make_book()
        desk.prices.others["kraken"] = make_book(("BTC", "USD", "7"))
        [found] = await service(desk).list(CALLER, account.id, "USD")
        assert found.usd_value == 7

    async def test_the_summary_adds_up_what_counts(self, desk: Desk) -> None:
        """An account that is left out of the summary is left out here."""
        await add(desk, make_holding("BTC", "1"))
        await add(desk, make_holding("BTC", "2"), name="Second")
        await add(desk, make_holding("BTC", "4"), name="Third", include_in_summary=False)
        desk.prices.books["binance"] = make_book(("BTC", "USD", "10"))
        [found] = await service(desk).list(CALLER, None, "USD")
        assert (found.total, found.usd_value) == (3, 30)

    async def test_a_shared_wallet_counts_once(self, desk: Desk) -> None:
        """Two account types of one unified account look into the same wallet."""
        key = KeyState(exchange_uid="7")
        await add(desk, make_holding("BTC", "1"), market_code="okex", key=key)
        await add(desk, make_holding("BTC", "1"), market_code="okex_futures", key=replace(key))
        desk.prices.books["okex"] = make_book(("BTC", "USD", "10"))
        [found] = await service(desk).list(CALLER, None, "USD")
        assert found.usd_value == 10

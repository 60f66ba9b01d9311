import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.account import Worth
from moorage.domain.credentials import Credentials
from moorage.domain.errors import NotFound, VaultIntegrityError
from moorage.domain.exchange_errors import ExchangeTimeout
from moorage.domain.valuation import Valuation
from moorage.services.policy import Policy
from tests.fakes import FakePrices, FakeSession
from tests.makers import NOW, make_balances, make_book, make_caller, make_credentials
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()


def session(desk: Desk) -> FakeSession:
    return FakeSession(desk.exchanges, "binance", make_credentials())


class HangingPrices(FakePrices):
    """Prices that are still on their way when the load fails."""

    ended = False

    async def quotes(self, market, missing=()):
        """Never return."""
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


class TestLoad:
    async def test_balances_are_valued_with_the_venues_prices(self, desk: Desk) -> None:
        """The prices of the market's own venue."""
        desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"))
        worth = await desk.loader.load(session(desk), desk.markets.get("binance"))
        assert (worth.valuation.usd, worth.balances, worth.stale_reason) == (Decimal(50000), make_balances(), None)

    async def test_without_prices_a_load_is_still_good(self, desk: Desk) -> None:
        """What it is worth is unknown, what it holds is not."""
        worth = await desk.loader.load(session(desk), desk.markets.get("binance"))
        assert (worth.balances, worth.valuation.unpriced) == (make_balances(), ("BTC",))

    async def test_prices_are_not_left_behind_when_the_load_fails(self, desk: Desk) -> None:
        """The other half of the pair is ended with the first."""
        prices = HangingPrices()
        desk.exchanges.balances["binance"] = ExchangeTimeout()
        with pytest.raises(ExchangeTimeout):
            await replace(desk, prices=prices).loader.load(session(desk), desk.markets.get("binance"))
        assert prices.ended


class TestFirstLoad:
    async def test_a_slow_venue_costs_a_part_of_the_deadline_only(self) -> None:
        """The rest of the deadline stays for storing the account without its numbers."""
        desk = Desk(policy=Policy(deadline=0.05))

        async def hang(_credentials: Credentials):
            await asyncio.Event().wait()

        desk.exchanges.balances["binance"] = hang
        worth = await desk.loader.first_load(session(desk), desk.markets.get("binance"))
        assert worth == Worth(stale_reason="The exchange was slow; the balances are loaded next.")

    async def test_a_failure_is_not_taken_for_slowness(self, desk: Desk) -> None:
        """A timeout told by the venue's adapter stays an error."""
        desk.exchanges.balances["binance"] = ExchangeTimeout()
        with pytest.raises(ExchangeTimeout):
            await desk.loader.first_load(session(desk), desk.markets.get("binance"))


class TestDueAt:
    def test_every_hour_and_at_once_before_the_first_time(self, desk: Desk) -> None:
        """Stale numbers wait like good ones; none, and numbers without any price, do not wait."""
        loader, priced = desk.loader, Worth(balances=make_balances(), valuation=Valuation(priced_at=NOW))
        assert loader.due_at(priced) == NOW + timedelta(hours=1)
        assert loader.due_at(replace(priced, stale_reason="down")) == NOW + timedelta(hours=1)
        assert loader.due_at(replace(priced, valuation=Valuation())) == NOW
        assert loader.due_at(Worth(stale_reason="down")) == NOW


class TestCredentials:
    async def test_sealed_and_plain_fields_come_together(self, desk: Desk) -> None:
        """Exactly what was given at the connection."""
        given = replace(make_credentials(passphrase="pass"), customer_id="c1")
        account = await desk.accounts.connect(CALLER, new("okex", credentials=given))
        assert await desk.loader.credentials(account) == given

    async def test_a_removed_account_is_told(self, desk: Desk) -> None:
        """No session is ever opened with nothing."""
        account = await desk.accounts.connect(CALLER, new())
        await desk.accounts.remove(CALLER, account.id)
        with pytest.raises(NotFound):
            await desk.loader.credentials(account)

    async def test_a_value_of_another_account_is_told(self, desk: Desk) -> None:
        """Sealed values exchanged between two accounts do not open."""
        one = await desk.accounts.connect(CALLER, new())
        other = await desk.accounts.connect(CALLER, new(credentials=make_credentials("another key")))
        rows = desk.store.world.accounts
        rows[one.id] = replace(rows[one.id], sealed=rows[other.id].sealed)
        with pytest.raises(VaultIntegrityError):
            await desk.loader.credentials(one)

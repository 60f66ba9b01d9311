"""Accounts on paper and real ones."""

import pytest

from moorage.domain.access import Mode
from moorage.services.modes import ModeService, accounts_in
from moorage.services.repositories import MarketFilter
from tests.fakes import FakeClock, FakeMarkets, FakeStore
from tests.makers import make_caller, make_market, make_user

pytestmark = pytest.mark.anyio


class TestChange:
    async def test_it_is_kept_for_the_user(self) -> None:
        """And recorded, once."""
        store = FakeStore()
        user = await store.write(lambda tx: tx.access.add_user(make_user(0)))
        service = ModeService(store=store, clock=FakeClock())
        assert await service.change(make_caller(user), Mode.PAPER) is Mode.PAPER
        changed = await store.read(lambda tx: tx.access.get_user(user.id))
        assert changed.mode is Mode.PAPER
        await service.change(make_caller(changed), Mode.PAPER)
        assert store.actions == ["user.mode"]


class TestAccountsIn:
    def test_paper_is_one_market(self) -> None:
        """The real ones are all others."""
        markets = FakeMarkets(make_market("binance"), make_market("toy", on_paper=True))
        assert accounts_in(Mode.PAPER, markets) == MarketFilter("toy", is_chosen=True)
        assert accounts_in(Mode.REAL, markets) == MarketFilter("toy", is_chosen=False)

    def test_without_paper_there_is_nothing_on_it(self) -> None:
        """No market has an empty name."""
        assert accounts_in(Mode.PAPER, FakeMarkets()) == MarketFilter("", is_chosen=True)

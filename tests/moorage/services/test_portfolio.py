from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.account import Account, Worth
from moorage.domain.credentials import Secret
from moorage.domain.errors import NotFound
from moorage.domain.valuation import Valuation
from moorage.services import shared_wallets
from moorage.services.portfolio import NEVER_LOADED, summarise
from tests.makers import NOW, make_account, make_balances, make_book, make_caller, make_credentials, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
HOUR = timedelta(hours=1)


async def connect(desk: Desk, count: int) -> list[Account]:
    keys = [make_credentials(f"key number {number}") for number in range(count)]
    return [await desk.accounts.connect(CALLER, new(credentials=key)) for key in keys]


class TestShow:
    async def test_ones_own_account_is_shown(self, desk: Desk) -> None:
        """And nobody else's."""
        (account,) = await connect(desk, 1)
        assert await desk.portfolio.show(CALLER, account.id) == account
        with pytest.raises(NotFound):
            await desk.portfolio.show(make_caller(make_user(2, "bob")), account.id)


class TestList:
    async def test_pages_follow_each_other(self, desk: Desk) -> None:
        """Every account on one page, in the order of ids; past the end a page is empty."""
        accounts = await connect(desk, 5)
        pages = [await desk.portfolio.list(CALLER, api_key=None, page=page, per_page=2) for page in (1, 2, 3, 4)]
        assert pages == [accounts[:2], accounts[2:4], accounts[4:], []]

    async def test_a_key_finds_its_accounts(self, desk: Desk) -> None:
        """All types that it opens, and none for a key that is not connected."""
        (account,) = await connect(desk, 1)
        margin = await desk.accounts.connect(
            CALLER, new("binance_margin", credentials=make_credentials("key number 0"))
        )
        await desk.accounts.connect(CALLER, new(credentials=make_credentials("another key")))
        found = await desk.portfolio.list(CALLER, api_key=Secret("key number 0"), page=1, per_page=10)
        assert found == [account, margin]
        assert await desk.portfolio.list(CALLER, api_key=Secret("unknown"), page=1, per_page=10) == []

    async def test_other_users_accounts_are_not_listed(self, desk: Desk) -> None:
        """Not even by the same key."""
        await connect(desk, 1)
        bob = make_caller(make_user(2, "bob"))
        for key in (None, Secret("key number 0")):
            assert await desk.portfolio.list(bob, api_key=key, page=1, per_page=10) == []


class TestSummary:
    async def test_only_what_counts_is_summed(self, desk: Desk) -> None:
        """An account taken out of the summary adds nothing and is not named."""
        (account,) = await connect(desk, 1)
        await desk.accounts.connect(CALLER, new("binance_margin", include_in_summary=False))
        summary = await desk.portfolio.summary(CALLER)
        assert (summary.user_id, summary.stale, summary.oldest) == (1, {}, account.worth.balances and NOW)
        assert summary.created_at == account.created_at

    async def test_a_shared_wallet_is_counted_once(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        """What another account counts adds nothing, and is named."""
        desk.prices.books["binance"] = make_book(("BTC", "USD", "64000"))
        first, second = await connect(desk, 2)
        both = await desk.portfolio.summary(CALLER)
        monkeypatch.setattr(shared_wallets, "counted_elsewhere", lambda accounts, markets: {second.id: first.id})
        once = await desk.portfolio.summary(CALLER)
        assert once.valuation.usd == first.worth.valuation.usd < both.valuation.usd
        assert (both.counted_elsewhere, once.counted_elsewhere) == ({}, {second.id: first.id})


class TestSummarise:
    def test_values_are_added_exactly(self) -> None:
        """Sums, the union of what is unpriced or assumed, and the oldest of every time."""
        worths = [
            Worth(
                balances=make_balances(as_of=NOW - hours * HOUR),
                valuation=Valuation(
                    btc=Decimal("0.1"),
                    usd=Decimal(hours),
                    unpriced=(f"C{hours}", "ZZZ"),
                    assumed=("1 USDT = 1 USD",),
                    priced_at=NOW - (hours + 5) * HOUR,
                ),
            )
            for hours in (1, 2, 3)
        ]
        accounts = [
            make_account(id=number, worth=worth, created_at=NOW - number * HOUR, updated_at=NOW - number * HOUR)
            for number, worth in enumerate(worths, 1)
        ]
        summary = summarise(CALLER, accounts)
        assert (summary.valuation.btc, summary.valuation.usd) == (Decimal("0.3"), Decimal(6))
        assert (summary.valuation.unpriced, summary.valuation.assumed) == (
            ("C1", "C2", "C3", "ZZZ"),
            ("1 USDT = 1 USD",),
        )
        assert (summary.oldest, summary.valuation.priced_at) == (NOW - 3 * HOUR, NOW - 8 * HOUR)
        assert (summary.created_at, summary.updated_at, summary.stale) == (NOW - 3 * HOUR, NOW - HOUR, {})

    def test_stale_accounts_are_named_with_the_reason(self) -> None:
        """Never loaded is a reason too."""
        accounts = [
            make_account(id=1, worth=Worth(balances=make_balances(), stale_reason="down")),
            make_account(id=2),
            make_account(id=3, worth=Worth(balances=make_balances())),
        ]
        assert summarise(CALLER, accounts).stale == {1: "down", 2: NEVER_LOADED}

    def test_nothing_is_a_summary_too(self) -> None:
        """Without accounts there is no value, no age and nothing stale."""
        summary = summarise(CALLER, [])
        assert (summary.valuation, summary.oldest, summary.stale) == (Valuation(), None, {})
        assert summary.created_at == summary.updated_at == CALLER.user.created_at

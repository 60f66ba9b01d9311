from datetime import timedelta
from decimal import Decimal

from moorage.domain.balance import Balances, Holding
from moorage.domain.position import by_value, day_change, merged, owned, positions, share
from moorage.domain.quotes import Quotes
from moorage.domain.valuation import PriceBook, Rate, Ticker
from tests.makers import NOW, make_book, make_holding

BOOK = make_book(("BTC", "USD", "50000"), ("ETH", "BTC", "0.05"))


def held(*holdings: Holding, book: PriceBook = BOOK, **more):
    given = {"stale": False, "is_wallet": False} | more
    return positions(Balances(holdings, NOW), Quotes(book), "USD", **given)


class TestPositions:
    def test_wallets_of_a_currency_are_one(self) -> None:
        """With their names, and the sum of every amount."""
        [found] = held(make_holding("BTC", "1"), make_holding("BTC", "0.5", "funding"))
        assert (found.total, found.wallets) == (Decimal("1.5"), ("spot", "funding"))
        assert (found.btc_value, found.usd_value) == (Decimal("1.5"), Decimal(75_000))

    def test_is_as_old_as_the_oldest_wallet(self) -> None:
        """A wallet that stands as it was told before says so of its coins, and of no others."""
        holdings = (make_holding("BTC", "1"), make_holding("BTC", "1", "earn"), make_holding("ETH", "1"))
        balances = Balances(holdings, NOW, told_at=(("earn", NOW - timedelta(hours=3)),))
        found = positions(balances, Quotes(BOOK), "USD", stale=False, is_wallet=False)
        assert {each.currency: each.as_of for each in found} == {"BTC": NOW - timedelta(hours=3), "ETH": NOW}

    def test_what_has_no_price_is_worth_nothing_and_says_so(self) -> None:
        """Unknown is not zero."""
        [found] = held(make_holding("DRIFTWOOD", "1"))
        assert (found.prices, found.usd_value, found.total) == (None, 0, 1)


class TestMerged:
    def test_the_price_is_that_of_the_larger_part(self) -> None:
        """Values add up, whatever each venue says; the oldest and the stalest counts."""
        earlier = NOW - timedelta(minutes=9)
        [first] = held(make_holding("BTC", "1"), book=PriceBook([Ticker("BTC", "USD", Decimal(50_000))], earlier))
        [second] = held(make_holding("BTC", "3"), book=make_book(("BTC", "USD", "60000")), stale=True)
        [found] = merged([first, second])
        assert (found.usd_value, found.stale, found.priced_at) == (Decimal(230_000), True, earlier)
        assert found.prices is not None
        assert found.prices.usd.factor == 60_000

    def test_what_has_no_price_stays_apart(self) -> None:
        """A priced amount is not mixed with one that is not."""
        parts = [*held(make_holding("BTC", "1")), *held(make_holding("BTC", "1"), book=make_book())]
        assert [found.prices is None for found in merged(parts)] == [False, True]


class TestByValue:
    def test_the_largest_is_first(self) -> None:
        """Names decide between equals."""
        found = held(
            make_holding("ETH", "1"), make_holding("ZZZ", "1"), make_holding("AAA", "1"), make_holding("BTC", "1")
        )
        assert [position.currency for position in by_value(found)] == ["BTC", "ETH", "AAA", "ZZZ"]


class TestShare:
    def test_is_of_what_is_worth_something(self) -> None:
        """A debt is no part of the whole, and has a negative share."""
        found = by_value(held(make_holding("BTC", "1"), make_holding("USD", "-25000")))
        whole = owned(found)
        assert [share(position, whole) for position in found] == [100, -50]
        assert share(found[0], Decimal(0)) == 0


class TestDayChange:
    def test_is_in_per_cent_of_the_price_a_day_ago(self) -> None:
        """From 40 to 50 is a quarter more."""
        book = PriceBook([Ticker("BTC", "USD", Decimal(50), before=Decimal(40))], NOW)
        assert day_change(book.rate("BTC", "USD")) == 25

    def test_is_unknown_without_it(self) -> None:
        """Or without any rate."""
        assert day_change(Rate(Decimal(1))) is None
        assert day_change(None) is None

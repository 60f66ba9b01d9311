from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.valuation import EXACT, PIVOTS, UNCHANGED, PriceBook, Rate, Ticker
from tests.makers import NOW, make_book

AMOUNTS = st.decimals(min_value=Decimal("1e-8"), max_value=Decimal("1e8"), places=8)


def factor(rate: Rate | None) -> Decimal:
    assert rate is not None
    return rate.factor


class TestRate:
    def test_a_currency_is_worth_itself(self) -> None:
        """No market is needed for the currency itself."""
        assert make_book().rate("XYZ", "XYZ") == UNCHANGED

    def test_direct(self) -> None:
        """The price of a pair is the rate of its base."""
        assert make_book(("BTC", "USD", "60000.5")).rate("BTC", "USD") == Rate(Decimal("60000.5"))

    def test_inverse(self) -> None:
        """The rate of the quote is one over the price."""
        assert make_book(("BTC", "EUR", "50000")).rate("EUR", "BTC") == Rate(Decimal("0.00002"))

    def test_over_one_pivot(self) -> None:
        """Two markets that share a pivot make a path."""
        assert make_book(("SOL", "USDT", "200"), ("BTC", "USDT", "50000")).rate("SOL", "BTC") == Rate(Decimal("0.004"))

    def test_over_two_pivots(self) -> None:
        """Three markets in a row make a path when the two in the middle are pivots."""
        book = make_book(("DOGE", "BNB", "0.001"), ("BNB", "ETH", "0.2"), ("ETH", "EUR", "3000"))
        assert book.rate("DOGE", "EUR") == Rate(Decimal("0.6"))

    def test_three_pivots_are_too_far(self) -> None:
        """A longer path adds up too many spreads to be called a price."""
        book = make_book(("DOGE", "BNB", "1"), ("BNB", "ETH", "1"), ("ETH", "BTC", "1"), ("BTC", "XAU", "1"))
        assert book.rate("DOGE", "XAU") is None

    def test_only_pivots_carry_a_path(self) -> None:
        """A market through some other coin says too little."""
        assert make_book(("AAA", "PEPE", "1"), ("PEPE", "BTC", "1")).rate("AAA", "BTC") is None

    def test_direct_comes_before_inverse_and_path(self) -> None:
        """The shortest path wins, whatever the longer ones say."""
        book = make_book(("SOL", "BTC", "0.005"), ("BTC", "SOL", "999"), ("SOL", "USDT", "1"), ("BTC", "USDT", "1"))
        assert book.rate("SOL", "BTC") == Rate(Decimal("0.005"))

    def test_pivots_are_tried_in_their_order(self) -> None:
        """Among paths of one length the first pivot wins."""
        legs = [(("SOL", pivot, "2"), ("XAU", pivot, str(number + 4))) for number, pivot in enumerate(PIVOTS)]
        book = make_book(*(leg for pair in legs for leg in pair))
        assert book.rate("SOL", "XAU") == Rate(Decimal("0.5"))

    def test_an_unknown_currency_has_no_rate(self) -> None:
        """No path is None, never 0."""
        assert make_book(("BTC", "USDT", "1")).rate("XYZ", "BTC") is None

    @pytest.mark.parametrize("price", ["0", "-1"])
    def test_a_price_that_is_not_positive_says_nothing(self, price: str) -> None:
        """A venue's placeholder is no price."""
        assert make_book(("SOL", "BTC", price)).rate("SOL", "BTC") is None

    def test_a_found_rate_is_the_same_when_asked_again(self) -> None:
        """The remembered rate, found or not, is the first answer."""
        book = make_book(("SOL", "USDT", "200"), ("BTC", "USDT", "50000"))
        assert [book.rate("SOL", "BTC")] * 2 == [book.rate("SOL", "BTC"), book.rate("SOL", "BTC")]
        assert (book.rate("XYZ", "BTC"), book.rate("XYZ", "BTC")) == (None, None)

    @given(AMOUNTS)
    def test_there_and_back_is_where_it_was(self, price: Decimal) -> None:
        """A rate times its inverse differs from one by less than one part in 10^50."""
        book = PriceBook([Ticker("AAA", "BBB", price)], NOW)
        product = EXACT.multiply(factor(book.rate("AAA", "BBB")), factor(book.rate("BBB", "AAA")))
        assert abs(product - 1) < Decimal("1e-50")

    def test_no_peg_is_assumed(self) -> None:
        """A book says what its venue says."""
        assert make_book(("BTC", "USDT", "50000")).rate("BTC", "USD") is None

    def test_money_of_the_venue_carries_a_path(self) -> None:
        """A venue that quotes in liras prices its coins over them."""
        book = make_book(("AVAX", "TRY", "1000"), ("USDT", "TRY", "40"))
        assert book.rate("AVAX", "USDT") == Rate(Decimal(25))


class TestBefore:
    def test_is_of_the_same_markets(self) -> None:
        """A day ago the path had the prices of a day ago."""
        tickers = [
            Ticker("SOL", "USDT", Decimal(200), before=Decimal(100)),
            Ticker("BTC", "USDT", Decimal(50_000), before=Decimal(40_000)),
        ]
        rate = PriceBook(tickers, NOW).rate("SOL", "BTC")
        assert rate == Rate(Decimal("0.004"), Decimal("0.0025"))

    def test_is_unknown_when_one_market_does_not_tell(self) -> None:
        """Half a path says nothing."""
        tickers = [Ticker("SOL", "USDT", Decimal(200), before=Decimal(100)), Ticker("BTC", "USDT", Decimal(50_000))]
        assert PriceBook(tickers, NOW).rate("SOL", "BTC") == Rate(Decimal("0.004"))


class TestTicker:
    def test_is_found_by_its_pair(self) -> None:
        """In the venue's own direction only."""
        book = make_book(("BTC", "USD", "7"))
        assert book.ticker("BTC", "USD") == Ticker("BTC", "USD", Decimal(7))
        assert book.ticker("USD", "BTC") is None


class TestThen:
    def test_keeps_what_has_to_be_told(self) -> None:
        """An assumption and a foreign price stay with the product."""
        first = Rate(Decimal(2), Decimal(3), "1 USDT = 1 USD", (("AAA", "Kraken"),))
        both = first.then(Rate(Decimal(5), Decimal(7), None, (("USDT", "OKX"),)))
        assert both == Rate(Decimal(10), Decimal(21), "1 USDT = 1 USD", (("AAA", "Kraken"), ("USDT", "OKX")))

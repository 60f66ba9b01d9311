from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.valuation import DOLLAR_PEGS, EXACT, PIVOTS, PriceBook, Rate, Ticker, value
from tests.makers import NOW, make_book, make_holding

AMOUNTS = st.decimals(min_value=Decimal("1e-8"), max_value=Decimal("1e8"), places=8)


def factor(rate: Rate | None) -> Decimal:
    assert rate is not None
    return rate.factor


class TestRate:
    def test_a_currency_is_worth_itself(self) -> None:
        """No market is needed for the currency itself."""
        assert make_book().rate("XYZ", "XYZ") == Rate(Decimal(1))

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


class TestDollarPeg:
    @pytest.mark.parametrize("peg", DOLLAR_PEGS)
    def test_a_stable_coin_counts_as_a_dollar_where_nothing_says_otherwise(self, peg: str) -> None:
        """The rate names the assumption."""
        book = make_book(("BTC", peg, "50000"))
        assert book.rate("BTC", "USD") == Rate(Decimal(50000), assumed=f"1 {peg} = 1 USD")
        assert book.rate(peg, "USD") == Rate(Decimal(1), assumed=f"1 {peg} = 1 USD")

    def test_a_market_price_of_the_coin_is_believed(self) -> None:
        """Where the coin is traded against the dollar, its price is used and nothing assumed."""
        book = make_book(("BTC", "USDT", "50000"), ("USDT", "USD", "0.98"))
        assert book.rate("BTC", "USD") == Rate(Decimal(49000))

    def test_a_priced_coin_is_never_taken_for_a_dollar(self) -> None:
        """A coin that has a dollar price gives no assumed path to a currency it does not reach."""
        book = make_book(("USDT", "USD", "0.5"), ("AAA", "USDC", "3"))
        assert book.rate("AAA", "USD") == Rate(Decimal(3), assumed="1 USDC = 1 USD")

    def test_only_dollars_are_assumed(self) -> None:
        """No peg stands in for any other currency."""
        assert make_book(("BTC", "USDT", "50000")).rate("BTC", "EUR") is None


class TestValue:
    def test_the_sum_over_currencies_and_wallets(self) -> None:
        """Holdings of one currency in several wallets count together."""
        book = make_book(("BTC", "USD", "50000"), ("ETH", "BTC", "0.05"))
        worth = value(
            [make_holding("BTC", "1"), make_holding("BTC", "0.5", "funding"), make_holding("ETH", "10")], book
        )
        assert (worth.btc, worth.usd, worth.unpriced, worth.priced_at) == (Decimal(2), Decimal(100_000), (), NOW)

    def test_what_has_no_price_is_named_and_adds_nothing(self) -> None:
        """An unknown price is told, never taken for 0 in silence."""
        worth = value(
            [make_holding("ZZZ", "5"), make_holding("AAA", "1"), make_holding("BTC", "1")],
            make_book(("BTC", "USD", "7")),
        )
        assert (worth.btc, worth.usd, worth.unpriced) == (Decimal(1), Decimal(7), ("AAA", "ZZZ"))

    def test_half_a_price_is_none(self) -> None:
        """A currency with a price in one of the two only is unpriced in both, so that both sums say the same."""
        worth = value([make_holding("AAA", "1")], make_book(("AAA", "BTC", "2")))
        assert (worth.btc, worth.usd, worth.unpriced) == (0, 0, ("AAA",))

    def test_without_prices_everything_is_unpriced(self) -> None:
        """No book, no value, and no time at which it was true."""
        worth = value([make_holding("BTC", "1")], None)
        assert (worth.btc, worth.unpriced, worth.priced_at) == (0, ("BTC",), None)

    def test_a_debt_counts_against(self) -> None:
        """Negative equity lowers the sum."""
        worth = value([make_holding("BTC", "1"), make_holding("USD", "-60000")], make_book(("BTC", "USD", "50000")))
        assert (worth.btc, worth.usd) == (Decimal("-0.2"), Decimal(-10_000))

    def test_equities_that_cancel_out_need_no_price(self) -> None:
        """Empty holdings are not looked up."""
        assert value([make_holding("ZZZ", "0")], make_book()).unpriced == ()

    def test_assumed_pegs_are_named_once(self) -> None:
        """The valuation says what it took for granted."""
        book = make_book(("BTC", "USDT", "50000"), ("ETH", "USDT", "2500"))
        assert value([make_holding("BTC", "1"), make_holding("ETH", "1")], book).assumed == ("1 USDT = 1 USD",)

    @given(st.lists(AMOUNTS, max_size=20), AMOUNTS)
    def test_the_value_is_exact(self, amounts: list[Decimal], price: Decimal) -> None:
        """Sums and direct products of wire decimals are exact, in whatever order they come."""
        book = PriceBook([Ticker("BTC", "USD", price)], NOW)
        holdings = [make_holding("BTC", amount, str(number)) for number, amount in enumerate(amounts)]
        total = EXACT.create_decimal(0)
        for amount in amounts:
            total = EXACT.add(total, amount)
        assert value(holdings, book).usd == EXACT.multiply(total, price)
        assert value(holdings[::-1], book).btc == total

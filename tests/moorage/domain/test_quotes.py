"""Which price counts: the venue's own, then others', then a peg; and sums over holdings."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moorage.domain.quotes import DOLLAR_PEGS, OtherVenue, Quotes, equities, value
from moorage.domain.valuation import EXACT, PriceBook, Rate, Ticker
from tests.makers import NOW, make_book, make_holding
from tests.portfolios import BOOKS, PORTFOLIOS, check

AMOUNTS = st.decimals(min_value=Decimal("1e-8"), max_value=Decimal("1e8"), places=8)
KNOWN = frozenset({"BTC", "ETH", "USDT", "USDC", "USD", "EUR", "SOL"})
Pairs = tuple[tuple[str, str, str], ...]


def quotes(own: Pairs | None, **others: Pairs) -> Quotes:
    """Return quotes of books made from (base, quote, price) triples."""
    books = [OtherVenue(name, make_book(*pairs)) for name, pairs in others.items()]
    return Quotes(None if own is None else make_book(*own), books, KNOWN)


class TestOwnMarkets:
    def test_come_first(self) -> None:
        """Another venue is not heard where the own one speaks."""
        found = quotes((("BTC", "USD", "50000"),), kraken=(("BTC", "USD", "1"),)).rate("BTC", "USD")
        assert found == Rate(Decimal(50_000))

    def test_go_on_at_another_venue(self) -> None:
        """The own price in a stable coin, and what the coin is worth elsewhere."""
        found = quotes((("PEPE", "USDT", "2"),), kraken=(("USDT", "USD", "0.98"),)).rate("PEPE", "USD")
        assert found == Rate(Decimal("1.96"), elsewhere=(("USDT", "kraken"),))

    def test_a_bridge_has_its_own_price_elsewhere(self) -> None:
        """No other coin of the venue stands between a stable coin and what it is worth elsewhere."""
        others = (("USDT", "USD", "0.98"), ("USDC", "USD", "1"))
        found = quotes((("USDC", "USDT", "1.01"),), kraken=others).rate("USDC", "USD")
        assert found == Rate(Decimal(1), elsewhere=(("USDC", "kraken"),))

    def test_a_currency_in_itself_needs_none(self) -> None:
        """One is one."""
        assert quotes(None).rate("XYZ", "XYZ") == Rate(Decimal(1), Decimal(1))


class TestElsewhere:
    def test_a_known_currency_has_another_venues_price(self) -> None:
        """The first venue in order that has one, named."""
        found = quotes((), kraken=(), okx=(("SOL", "USD", "150"),), gate=(("SOL", "USD", "1"),)).rate("SOL", "USD")
        assert found == Rate(Decimal(150), elsewhere=(("SOL", "okx"),))

    def test_an_unknown_symbol_may_be_another_coin(self) -> None:
        """What the metadata does not know by name has no price but its own venue's."""
        assert quotes((), kraken=(("PEPE", "USD", "150"),)).rate("PEPE", "USD") is None

    def test_is_joined_over_a_bridge(self) -> None:
        """Priced in a stable coin at one venue, the coin in dollars at the next."""
        found = quotes((), okx=(("SOL", "USDT", "150"),), kraken=(("USDT", "USD", "0.5"),)).rate("SOL", "USD")
        assert found == Rate(Decimal(75), elsewhere=(("SOL", "okx"), ("USDT", "kraken")))

    def test_goes_on_at_home(self) -> None:
        """The own venue's price of the bridge is preferred."""
        found = quotes((("USDT", "USD", "0.9"),), okx=(("SOL", "USDT", "100"),)).rate("SOL", "USD")
        assert found == Rate(Decimal(90), elsewhere=(("SOL", "okx"),))

    def test_stands_in_for_a_silent_venue(self) -> None:
        """Without a book of its own the known currencies still have a price."""
        found = quotes(None, kraken=(("BTC", "USD", "7"),))
        assert found.rate("BTC", "USD") == Rate(Decimal(7), elsewhere=(("BTC", "kraken"),))
        assert found.rate("PEPE", "USD") is None

    def test_display_currencies_are_reached(self) -> None:
        """Euros come from where they are traded."""
        found = quotes((("PEPE", "USDT", "2"),), kraken=(("USDT", "EUR", "0.9"),)).rate("PEPE", "EUR")
        assert found == Rate(Decimal("1.8"), elsewhere=(("USDT", "kraken"),))


class TestDollarPeg:
    @pytest.mark.parametrize("peg", DOLLAR_PEGS)
    def test_a_stable_coin_counts_as_a_dollar_where_nothing_says_otherwise(self, peg: str) -> None:
        """The rate names the assumption."""
        found = quotes((("BTC", peg, "50000"),))
        assert found.rate("BTC", "USD") == Rate(Decimal(50000), assumed=f"1 {peg} = 1 USD")
        assert found.rate(peg, "USD") == Rate(Decimal(1), Decimal(1), f"1 {peg} = 1 USD")

    def test_a_market_price_of_the_coin_is_believed(self) -> None:
        """Where the coin is traded against the dollar, its price is used and nothing assumed."""
        assert quotes((("BTC", "USDT", "50000"), ("USDT", "USD", "0.98"))).rate("BTC", "USD") == Rate(Decimal(49000))

    def test_a_price_elsewhere_is_believed_too(self) -> None:
        """One venue that prices the coin is enough."""
        found = quotes((("BTC", "USDT", "50000"),), kraken=(("USDT", "USD", "0.98"),)).rate("USDT", "USD")
        assert found == Rate(Decimal("0.98"), elsewhere=(("USDT", "kraken"),))

    def test_a_priced_coin_is_never_taken_for_a_dollar(self) -> None:
        """A coin that has a dollar price gives no assumed path to a currency it does not reach."""
        found = quotes((("USDT", "USD", "0.5"), ("AAA", "USDC", "3")))
        assert found.rate("AAA", "USD") == Rate(Decimal(3), assumed="1 USDC = 1 USD")

    def test_only_dollars_are_assumed(self) -> None:
        """No peg stands in for any other currency."""
        assert quotes((("BTC", "USDT", "50000"),)).rate("BTC", "EUR") is None


class TestPricedAt:
    def test_is_the_oldest_that_was_used(self) -> None:
        """Another venue's time counts when its price did."""
        later = NOW.replace(hour=13)
        both = Quotes(make_book(as_of=later), [OtherVenue("kraken", make_book())])
        assert both.priced_at() == later
        assert both.priced_at((("USDT", "kraken"),)) == NOW
        assert Quotes(None).priced_at() is None


class TestValue:
    def test_the_sum_over_currencies_and_wallets(self) -> None:
        """Holdings of one currency in several wallets count together."""
        book = Quotes(make_book(("BTC", "USD", "50000"), ("ETH", "BTC", "0.05")))
        worth = value(
            [make_holding("BTC", "1"), make_holding("BTC", "0.5", "funding"), make_holding("ETH", "10")], book
        )
        assert (worth.btc, worth.usd, worth.unpriced, worth.priced_at) == (Decimal(2), Decimal(100_000), (), NOW)

    def test_what_has_no_price_is_named_and_adds_nothing(self) -> None:
        """An unknown price is told, never taken for 0 in silence."""
        worth = value(
            [make_holding("ZZZ", "5"), make_holding("AAA", "1"), make_holding("BTC", "1")],
            Quotes(make_book(("BTC", "USD", "7"))),
        )
        assert (worth.btc, worth.usd, worth.unpriced) == (Decimal(1), Decimal(7), ("AAA", "ZZZ"))

    def test_half_a_price_is_none(self) -> None:
        """A currency with a price in one of the two only is unpriced in both, so that both sums say the same."""
        worth = value([make_holding("AAA", "1")], Quotes(make_book(("AAA", "BTC", "2"))))
        assert (worth.btc, worth.usd, worth.unpriced) == (0, 0, ("AAA",))

    def test_without_prices_everything_is_unpriced(self) -> None:
        """No book, no value, and no time at which it was true."""
        worth = value([make_holding("BTC", "1")], Quotes(None))
        assert (worth.btc, worth.unpriced, worth.priced_at) == (0, ("BTC",), None)

    def test_a_debt_counts_against(self) -> None:
        """Negative equity lowers the sum."""
        debt = [make_holding("BTC", "1"), make_holding("USD", "-60000")]
        worth = value(debt, Quotes(make_book(("BTC", "USD", "50000"))))
        assert (worth.btc, worth.usd) == (Decimal("-0.2"), Decimal(-10_000))

    def test_equities_that_cancel_out_need_no_price(self) -> None:
        """Empty holdings are not looked up."""
        assert value([make_holding("ZZZ", "0")], Quotes(make_book())).unpriced == ()

    def test_assumed_pegs_are_named_once(self) -> None:
        """The valuation says what it took for granted."""
        book = make_book(("BTC", "USDT", "50000"), ("ETH", "USDT", "2500"))
        assert value([make_holding("BTC", "1"), make_holding("ETH", "1")], Quotes(book)).assumed == ("1 USDT = 1 USD",)

    @given(st.lists(AMOUNTS, max_size=20), AMOUNTS)
    def test_the_value_is_exact(self, amounts: list[Decimal], price: Decimal) -> None:
        """Sums and direct products of wire decimals are exact, in whatever order they come."""
        book = Quotes(PriceBook([Ticker("BTC", "USD", price)], NOW))
        holdings = [make_holding("BTC", amount, str(number)) for number, amount in enumerate(amounts)]
        total = EXACT.create_decimal(0)
        for amount in amounts:
            total = EXACT.add(total, amount)
        assert value(holdings, book).usd == EXACT.multiply(total, price)
        assert value(holdings[::-1], book).btc == total

    def test_prices_of_other_venues_are_named(self) -> None:
        """The valuation says which currencies were priced elsewhere, and is as old as the oldest price."""
        others = [OtherVenue("Kraken", make_book(("USDT", "USD", "0.5"), as_of=NOW.replace(hour=3)))]
        worth = value([make_holding("BTC", "1")], Quotes(make_book(("BTC", "USDT", "50000")), others))
        assert (worth.usd, worth.elsewhere, worth.priced_at) == (
            Decimal(25_000),
            (("USDT", "Kraken"),),
            NOW.replace(hour=3),
        )


class TestEquities:
    def test_are_summed_by_currency(self) -> None:
        """What is empty is left out."""
        held = [make_holding("BTC", "1"), make_holding("BTC", "2", "funding"), make_holding("ETH", "0")]
        assert equities(held) == {"BTC": Decimal(3)}


class TestReference:
    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PORTFOLIOS, BOOKS, st.lists(BOOKS, max_size=2))
    def test_values_are_right_to_the_last_digit(self, portfolio, own, others) -> None:
        """Random portfolios at random prices of one to three venues, against fractions; the proofs try more."""
        check(portfolio, own, others)

"""Random portfolios and price sets for the reference to check."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from moorage.api.numbers import amount
from moorage.domain.quotes import OtherVenue, Quotes, equities, value
from moorage.domain.valuation import PriceBook, Ticker
from tests import reference
from tests.makers import NOW, make_holding

COINS = ("USDT", "USDC", "USD", "BTC", "ETH", "EUR", "TRY", "FDUSD", "BNB", "SOL", "PEPE", "DRIFTWOOD")
KNOWN = frozenset(COINS) - {"PEPE", "DRIFTWOOD"}
PRICES = st.decimals(Decimal("1e-8"), Decimal(10**6), places=8)
AMOUNTS = st.decimals(Decimal(-(10**6)), Decimal(10**6), places=18)
PAIRS = st.tuples(st.sampled_from(COINS), st.sampled_from(COINS)).filter(lambda pair: pair[0] != pair[1])
BOOKS = st.dictionaries(PAIRS, PRICES, max_size=12)
PORTFOLIOS = st.lists(st.tuples(st.sampled_from(COINS), AMOUNTS), max_size=12)


def check(portfolio, own, others) -> None:
    """Compare what the product says with the reference, to the last digit on the wire, and what has no price."""
    books = [OtherVenue(f"venue {number}", book(prices)) for number, prices in enumerate(others)]
    found = value([make_holding(*held) for held in portfolio], Quotes(book(own), books, KNOWN))
    slow_own, slow_others = exact(own), [exact(prices) for prices in others]
    btc, usd, unpriced = Fraction(0), Fraction(0), set()
    for currency, owned in equities([make_holding(*held) for held in portfolio]).items():
        rates = [reference.converted(slow_own, slow_others, KNOWN, currency, end) for end in ("BTC", "USD")]
        if None in rates:
            unpriced.add(currency)
        else:
            btc += Fraction(owned) * rates[0]
            usd += Fraction(owned) * rates[1]
    assert set(found.unpriced) == unpriced
    assert (amount(found.btc), amount(found.usd)) == (reference.text(btc), reference.text(usd))


def book(prices) -> PriceBook:
    """Return the product's book."""
    return PriceBook([Ticker(*pair, price) for pair, price in prices.items()], NOW)


def exact(prices) -> reference.Book:
    """Return the reference's book."""
    return {pair: Fraction(price) for pair, price in prices.items()}

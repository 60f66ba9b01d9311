from decimal import Decimal

import pytest

from exchange_sandbox.clock import Clock
from exchange_sandbox.prices import DAY_MS, PERIOD_STEPS, STEP_MS, SWING, Asset, Pair, Prices

ASSETS = [
    Asset("USD", Decimal(1), is_money=True),
    Asset("USDT", Decimal("0.9998"), ("USD",), is_money=True),
    Asset("BTC", Decimal("64250.5"), ("USDT", "USD")),
    Asset("SHIB", Decimal("0.00002345"), ("USDT",)),
]


@pytest.fixture
def clock() -> Clock:
    return Clock(frozen_ms=1_795_350_000_000)


@pytest.fixture
def prices(clock: Clock) -> Prices:
    return Prices(ASSETS, clock)


class TestPrices:
    def test_prices_move_within_their_swing(self, prices: Prices, clock: Clock) -> None:
        """Over a period a price reaches both ends, and comes back where it was."""
        first, seen = prices.usd("BTC"), []
        for _ in range(PERIOD_STEPS):
            seen.append(prices.usd("BTC") / ASSETS[2].usd)
            clock.advance(STEP_MS)
        assert (min(seen), max(seen)) == (1 - SWING, 1 + SWING)
        assert prices.usd("BTC") == first

    def test_a_day_ago_they_were_others(self, prices: Prices) -> None:
        """So that a venue has a change of the day to tell."""
        assert prices.usd("BTC", DAY_MS) != prices.usd("BTC")

    def test_the_same_time_has_the_same_price(self, prices: Prices) -> None:
        """Another run at the same time tells the same."""
        other = Prices(ASSETS, Clock(frozen_ms=1_795_350_000_000))
        assert {code: prices.usd(code) for code in prices.assets} == {code: other.usd(code) for code in other.assets}

    def test_money_stands_still(self, prices: Prices, clock: Clock) -> None:
        """Stable coins keep their price."""
        clock.advance(DAY_MS // 3)
        assert prices.usd("USDT") == Decimal("0.9998")

    def test_price_is_a_multiple_of_the_tick(self, prices: Prices) -> None:
        """Six significant digits, at most eight decimals."""
        pairs = {(pair.base, pair.quote): pair for pair in prices.pairs(("USDT", "USD"))}
        assert pairs["BTC", "USDT"].tick == Decimal("0.1")
        assert pairs["SHIB", "USDT"].tick == Decimal("1e-8")
        assert prices.price(pairs["BTC", "USDT"]) % Decimal("0.1") == 0

    def test_a_price_is_never_zero(self, prices: Prices) -> None:
        """Below one tick it is one tick."""
        assert prices.price(Pair("SHIB", "BTC", Decimal("1e-8"))) == Decimal("1e-8")

    def test_set_fixes_a_price_and_is_seen_by_caches(self, prices: Prices, clock: Clock) -> None:
        """A fixed price stays; the stamp differs from before."""
        before = prices.stamp()
        prices.set("BTC", Decimal(70000))
        assert prices.stamp() != before
        clock.advance(DAY_MS)
        assert prices.usd("BTC") == 70000
        with pytest.raises(KeyError):
            prices.set("NONE", Decimal(1))

    def test_pairs_follow_the_venues_quotes(self, prices: Prices) -> None:
        """Only the quotes a venue has."""
        assert [(pair.base, pair.quote) for pair in prices.pairs(("USD",))] == [("USDT", "USD"), ("BTC", "USD")]

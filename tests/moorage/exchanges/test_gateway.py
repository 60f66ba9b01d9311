"""The door to every venue."""

import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable
from tests.moorage.exchanges.recorded import BINANCE, json

pytestmark = pytest.mark.anyio
PRICES = "/api/v3/ticker/24hr"


class TestTickerKind:
    async def test_markets_of_a_venue_share_a_snapshot(self, gateway, catalog):
        """A futures wallet holds coins, so it is valued with the prices of the spot market."""
        kinds = {gateway.ticker_kind(market) for market in catalog.all() if market.venue == "binance"}
        assert kinds == {("binance", "spot")}


class TestFetchPrices:
    async def test_returns_a_book_of_the_time_it_was_asked(self, gateway, venue, hands):
        """All prices come in one public request."""
        venue.answers[PRICES] = [json([{"symbol": "BTCUSDT", "lastPrice": "64000.5"}])]
        book = await gateway.fetch_prices("binance", "spot")
        assert str(book.rate("BTC", "USDT").factor) == "64000.5"
        assert book.as_of == hands.at
        assert "X-MBX-APIKEY" not in venue.headers[0]

    async def test_an_answer_without_prices_is_broken(self, gateway, venue):
        """No empty book is made of garbage."""
        venue.answers[PRICES] = {"surprise": True}
        with pytest.raises(BadResponse):
            await gateway.fetch_prices("binance", "spot")

    @pytest.mark.parametrize(
        "rows", [[], [{"symbol": "BTCUSDT", "lastPrice": "0"}], [{"symbol": "nobody knows", "lastPrice": "1"}]]
    )
    async def test_an_answer_without_a_single_price_is_broken(self, gateway, venue, rows):
        """A list that prices nothing must not take the place of good prices."""
        venue.answers[PRICES] = [json(rows)]
        with pytest.raises(BadResponse):
            await gateway.fetch_prices("binance", "spot")

    async def test_an_outage_is_an_outage(self, gateway, venue):
        """A venue with a fault has no prices."""
        venue.answers[PRICES] = lambda _: json(b"<html>", 502)
        with pytest.raises(ExchangeNotAvailable):
            await gateway.fetch_prices("binance", "spot")


class TestClose:
    async def test_can_be_closed_before_and_after_use(self, gateway, venue, catalog):
        """Closing leaves no connection behind, and does not mind that there was none."""
        await gateway.close()
        venue.answers |= {"/sapi/v1/account/apiRestrictions": {"enableReading": True}, "/api/v3/account": {"uid": 1}}
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            await session.inspect()
        await gateway.close()
        await gateway.close()

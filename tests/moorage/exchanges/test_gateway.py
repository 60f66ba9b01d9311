"""The door to every venue."""

from dataclasses import replace

import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, RateLimitExceeded
from moorage.exchanges.breaker import OPEN_FOR, OUTAGES_TO_OPEN
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.sharing import Sharing
from moorage.services.outlook import Outlook
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, json

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


class TestOutlook:
    async def test_an_outage_shuts_the_types_that_need_the_host(self, gateway, venue, catalog, hands):
        """Until the breaker lets a probe through; a type on other hosts is not concerned."""
        venue.answers[PRICES] = lambda _: json(b"", 502)
        spot = catalog.get("binance")
        assert gateway.outlook(spot, 1) == Outlook()
        for _ in range(OUTAGES_TO_OPEN):
            with pytest.raises(ExchangeNotAvailable):
                await gateway.fetch_prices("binance", "spot")
            hands.move(1)
        assert gateway.outlook(spot, 1) == Outlook(OPEN_FOR - 1, is_shut=True)
        assert gateway.outlook(catalog.get("kraken"), 1) == Outlook()
        hands.move(OPEN_FOR)
        assert gateway.outlook(spot, 1) == Outlook()
        report = gateway.reports()["binance"]
        assert (report.requests, report.errors) == (OUTAGES_TO_OPEN, {"ExchangeNotAvailable": OUTAGES_TO_OPEN})
        assert (report.breakers["spot"], report.breakers["usdm"]) == ("half-open", "closed")
        assert "api" in report.budgets

    @pytest.mark.parametrize(("seconds", "is_shut"), [("30", False), ("60", True)])
    async def test_a_long_pause_shuts_a_venue_too(self, gateway, venue, catalog, seconds, is_shut):
        """And is told to who remembers it."""
        venue.answers[PRICES] = lambda _: json({"code": -1003, "msg": "slow"}, 429, **{"Retry-After": seconds})
        with pytest.raises(RateLimitExceeded):
            await gateway.fetch_prices("binance", "spot")
        assert gateway.outlook(catalog.get("binance"), 1) == Outlook(float(seconds), is_shut=is_shut)

    async def test_many_loads_need_more_room_than_one(self, gateway, catalog):
        """Prices are asked once for all of them."""
        assert gateway.outlook(catalog.get("binance"), 1).wait == 0
        assert gateway.outlook(catalog.get("binance"), 10_000).wait > 0


class TestRestore:
    async def test_a_ban_is_obeyed_across_a_restart(self, catalog, venue, hands):
        """Also when the clock was put back meanwhile; a venue that is no more is forgotten."""
        told = []
        urls = {"": venue.url}
        clocks = {"clock": hands.clock, "monotonic": hands.monotonic}
        first = Gateway(catalog, base_urls=urls, sharing=Sharing(blocked=told.append), **clocks)
        venue.answers[PRICES] = lambda _: json({"code": -1003, "msg": "banned"}, 418, **{"Retry-After": "600"})
        with pytest.raises(RateLimitExceeded):
            await first.fetch_prices("binance", "spot")
        await first.close()
        hands.move(100)
        second = Gateway(catalog, base_urls=urls, **clocks)
        second.restore([*told, replace(told[0], venue="gone"), replace(told[0], until=hands.clock())])
        with pytest.raises(RateLimitExceeded) as caught:
            await second.fetch_prices("binance", "spot")
        assert caught.value.retry_after == pytest.approx(500)
        assert venue.asked(PRICES) == 1


class TestBackground:
    async def test_the_back_door_leads_to_the_same_venues(self, gateway, venue, catalog):
        """Calls of people go first there: the background is refused its last part of a budget."""
        empty = {"/api/v3/account": {"uid": 1, "balances": []}, "/sapi/v1/asset/get-funding-asset": lambda _: json([])}
        venue.answers |= {**empty, "/sapi/v1/simple-earn/locked/position": {"total": 0, "rows": []}}
        at_work = gateway._venue("binance")
        at_work.budgets._bucket("api", b"").level = at_work.budgets._bucket("api", b"").room * 0.8
        spot = catalog.get("binance")
        async with gateway.background().session(spot, BINANCE) as session:
            with pytest.raises(RateLimitExceeded):
                await session.fetch_balances(spot)
        async with gateway.session(spot, BINANCE) as session:
            await session.fetch_balances(spot)

    async def test_a_load_is_not_begun_that_its_key_cannot_finish(self, gateway, venue, catalog, hands):
        """Nothing is sent in the background for a key at its limit; a person's call may still try."""
        venue.answers |= {"/0/private/BalanceEx": {"error": [], "result": {}}}
        market = catalog.get("kraken")
        async with gateway.background().session(market, KRAKEN) as session:
            gateway._venue("kraken").budgets.block("private", session._signer.key_id, 20)
            with pytest.raises(RateLimitExceeded) as refused:
                await session.fetch_balances(market)
        assert refused.value.retry_after == pytest.approx(20)
        assert venue.asked("/0/private/BalanceEx") == 0
        assert gateway.outlook(market, 1).wait == 0, "other keys are not meant"


class TestClose:
    async def test_can_be_closed_before_and_after_use(self, gateway, venue, catalog):
        """Closing leaves no connection behind, and does not mind that there was none."""
        await gateway.close()
        venue.answers |= {"/sapi/v1/account/apiRestrictions": {"enableReading": True}, "/api/v3/account": {"uid": 1}}
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            await session.inspect()
        await gateway.close()
        await gateway.close()

from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk


class TestTickers:
    def test_one_some_and_all(self, desk: Desk) -> None:
        """A symbol answers an object, a list or nothing answers a list."""
        path = "/api/v3/ticker/price"
        desk.sandbox.world.prices.set("ETH", Decimal(3000))
        desk.sandbox.world.prices.set("BTC", Decimal(60000))
        assert desk.ask("binance", "spot", path, "symbol=ETHBTC").json == {"symbol": "ETHBTC", "price": "0.05000000"}
        some = desk.ask("binance", "spot", path, "symbols=%5B%22ETHBTC%22,%22BTCUSDT%22%5D").json
        assert [row["symbol"] for row in some] == ["ETHBTC", "BTCUSDT"]
        assert len(desk.ask("binance", "spot", path).json) > 40

    @pytest.mark.parametrize(("query", "code"), [("symbol=NONE", -1121), ("symbols=oops", -1100)])
    def test_unknown_symbols(self, desk: Desk, query: str, code: int) -> None:
        """Are refused."""
        assert desk.ask("binance", "spot", "/api/v3/ticker/price", query).json["code"] == code

    def test_the_book_stands_around_the_price(self, desk: Desk) -> None:
        """Bid below, ask above."""
        last = Decimal(desk.ask("binance", "spot", "/api/v3/ticker/price", "symbol=BTCUSDT").json["price"])
        book = desk.ask("binance", "spot", "/api/v3/ticker/bookTicker", "symbol=BTCUSDT").json
        assert Decimal(book["bidPrice"]) < last < Decimal(book["askPrice"])

    def test_the_day(self, desk: Desk) -> None:
        """The change is last less open, and prices are the same on the price page."""
        row = desk.ask("binance", "spot", "/api/v3/ticker/24hr", "symbol=BTCUSDT").json
        assert Decimal(row["lastPrice"]) - Decimal(row["openPrice"]) == Decimal(row["priceChange"])
        assert row["lastPrice"] == desk.ask("binance", "spot", "/api/v3/ticker/price", "symbol=BTCUSDT").json["price"]
        assert row["closeTime"] - row["openTime"] == 86_400_000


class TestExchangeInfo:
    @pytest.mark.parametrize(
        ("host", "path"),
        [("spot", "/api/v3/"), ("usdm", "/fapi/v1/"), ("coinm", "/dapi/v1/")],
    )
    def test_every_symbol_has_a_price(self, desk: Desk, host: str, path: str) -> None:
        """Both pages list the same symbols."""
        info = desk.ask("binance", host, f"{path}exchangeInfo").json
        prices = desk.ask("binance", host, f"{path}ticker/price").json
        assert [symbol["symbol"] for symbol in info["symbols"]] == [row["symbol"] for row in prices]

    @pytest.mark.parametrize(
        ("host", "path"), [("spot", "/api/v3/"), ("usdm", "/fapi/v1/"), ("coinm", "/dapi/v1/"), ("eapi", "/eapi/v1/")]
    )
    def test_ping_and_time(self, desk: Desk, host: str, path: str) -> None:
        """Every host has both."""
        assert desk.ask("binance", host, f"{path}ping").json == {}
        assert desk.ask("binance", host, f"{path}time").json == {"serverTime": desk.clock.now_ms()}

from decimal import Decimal
from typing import Any

from tests.exchange_sandbox.desk import NOW_MS, Desk


def told(desk: Desk, path: str, host: str = "rest") -> Any:
    """Return what a public page says."""
    return desk.ask("kucoin", host, path).json["data"]


class TestBoard:
    def test_every_symbol_has_a_ticker(self, desk: Desk) -> None:
        """Both pages list the same names."""
        names = [row["symbol"] for row in told(desk, "/api/v2/symbols")]
        assert "BTC-USDT" in names
        assert names == [row["symbol"] for row in told(desk, "/api/v1/market/allTickers")["ticker"]]

    def test_prices(self, desk: Desk) -> None:
        """The last price is a fixed one when fixed, a text on the spot market and a number of a contract."""
        desk.sandbox.world.prices.set("BTC", Decimal(69986))
        tickers = {row["symbol"]: row["last"] for row in told(desk, "/api/v1/market/allTickers")["ticker"]}
        contracts = {row["symbol"]: row for row in told(desk, "/api/v1/contracts/active", "futures")}
        assert (tickers["BTC-USDT"], contracts["XBTUSDTM"]["lastTradePrice"]) == ("70000", 70000)

    def test_contracts(self, desk: Desk) -> None:
        """Linear contracts are settled in the quote, inverse ones in the coin, which is XBT for BTC."""
        contracts = {row["symbol"]: row for row in told(desk, "/api/v1/contracts/active", "futures")}
        linear, inverse = contracts["XBTUSDTM"], contracts["XBTUSDM"]
        assert (linear["settleCurrency"], linear["isInverse"]) == ("USDT", False)
        assert (inverse["settleCurrency"], inverse["isInverse"], inverse["multiplier"]) == ("XBT", True, -1)

    def test_currencies(self, desk: Desk) -> None:
        """All of the world; unified accounts call their chains items."""
        classic = {row["currency"]: row["chains"] for row in told(desk, "/api/v3/currencies")}
        unified = {row["currency"]: row["items"] for row in told(desk, "/api/ua/v1/asset/currencies")}
        assert classic == unified
        assert "DRIFTWOOD" in classic

    def test_nothing_is_marginable(self, desk: Desk) -> None:
        """Neither cross nor isolated."""
        assert desk.kucoin("/api/v3/margin/symbols").json["data"]["items"] == []
        assert desk.kucoin("/api/v1/isolated/symbols").json["data"] == []

    def test_time_and_status(self, desk: Desk) -> None:
        """The venue's clock on both hosts, and no maintenance."""
        assert {told(desk, "/api/v1/timestamp", host) for host in ("rest", "futures")} == {NOW_MS}
        assert told(desk, "/api/v1/status")["status"] == "open"

from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk


def page(desk: Desk, path: str, query: str = "") -> Any:
    """Return what a public page says."""
    return desk.ask("bitget", "rest", path, query).json


class TestBitgetBoard:
    def test_time(self, desk: Desk) -> None:
        """As a text, in milliseconds."""
        assert page(desk, "/api/v2/public/time") == {
            "code": "00000",
            "msg": "success",
            "requestTime": NOW_MS,
            "data": {"serverTime": str(NOW_MS)},
        }

    def test_tickers(self, desk: Desk) -> None:
        """One row per pair, and one of them alone."""
        desk.sandbox.world.prices.set("BTC", Decimal(65000))
        desk.sandbox.world.prices.set("USDT", Decimal(1))
        rows = {row["symbol"]: row for row in page(desk, "/api/v2/spot/market/tickers")["data"]}
        assert (rows["BTCUSDT"]["lastPr"], rows["BTCUSDT"]["askPr"]) == ("65000", "65000.1")
        (alone,) = page(desk, "/api/v2/spot/market/tickers", "symbol=BTCUSDT")["data"]
        assert alone == rows["BTCUSDT"]
        assert page(desk, "/api/v2/spot/market/tickers", "symbol=NOUSDT")["code"] == "40034"

    @pytest.mark.parametrize(
        ("product", "symbol", "margin"),
        [("USDT-FUTURES", "ETHUSDT", ["USDT"]), ("COIN-FUTURES", "BTCUSD", ["BTC"]), ("USDC-FUTURES", None, None)],
    )
    def test_contracts_have_tickers(
        self, desk: Desk, product: str, symbol: str | None, margin: list[str] | None
    ) -> None:
        """Of each product type, some of which have none."""
        query = f"productType={product}"
        contracts = {row["symbol"]: row for row in page(desk, "/api/v2/mix/market/contracts", query)["data"]}
        tickers = {row["symbol"] for row in page(desk, "/api/v2/mix/market/tickers", query)["data"]}
        assert tickers == set(contracts)
        assert symbol is None or contracts[symbol]["supportMarginCoins"] == margin

    def test_coins_and_symbols(self, desk: Desk) -> None:
        """A coin without a price has no symbol; margin is against USDT."""
        symbols = {row["symbol"] for row in page(desk, "/api/v2/spot/public/symbols")["data"]}
        margin = {row["symbol"] for row in page(desk, "/api/v2/margin/currencies")["data"]}
        coins = {row["coin"] for row in page(desk, "/api/v2/spot/public/coins")["data"]}
        assert margin == {symbol for symbol in symbols if symbol.endswith("USDT")}
        assert "DRIFTWOOD" in coins
        assert not any(symbol.startswith("DRIFTWOOD") for symbol in symbols)

    def test_pages_of_v3(self, desk: Desk) -> None:
        """Instruments and tickers by category."""
        for category in ("SPOT", "USDT-FUTURES", "COIN-FUTURES"):
            instruments = page(desk, "/api/v3/market/instruments", f"category={category}")["data"]
            tickers = page(desk, "/api/v3/market/tickers", f"category={category}")["data"]
            assert {row["symbol"] for row in instruments} == {row["symbol"] for row in tickers}
            assert all(row["lastPrice"] for row in tickers)
        assert page(desk, "/api/v3/market/tickers", "category=X")["code"] == "40020"

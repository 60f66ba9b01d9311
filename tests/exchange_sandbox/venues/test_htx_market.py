from decimal import Decimal
from typing import Any

from tests.exchange_sandbox.desk import NOW_MS, Desk


def ask(desk: Desk, path: str) -> Any:
    """Return what a public page says."""
    return desk.ask("htx", "rest", path).json


class TestBoard:
    def test_every_symbol_has_a_price(self, desk: Desk) -> None:
        """Both lists have the same names, in small letters."""
        symbols = [row["symbol"] for row in ask(desk, "/v1/common/symbols")["data"]]
        assert symbols == [row["symbol"] for row in ask(desk, "/market/tickers")["data"]]
        assert {"btcusdt", "xmrbtc"} <= set(symbols)

    def test_prices_are_numbers(self, desk: Desk) -> None:
        """The last price is a fixed one when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(69986))
        told = ask(desk, "/market/tickers")
        assert {row["symbol"]: row["close"] for row in told["data"]}["btcusdt"] == 70000
        assert (told["status"], told["ts"]) == ("ok", NOW_MS)

    def test_every_currency_has_a_chain(self, desk: Desk) -> None:
        """Also one without any market."""
        rows = ask(desk, "/v2/reference/currencies")["data"]
        assert {"btc", "driftwood"} <= {row["currency"] for row in rows}
        assert all(row["chains"] for row in rows)

    def test_time(self, desk: Desk) -> None:
        """The venue's clock."""
        assert ask(desk, "/v1/common/timestamp") == {"status": "ok", "data": NOW_MS}

from decimal import Decimal
from typing import Any

from tests.exchange_sandbox.desk import NOW_MS, Desk


def rows(desk: Desk, page: str) -> list[dict[str, Any]]:
    """Return a public page."""
    found: list[dict[str, Any]] = desk.ask("bitstamp", "rest", f"/api/v2/{page}/").json
    return found


class TestBoard:
    def test_every_market_has_a_ticker(self, desk: Desk) -> None:
        """Both lists have the same names, perpetuals among them."""
        names = [row["name"] for row in rows(desk, "markets")]
        assert names == [row["pair"] for row in rows(desk, "ticker")]
        assert {"BTC/USD", "BTC/USD-PERP", "XRP/EUR", "ETH/BTC"} <= set(names)

    def test_the_price(self, desk: Desk) -> None:
        """The last price is a fixed one when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        told = {row["pair"]: row for row in rows(desk, "ticker")}
        assert (told["BTC/USD"]["last"], told["BTC/USD"]["market_type"]) == ("70000", "SPOT")
        assert told["BTC/USD-PERP"]["market_type"] == "PERPETUAL"
        assert told["BTC/USD"]["timestamp"] == str(NOW_MS // 1000)

    def test_symbols(self, desk: Desk) -> None:
        """Names without their stroke, in small letters."""
        told = {row["name"]: row for row in rows(desk, "markets")}
        assert told["BTC/USD"]["market_symbol"] == "btcusd"
        assert told["BTC/USD-PERP"]["payoff_type"] == "Linear"
        assert "payoff_type" not in told["BTC/USD"]

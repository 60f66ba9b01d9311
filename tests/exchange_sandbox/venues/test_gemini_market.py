from decimal import Decimal

from tests.exchange_sandbox.desk import Desk


class TestGeminiBoard:
    def test_every_symbol_has_a_price(self, desk: Desk) -> None:
        """Small letters there, capital ones here."""
        symbols = desk.ask("gemini", "rest", "/v1/symbols").json
        feed = desk.ask("gemini", "rest", "/v1/pricefeed").json
        assert [row["pair"] for row in feed] == [symbol.upper() for symbol in symbols]
        assert "btcusd" in symbols

    def test_prices(self, desk: Desk) -> None:
        """A fixed price is the pair's."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        feed = {row["pair"]: row for row in desk.ask("gemini", "rest", "/v1/pricefeed").json}
        assert (feed["BTCUSD"]["price"], feed["BTCUSD"]["percentChange24h"]) == ("70000", "0")

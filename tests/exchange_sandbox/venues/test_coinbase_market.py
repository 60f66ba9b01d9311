from decimal import Decimal

from tests.exchange_sandbox.coinbase_desk import V3
from tests.exchange_sandbox.desk import NOW_MS, Desk

PRODUCTS = f"{V3}/market/products"


class TestCoinbaseBoard:
    def test_types(self, desk: Desk) -> None:
        """Spot and futures, each alone or together."""
        kinds = {}
        for query in ("", "product_type=SPOT", "product_type=FUTURE"):
            rows = desk.ask("coinbase", "rest", PRODUCTS, query).json["products"]
            kinds[query] = {row["product_type"] for row in rows}
        assert list(kinds.values()) == [{"SPOT", "FUTURE"}, {"SPOT"}, {"FUTURE"}]

    def test_prices(self, desk: Desk) -> None:
        """A fixed price is the product's."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        rows = desk.ask("coinbase", "rest", PRODUCTS).json["products"]
        told = {row["product_id"]: row["price"] for row in rows}
        assert (told["BTC-USD"], told["BTP-20DEC30-CDE"]) == ("70000", "70000")

    def test_time(self, desk: Desk) -> None:
        """In seconds and in milliseconds."""
        told = desk.ask("coinbase", "rest", f"{V3}/time").json
        assert told == {
            "iso": "2026-11-22T12:20:00Z",
            "epochSeconds": str(NOW_MS // 1000),
            "epochMillis": str(NOW_MS),
        }

    def test_currencies_and_rates(self, desk: Desk) -> None:
        """Money here, coins there, and what a dollar buys of each."""
        desk.sandbox.world.prices.set("BTC", Decimal(50000))
        money = desk.ask("coinbase", "rest", "/v2/currencies").json["data"]
        coins = desk.ask("coinbase", "rest", "/v2/currencies/crypto").json["data"]
        assert ({"USD", "EUR"}, "BTC" in {row["code"] for row in coins}) == ({row["id"] for row in money}, True)
        assert desk.ask("coinbase", "rest", "/v2/exchange-rates").json["data"]["rates"]["BTC"] == "0.00002"

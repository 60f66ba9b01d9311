from exchange_sandbox.venues.binance_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders("spot")(asked_of(desk, "binance"))
        assert {(row["symbol"], row["side"], row["origQty"]) for row in told} == {
            ("BTCUSDT", "SELL", "0.10000000"),
            ("BNBUSDT", "SELL", "0.00000001"),
            ("BTCUSDT", "BUY", "0.00999000"),
        }

    def test_of_contracts(self, desk: Desk) -> None:
        """COIN-M names its perpetual contracts."""
        assert [row["symbol"] for row in open_orders("coinm")(asked_of(desk, "binance"))] == ["BTCUSD_PERP"]

    def test_of_one_symbol(self, desk: Desk) -> None:
        """`symbol` asks for it."""
        assert len(open_orders("spot")(asked_of(desk, "binance", symbol="BNBUSDT"))) == 1

from exchange_sandbox.venues.kucoin_orders import futures_orders, open_orders, symbols_with_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "kucoin", symbol="BTC-USDT"))
        assert {(row["symbol"], row["side"], row["size"]) for row in told} == {
            ("BTC-USDT", "sell", "0.01"),
            ("BTC-USDT", "buy", "0.000405"),
        }


class TestFuturesOrders:
    def test_come_by_page(self, desk: Desk) -> None:
        """With how many there are."""
        told = futures_orders(asked_of(desk, "kucoin", pageSize="1", currentPage="2"))
        assert (told["totalNum"], told["totalPage"], told["items"]) == (1, 1, [])


class TestSymbolsWithOrders:
    def test_names_them(self, desk: Desk) -> None:
        """Each once."""
        assert symbols_with_orders(asked_of(desk, "kucoin")) == {"symbols": ["BTC-USDT"]}

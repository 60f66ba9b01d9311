import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bybit_orders import open_orders
from tests.exchange_sandbox.desk import Desk, asked_of


class TestOpenOrders:
    def test_hold_what_is_locked(self, desk: Desk) -> None:
        """In the venue's own words."""
        told = open_orders(asked_of(desk, "bybit", category="spot"))
        assert [(row["symbol"], row["side"], row["qty"]) for row in told["list"]] == [
            ("BTCUSDT", "Buy", "0.003"),
            ("BTCUSDT", "Sell", "0.05"),
        ]


class TestPages:
    def test_a_cursor_goes_on(self, desk: Desk) -> None:
        """Percent-encoded, as Bybit tells it."""
        first = open_orders(asked_of(desk, "bybit", category="spot", limit="1"))
        assert first["nextPageCursor"] == "page_args%3D1"
        rest = open_orders(asked_of(desk, "bybit", category="spot", limit="1", cursor="page_args=1"))
        assert (len(rest["list"]), rest["nextPageCursor"]) == (1, "")

    def test_linear_orders_need_a_coin(self, desk: Desk) -> None:
        """Without one Bybit refuses."""
        with pytest.raises(Refusal):
            open_orders(asked_of(desk, "bybit", category="linear"))

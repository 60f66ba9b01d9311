import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.gate_trades import futures_trades, my_trades, trade_routes
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of

MONTH_AGO = str(NOW_MS // 1000 - 29 * 86_400)


class TestMyTrades:
    def test_come_by_page(self, desk: Desk) -> None:
        """Of every pair; without a time those of a week."""
        told = my_trades(asked_of(desk, "gate", **{"from": MONTH_AGO}))
        assert [(row["currency_pair"], row["amount"]) for row in told] == [
            ("BTC_USDT", "0.002"),
            ("ETH_USDT", "0.4"),
            ("BTC_USDT", "0.0125"),
        ]
        assert my_trades(asked_of(desk, "gate", limit="1", page="2")) == told[1:2]
        assert my_trades(asked_of(desk, "gate", currency_pair="ETH_USDT")) == told[1:2]

    def test_of_thirty_days_at_most(self, desk: Desk) -> None:
        """More is refused."""
        with pytest.raises(Refusal):
            my_trades(asked_of(desk, "gate", **{"from": str(NOW_MS // 1000 - 31 * 86_400)}))


class TestFuturesTrades:
    def test_are_counted_in_contracts(self, desk: Desk) -> None:
        """A sale is negative."""
        asked = asked_of(desk, "gate", **{"from": MONTH_AGO})
        assert [row["size"] for row in futures_trades("usdt", "linear")(asked)] == [-200, 600]
        [inverse] = futures_trades("btc", "inverse")(asked)
        assert (inverse["contract"], inverse["size"]) == ("BTC_USD", -3200)


class TestTradeRoutes:
    def test_need_the_right_to_their_account(self) -> None:
        """Each of its own."""
        assert {endpoint.permission for endpoint in trade_routes().values()} == {"spot", "futures"}

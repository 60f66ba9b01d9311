from exchange_sandbox.venues.deribit_trades import DAY_MS, DELAY_MS, settled_in, user_trades
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of


def told(desk: Desk, currency: str, **more: str) -> list[tuple[str, str]]:
    """Return instruments and amounts of a month, the newest first."""
    times = {"start_timestamp": str(NOW_MS - 30 * DAY_MS), "end_timestamp": str(NOW_MS), "sorting": "desc"}
    rows = user_trades(asked_of(desk, "deribit", currency=currency, **times, **more))["trades"]
    return [(row["instrument_name"], bytes(row["amount"]).decode()) for row in rows]


class TestUserTrades:
    def test_the_archive_lags(self, desk: Desk) -> None:
        """And the other list forgets after a day."""
        assert told(desk, "USDC") == [("BTC_USDC-PERPETUAL", "0.02")]
        assert told(desk, "USDC", historical="true") == [("BTC_USDC-PERPETUAL", "0.02"), ("BTC_USDC-PERPETUAL", "0.06")]
        desk.clock.advance(DELAY_MS - DAY_MS // 10)
        assert told(desk, "BTC", historical="true") == [("BTC-PERPETUAL", "3200")]

    def test_belong_to_what_they_are_settled_in(self, desk: Desk) -> None:
        """So many at a time."""
        assert {settled_in(fill) for fill in desk.sandbox.world.trades.all() if fill.venue == "deribit"} == {
            "BTC",
            "USDC",
        }
        assert told(desk, "USDC", historical="true", count="1") == [("BTC_USDC-PERPETUAL", "0.02")]
        assert told(desk, "ETH", historical="true") == []

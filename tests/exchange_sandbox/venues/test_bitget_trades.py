from dataclasses import replace

import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.bitget_trades import DAY_MS, futures_trades, order_fills, unified_trades
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of

WEEK_AGO = str(NOW_MS - 7 * DAY_MS)


class TestFuturesTrades:
    def test_come_the_newest_first(self, desk: Desk) -> None:
        """With what was paid; null when there is none before the one that is named."""
        told = futures_trades(asked_of(desk, "bitget", startTime=WEEK_AGO))
        assert [(row["symbol"], row["quoteVolume"]) for row in told["fillList"]] == [("BTCUSDT", "1280")]
        assert (
            futures_trades(asked_of(desk, "bitget", startTime=WEEK_AGO, idLessThan=told["endId"]))["fillList"] is None
        )

    def test_of_a_week_at_most(self, desk: Desk) -> None:
        """More is refused."""
        with pytest.raises(Refusal):
            futures_trades(asked_of(desk, "bitget", startTime=str(NOW_MS - 8 * DAY_MS)))


class TestOrderFills:
    def test_of_three_months(self, desk: Desk) -> None:
        """Among them what the history of a week does not tell."""
        told = order_fills(asked_of(desk, "bitget", startTime=str(NOW_MS - 89 * DAY_MS)))
        assert [row["quoteVolume"] for row in told["fillList"]] == ["1280", "3810"]


class TestUnifiedTrades:
    def test_have_names_of_their_own(self, desk: Desk) -> None:
        """And a cursor."""
        trades = desk.sandbox.world.trades
        asked = asked_of(desk, "bitget", "unified")
        fill = next(one for one in trades.all() if (one.venue, one.kind) == ("bitget", "linear"))
        trades.remember(replace(fill, uid=asked.holder.uid, wallet="unified", at_ms=NOW_MS - 1))
        told = unified_trades(asked)
        assert [(row["execValue"], row["execId"]) for row in told["list"]] == [("3810", told["cursor"])]

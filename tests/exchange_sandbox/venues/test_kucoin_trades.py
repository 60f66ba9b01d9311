import pytest

from exchange_sandbox.calls import Refusal
from exchange_sandbox.venues.kucoin_trades import DAY_MS, futures_trades
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of

WEEK_AGO = str(NOW_MS - 7 * DAY_MS)


class TestFuturesTrades:
    def test_come_by_page(self, desk: Desk) -> None:
        """In contracts: of a thousandth coin, and of a dollar."""
        told = futures_trades(asked_of(desk, "kucoin", startAt=WEEK_AGO))
        assert [(row["symbol"], row["size"]) for row in told["items"]] == [("XBTUSDTM", 20), ("XBTUSDM", 3200)]
        page = futures_trades(asked_of(desk, "kucoin", startAt=WEEK_AGO, pageSize="1", currentPage="2"))
        assert (page["items"], page["totalPage"]) == (told["items"][1:], 2)

    def test_of_seven_days_at_most(self, desk: Desk) -> None:
        """More is refused."""
        with pytest.raises(Refusal):
            futures_trades(asked_of(desk, "kucoin", startAt=str(NOW_MS - 8 * DAY_MS)))

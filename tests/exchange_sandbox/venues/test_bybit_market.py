from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk

INSTRUMENTS = "/v5/market/instruments-info"
TICKERS = "/v5/market/tickers"


def rows(desk: Desk, path: str, query: str) -> list[dict[str, Any]]:
    """Return the list of a public page."""
    found: list[dict[str, Any]] = desk.ask("bybit", "rest", path, query).json["result"]["list"]
    return found


class TestBoard:
    @pytest.mark.parametrize("category", ["spot", "linear", "inverse", "option"])
    def test_every_instrument_has_a_ticker(self, desk: Desk, category: str) -> None:
        """Both pages list the same names; there are no options."""
        names = [[row["symbol"] for row in rows(desk, path, f"category={category}")] for path in (INSTRUMENTS, TICKERS)]
        assert names[0] == names[1]
        assert bool(names[0]) == (category != "option")

    @pytest.mark.parametrize("path", [INSTRUMENTS, TICKERS])
    def test_the_category_is_needed(self, desk: Desk, path: str) -> None:
        """And must be one."""
        assert desk.ask("bybit", "rest", path, "category=moon").json["retCode"] == 10001

    def test_contracts(self, desk: Desk) -> None:
        """Linear contracts are settled in the quote, inverse ones in the coin."""
        told = {
            row["symbol"]: row for kind in ("linear", "inverse") for row in rows(desk, INSTRUMENTS, f"category={kind}")
        }
        assert (told["BTCUSDT"]["contractType"], told["BTCUSDT"]["settleCoin"]) == ("LinearPerpetual", "USDT")
        assert (told["BTCUSD"]["contractType"], told["BTCUSD"]["settleCoin"]) == ("InversePerpetual", "BTC")

    def test_nothing_waits_for_its_launch(self, desk: Desk) -> None:
        """The page before the launch is empty."""
        assert rows(desk, INSTRUMENTS, "category=linear&status=PreLaunch") == []

    def test_one_ticker(self, desk: Desk) -> None:
        """The last price is a fixed one when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(69986))
        (row,) = rows(desk, TICKERS, "category=spot&symbol=BTCUSDT")
        assert row["lastPrice"] == "70000"
        assert desk.ask("bybit", "rest", TICKERS, "category=spot&symbol=X").json["retCode"] == 10001

    def test_time_and_status(self, desk: Desk) -> None:
        """The venue's clock, and no maintenance."""
        answer = desk.ask("bybit", "rest", "/v5/market/time").json
        assert (answer["time"], answer["result"]["timeSecond"]) == (NOW_MS, str(NOW_MS // 1000))
        assert rows(desk, "/v5/system/status", "") == []

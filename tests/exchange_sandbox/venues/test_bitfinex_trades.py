import json
from typing import Any

from tests.exchange_sandbox.bitfinex_desk import bitfinex
from tests.exchange_sandbox.desk import Desk

PATH = "/trades/hist"


def told(desk: Desk, **wish: int) -> list[list[Any]]:
    """Return the rows of an answer."""
    rows: list[list[Any]] = bitfinex(desk, PATH, body=json.dumps(wish).encode()).json
    return rows


class TestTrades:
    def test_come_the_newest_first(self, desk: Desk) -> None:
        """Without names; a sale is negative."""
        rows = told(desk)
        assert [(row[1], row[4], row[5]) for row in rows] == [
            ("tBTCUSD", 0.002, 64100),
            ("tETHUSD", -0.4, 3050.5),
            ("tBTCUSD", 0.0125, 63000),
        ]
        assert told(desk, end=rows[1][2], limit=1) == rows[1:2]

    def test_limits_are_numbers(self, desk: Desk) -> None:
        """A text is refused."""
        assert bitfinex(desk, PATH, body=b'{"limit":"2"}').status == 500

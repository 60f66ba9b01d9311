import json

from tests.exchange_sandbox.bitfinex_desk import bitfinex
from tests.exchange_sandbox.desk import NOW_MS, Desk

PATH = "/movements/hist"


class TestMovements:
    def test_both_ways_in_one_list(self, desk: Desk) -> None:
        """The newest first; what left is below zero."""
        rows = bitfinex(desk, PATH).json
        told = [(row[1], row[9], row[12], row[13]) for row in rows]
        assert told[0] == ("UST", "PENDING", 77.7, 0)
        assert ("ETH", "COMPLETED", -0.05, -0.0012) in told

    def test_start_end_and_limit(self, desk: Desk) -> None:
        """Numbers in the body."""
        wish = {"start": NOW_MS - 11 * 86_400_000, "end": NOW_MS - 86_400_000, "limit": 2}
        rows = bitfinex(desk, PATH, body=json.dumps(wish).encode()).json
        assert [row[9] for row in rows] == ["CANCELED", "COMPLETED"]

    def test_texts_are_refused(self, desk: Desk) -> None:
        """A limit is a number."""
        assert bitfinex(desk, PATH, body=b'{"limit":"2"}').status == 500

    def test_needs_the_right_to_read_history(self, desk: Desk) -> None:
        """A key that reads only wallets is refused."""
        assert bitfinex(desk, PATH, "read_only").json[1] == 10001

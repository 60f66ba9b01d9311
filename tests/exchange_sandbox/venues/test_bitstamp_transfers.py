from exchange_sandbox.venues.bitstamp_transfers import moves
from tests.exchange_sandbox.bitstamp_desk import bitstamp
from tests.exchange_sandbox.desk import Desk, asked_of

PATH = "/api/v2/user_transactions/"


class TestMoves:
    def test_are_told_by_the_names_of_fields(self, desk: Desk) -> None:
        """What is done, and the fee of what left; currencies that did not move are zero."""
        rows = {row["type"] + row["datetime"][:10]: row for _, row in moves(asked_of(desk, "bitstamp"))}
        assert sorted(row["fee"] for row in rows.values()) == ["0", "0", "0.0012"]
        told = {(row["type"], code, row.get(code)) for row in rows.values() for code in ("btc", "eth", "usdt", "usd")}
        assert {("0", "btc", "0.25"), ("0", "usdt", "1000.5"), ("1", "eth", "-0.05"), ("1", "usd", 0.0)} <= told

    def test_stand_among_the_trades(self, desk: Desk) -> None:
        """The newest first."""
        rows = bitstamp(desk, path=PATH).json
        assert [row["datetime"] for row in rows] == sorted((row["datetime"] for row in rows), reverse=True)
        assert {row["type"] for row in rows} == {"0", "1", "2"}

    def test_need_a_right(self, desk: Desk) -> None:
        """One of its own."""
        assert bitstamp(desk, "read_only", path=PATH).json["code"] == "API0003"

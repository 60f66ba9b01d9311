import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.mexc_desk import mexc


class TestRoutes:
    @pytest.mark.parametrize(("path", "method"), [("/api/v3/nowhere", "GET"), ("/api/v3/time", "POST")])
    def test_an_unknown_path(self, desk: Desk, path: str, method: str) -> None:
        """Or one that is asked for with another method."""
        assert desk.ask("mexc", "rest", path, method=method).status == 404

    def test_a_key_without_reading_sees_its_own_page(self, desk: Desk) -> None:
        """But neither the account nor its number."""
        key = desk.key("mexc", "missing_read").credentials.api_key
        answers = [
            mexc(desk, "/apiKeyInfo", "missing_read", params={"accessKey": key}),
            mexc(desk, "/account", "missing_read"),
            mexc(desk, "/uid", "missing_read"),
        ]
        assert [answer.status for answer in answers] == [200, 400, 400]


class TestLimits:
    def test_an_account_asks_one_path_so_often_in_ten_seconds(self, desk: Desk) -> None:
        """500 of weight, from any address, under any key; other paths are counted apart."""
        allowed = [mexc(desk, "/account", "ip_here").status for _ in range(50)]
        refused = mexc(desk, "/account", address="192.0.2.1")
        assert set(allowed) == {200}
        assert (refused.status, refused.json) == (429, {"code": 429, "msg": "Too many requests"})
        assert mexc(desk, "/uid").status == 200
        desk.clock.advance(10_000)
        assert mexc(desk, "/account").status == 200

    def test_an_address_asks_one_public_path_so_often(self, desk: Desk) -> None:
        """24hr tickers cost 40 of 500."""
        answers = [desk.ask("mexc", "rest", "/api/v3/ticker/24hr").status for _ in range(13)]
        assert answers == [200] * 12 + [429]
        assert desk.ask("mexc", "rest", "/api/v3/ticker/24hr", address="192.0.2.1").status == 200

import pytest

from tests.exchange_sandbox.bitget_desk import bitget
from tests.exchange_sandbox.desk import Desk

INFO, ASSETS, TIME = "/api/v2/spot/account/info", "/api/v2/spot/account/assets", "/api/v2/public/time"


class TestBitget:
    @pytest.mark.parametrize(("path", "method"), [("/api/v2/spot/account", "GET"), (ASSETS, "POST")])
    def test_unknown_paths(self, desk: Desk, path: str, method: str) -> None:
        """What is not emulated is not found."""
        answer = bitget(desk, path, method=method)
        assert (answer.status, answer.json["code"]) == (404, "40404")

    def test_limit_of_a_user(self, desk: Desk) -> None:
        """One key page in a second, ten pages of assets; another user has its own."""
        assert bitget(desk, INFO).status == 200
        limited = bitget(desk, INFO, "read_only")
        assert (limited.status, limited.json["code"]) == (429, "429")
        assert [bitget(desk, ASSETS).status for _ in range(11)] == [200] * 10 + [429]
        assert bitget(desk, INFO, "sub_account").status == 200
        desk.clock.advance(1_000)
        assert bitget(desk, INFO).status == 200

    def test_limits_of_an_address(self, desk: Desk) -> None:
        """Twenty of a public page in a second; six thousand of everything in a minute."""
        answers = [desk.ask("bitget", "rest", TIME).status for _ in range(21)]
        assert answers == [200] * 20 + [429]
        assert desk.ask("bitget", "rest", TIME, address="127.0.0.2").status == 200
        for _ in range(6_000):
            desk.ask("bitget", "rest", "/nowhere")
        assert bitget(desk, ASSETS).status == 429

    def test_faults_of_a_key(self, desk: Desk) -> None:
        """A key can be gone, or show somebody else's money."""
        assert bitget(desk, INFO, key_revoked=True).json["code"] == "40037"
        assert bitget(desk, INFO, wrong_user=True).json["data"]["userId"] != "7052136401"

import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.htx_desk import htx, text_of

ACCOUNTS = "/v1/account/accounts"
BALANCE = "/v1/account/accounts/636285201/balance"


class TestRoutes:
    @pytest.mark.parametrize(
        ("path", "method"), [("/v1/nowhere", "GET"), ("/v1/account/accounts/1/", "GET"), (ACCOUNTS, "POST")]
    )
    def test_an_unknown_path(self, desk: Desk, path: str, method: str) -> None:
        """Or one that is asked for with another method."""
        assert desk.ask("htx", "rest", path, method=method).status == 404

    def test_a_key_without_reading_sees_nothing(self, desk: Desk) -> None:
        """Each version of the API refuses it in its own form."""
        assert htx(desk, ACCOUNTS, "missing_read").json["err-code"] == "api-key-permission"
        assert htx(desk, BALANCE, "missing_read").json["err-code"] == "api-key-permission"
        assert htx(desk, "/v2/user/uid", "missing_read").json == {"code": 1002, "message": "forbidden"}


class TestLimits:
    def test_a_user_asks_one_path_so_often_in_two_seconds(self, desk: Desk) -> None:
        """A hundred times, under any key; the headers tell how many are left, other paths are counted apart."""
        answers = [htx(desk, ACCOUNTS, "ip_here") for _ in range(100)]
        left = [answer.reply.headers["X-HB-RateLimit-Requests-Remain"] for answer in answers]
        assert left == [str(number) for number in range(99, -1, -1)]
        assert text_of(htx(desk, ACCOUNTS)) == ("base-request-exceed-frequency-limit", "exceed frequency limit")
        assert htx(desk, BALANCE).json["status"] == "ok"
        desk.clock.advance(2_000)
        assert htx(desk, ACCOUNTS).json["status"] == "ok"

    def test_the_key_page_has_a_smaller_one(self, desk: Desk) -> None:
        """Twenty times."""
        answers = [htx(desk, "/v2/user/api-key", params={"uid": 63628520}).json for _ in range(21)]
        assert [answer.get("code") for answer in answers] == [200] * 20 + [None]

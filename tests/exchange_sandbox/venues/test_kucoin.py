import pytest

from tests.exchange_sandbox.desk import Desk

FUTURES = "/api/v1/account-overview"


class TestRoutes:
    def test_an_unknown_path(self, desk: Desk) -> None:
        """Or one of the other host, or with another method."""
        assert desk.ask("kucoin", "rest", "/api/v1/nowhere").status == 404
        assert desk.ask("kucoin", "rest", FUTURES).status == 404
        assert desk.ask("kucoin", "futures", "/api/v1/timestamp", method="POST").status == 404

    @pytest.mark.parametrize(("label", "code"), [("trader", "200000"), ("read_only", "400007")])
    def test_futures_need_their_right(self, desk: Desk, label: str, code: str) -> None:
        """General does not open them."""
        assert desk.kucoin(FUTURES, label, host="futures").json["code"] == code


class TestLimits:
    def test_an_accounts_pool(self, desk: Desk) -> None:
        """Weights are counted per account and pool; the headers count down."""
        answers = [desk.kucoin("/api/ua/v1/account/mode") for _ in range(67)]
        first, last = answers[0].reply, answers[-1].reply
        assert (first.headers["gw-ratelimit-limit"], first.headers["gw-ratelimit-remaining"]) == ("2000", "1970")
        assert (last.status, last.headers["gw-ratelimit-remaining"]) == (429, "0")
        assert answers[-1].json["code"] == "429000"
        assert desk.kucoin(FUTURES, host="futures").status == 200
        assert desk.kucoin("/api/ua/v1/account/mode", "sub_account").status == 200
        desk.clock.advance(int(last.headers["gw-ratelimit-reset"]))
        assert desk.kucoin("/api/ua/v1/account/mode").status == 200

    def test_the_public_pool_is_an_addresss(self, desk: Desk) -> None:
        """Another address has its own."""
        statuses = [desk.ask("kucoin", "rest", "/api/v1/market/allTickers").status for _ in range(134)]
        assert (statuses[132], statuses[133]) == (200, 429)
        assert desk.ask("kucoin", "rest", "/api/v1/timestamp", address="192.0.2.1").status == 200


class TestFaults:
    def test_somebody_elses_balances(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        rows = desk.kucoin("/api/v1/accounts", wrong_user=True).json["data"]
        assert [row["balance"] for row in rows] == ["66.6"]

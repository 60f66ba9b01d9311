import pytest

from tests.exchange_sandbox.desk import Desk

WALLET = "/v5/account/wallet-balance"
UNIFIED = "accountType=UNIFIED"
FUND = ("/v5/asset/transfer/query-account-coins-balance", "accountType=FUND")
EARN = ("/v5/earn/position", "category=FlexibleSaving")


class TestRoutes:
    def test_an_unknown_path(self, desk: Desk) -> None:
        """Or one that is asked for with another method."""
        assert desk.ask("bybit", "rest", "/v5/nowhere").status == 404
        assert desk.ask("bybit", "rest", "/v5/market/time", method="POST").status == 404

    @pytest.mark.parametrize(
        ("label", "codes"),
        [
            ("trader", (0, 0, 0)),
            ("read_only", (0, 0, 0)),
            ("trade_only", (0, 10005, 10005)),
            ("missing_read", (10005, 10005, 10005)),
        ],
    )
    def test_rights(self, desk: Desk, label: str, codes: tuple[int, int, int]) -> None:
        """The trading account, the funding wallet and savings each have their own."""
        asked = [desk.bybit(path, label, query=query) for path, query in ((WALLET, UNIFIED), FUND, EARN)]
        assert tuple(answer.json["retCode"] for answer in asked) == codes


class TestLimits:
    def test_an_account_asks_one_path_so_often_in_a_second(self, desk: Desk) -> None:
        """The answer's headers count down, then it says 10006."""
        answers = [desk.bybit(*FUND[:1], query=FUND[1]) for _ in range(6)]
        assert [answer.json["retCode"] for answer in answers] == [0, 0, 0, 0, 0, 10006]
        headers = [answer.reply.headers for answer in answers[:5]]
        assert [header["X-Bapi-Limit-Status"] for header in headers] == ["4", "3", "2", "1", "0"]
        assert {header["X-Bapi-Limit"] for header in headers} == {"5"}
        desk.clock.advance(1_000)
        assert desk.bybit(*FUND[:1], query=FUND[1]).json["retCode"] == 0

    def test_an_address_is_shut_out_for_ten_minutes(self, desk: Desk) -> None:
        """After 600 requests in five seconds, for public paths as well."""
        statuses = [desk.ask("bybit", "rest", "/v5/market/time").status for _ in range(601)]
        assert (statuses[599], statuses[600]) == (200, 403)
        refused = desk.bybit("/v5/user/query-api")
        assert (refused.status, refused.json) == (403, {"retCode": 10006, "retMsg": "access too frequent"})
        assert desk.ask("bybit", "rest", "/v5/market/time", address="192.0.2.1").status == 200
        desk.clock.advance(600_000)
        assert desk.ask("bybit", "rest", "/v5/market/time").status == 200


class TestFaults:
    def test_somebody_elses_balances(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        answer = desk.bybit(WALLET, query=UNIFIED, wrong_user=True)
        assert [coin["walletBalance"] for coin in answer.json["result"]["list"][0]["coin"]] == ["77.7"]

    def test_a_key_revoked_by_a_fault(self, desk: Desk) -> None:
        """Is unknown."""
        assert desk.bybit(WALLET, query=UNIFIED, key_revoked=True).status == 401

from tests.exchange_sandbox.desk import Desk


class TestOkx:
    def test_unknown_paths(self, desk: Desk) -> None:
        """Are told in JSON."""
        answer = desk.okx("/api/v9/account")
        assert (answer.status, answer.json["code"]) == (404, "50404")

    def test_limits_are_per_account_and_path(self, desk: Desk) -> None:
        """Five configurations in two seconds; other paths and other accounts are free."""
        answers = [desk.okx("/api/v5/account/config") for _ in range(6)]
        assert [answer.status for answer in answers] == [200] * 5 + [429]
        assert answers[-1].json == {"msg": "Too Many Requests", "code": "50011"}
        assert desk.okx("/api/v5/account/config", "read_only").status == 429
        assert desk.okx("/api/v5/account/config", "sub_account").status == 200
        assert desk.okx("/api/v5/users/subaccount/list").status == 200  # two in two seconds
        desk.clock.advance(2_000)
        assert desk.okx("/api/v5/account/config").status == 200

    def test_public_limits_are_per_address(self, desk: Desk) -> None:
        """Twenty in two seconds."""
        answers = [desk.ask("okx", "rest", "/api/v5/market/tickers", "instType=SPOT") for _ in range(21)]
        assert [answer.status for answer in answers] == [200] * 20 + [429]
        assert desk.ask("okx", "rest", "/api/v5/market/tickers", "instType=SPOT", address="127.0.0.2").status == 200

    def test_refused_requests_do_not_count(self, desk: Desk) -> None:
        """Nobody can use up somebody else's limit without the secret."""
        for _ in range(10):
            assert desk.okx("/api/v5/account/config", secret="x").json["code"] == "50113"
        assert desk.okx("/api/v5/account/config").status == 200

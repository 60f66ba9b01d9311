import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.gate_desk import gate


class TestGate:
    @pytest.mark.parametrize(("path", "method"), [("/spot/account", "GET"), ("/spot/accounts", "POST")])
    def test_unknown_paths(self, desk: Desk, path: str, method: str) -> None:
        """What is not emulated is not found."""
        answer = gate(desk, path, method=method)
        assert (answer.status, answer.json["label"]) == (404, "NOT_FOUND")

    def test_limit_of_a_user(self, desk: Desk) -> None:
        """Two hundred requests to a path in ten seconds, told in headers; another user and path have their own."""
        told = gate(desk, "/spot/accounts").reply.headers
        assert told["X-Gate-RateLimit-Requests-Remain"] == "199"
        assert told["X-Gate-RateLimit-Limit"] == "200"
        answers = [gate(desk, "/spot/accounts") for _ in range(200)]
        assert answers[-2].status == 200
        assert (answers[-1].status, answers[-1].json["label"]) == (429, "TOO_MANY_REQUESTS")
        assert gate(desk, "/spot/accounts", "read_only").status == 429
        assert gate(desk, "/spot/accounts", "brand_new").status == 200
        assert gate(desk, "/account/detail").status == 200
        desk.clock.advance(10_000)
        assert gate(desk, "/spot/accounts").status == 200

    def test_public_paths_count_by_address(self, desk: Desk) -> None:
        """Nobody signs there."""
        for _ in range(200):
            desk.ask("gate", "rest", "/api/v4/spot/time")
        assert desk.ask("gate", "rest", "/api/v4/spot/time").status == 429
        assert desk.ask("gate", "rest", "/api/v4/spot/time", address="127.0.0.2").status == 200

    def test_faults_of_a_key(self, desk: Desk) -> None:
        """A key can be gone, or show somebody else's money."""
        assert gate(desk, "/spot/accounts", key_revoked=True).json["label"] == "INVALID_KEY"
        assert gate(desk, "/account/detail", wrong_user=True).json["user_id"] != 16672015

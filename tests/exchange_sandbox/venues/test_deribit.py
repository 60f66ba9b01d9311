import pytest

from tests.exchange_sandbox.deribit_desk import AUTH, PRIVATE, code_of, deribit, deribit_token
from tests.exchange_sandbox.desk import Desk

SUMMARIES = "get_account_summaries"


class TestMethods:
    @pytest.mark.parametrize(
        ("path", "method"),
        [("/api/v2/private/buy", "GET"), ("/api/v1/public/get_time", "GET"), ("/api/v2/public/get_time", "DELETE")],
    )
    def test_an_unknown_one(self, desk: Desk, path: str, method: str) -> None:
        """Or one that is asked for in another way."""
        assert code_of(desk.ask("deribit", "rest", path, method=method)) == -32601

    def test_a_message_that_is_none(self, desk: Desk) -> None:
        """Cannot be read."""
        assert code_of(desk.ask("deribit", "rest", AUTH, method="POST", body=b"{")) == -32700

    def test_without_a_signature(self, desk: Desk) -> None:
        """Nothing private is told."""
        answer = desk.ask("deribit", "rest", PRIVATE + SUMMARIES)
        assert answer.json["error"]["data"] == {"reason": "invalid_token"}


class TestKeys:
    @pytest.mark.parametrize("label", ["revoked", "ip_locked"])
    def test_that_are_not_let_in(self, desk: Desk, label: str) -> None:
        """Are unknown, in both forms."""
        assert (code_of(deribit(desk, SUMMARIES, label)), code_of(deribit_token(desk, label))) == (13004, 13004)

    def test_one_that_is_bound_to_here(self, desk: Desk) -> None:
        """Is let in."""
        assert code_of(deribit(desk, SUMMARIES, "ip_here")) == 0

    def test_without_the_scope(self, desk: Desk) -> None:
        """A key that may not read gets a token, and nothing else."""
        assert [code_of(deribit(desk, name, "missing_read")) for name in (SUMMARIES, "list_api_keys")] == [13021, 13021]
        assert code_of(deribit_token(desk, "missing_read")) == 0

    def test_the_fault_of_a_deleted_key(self, desk: Desk) -> None:
        """Is told as Deribit tells it."""
        assert code_of(deribit(desk, SUMMARIES, key_revoked=True)) == 13004


class TestLimits:
    def test_an_account_has_a_pool_of_credits(self, desk: Desk) -> None:
        """A hundred requests at once under any key, then one each fiftieth of a second."""
        assert [code_of(deribit(desk, SUMMARIES, "ip_here")) for _ in range(101)] == [0] * 100 + [10028]
        assert code_of(deribit(desk, SUMMARIES)) == 10028
        desk.clock.advance(50)
        assert [code_of(deribit(desk, SUMMARIES)) for _ in range(2)] == [0, 10028]

import pytest

from tests.exchange_sandbox.coinbase_desk import V3, coinbase
from tests.exchange_sandbox.desk import Desk


class TestRoutes:
    def test_an_unknown_path(self, desk: Desk) -> None:
        """Or one that is asked for with another method."""
        assert desk.ask("coinbase", "rest", f"{V3}/nowhere").status == 404
        assert desk.ask("coinbase", "rest", f"{V3}/time", method="POST").status == 404

    @pytest.mark.parametrize("path", ["/key_permissions", "/accounts", "/cfm/balance_summary", "/products"])
    def test_viewing_is_a_right(self, desk: Desk, path: str) -> None:
        """Without it every private page is refused, the key's own too."""
        refused = coinbase(desk, path, "missing_read")
        assert (refused.status, refused.json["error"]) == (403, "PERMISSION_DENIED")
        assert coinbase(desk, path).status == 200


class TestLimits:
    def test_an_account_asks_so_often_in_a_second(self, desk: Desk) -> None:
        """Thirty times, all its keys together."""
        statuses = [coinbase(desk, "/accounts", label).status for label in ("trader", "read_only") * 15]
        assert set(statuses) == {200}
        refused = coinbase(desk, "/accounts")
        assert (refused.status, refused.json["errors"][0]["id"]) == (429, "rate_limit_exceeded")
        desk.clock.advance(1_000)
        assert coinbase(desk, "/accounts").status == 200

    def test_an_address_asks_public_pages_so_often(self, desk: Desk) -> None:
        """Ten times in a second."""
        statuses = [desk.ask("coinbase", "rest", f"{V3}/time").status for _ in range(11)]
        assert statuses == [200] * 10 + [429]
        assert desk.ask("coinbase", "rest", f"{V3}/time", address="192.0.2.1").status == 200


class TestFaults:
    def test_somebody_elses_balances(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert coinbase(desk, "/accounts", wrong_user=True).json["accounts"] == []

    def test_a_key_revoked_by_a_fault(self, desk: Desk) -> None:
        """Is unknown."""
        assert coinbase(desk, "/accounts", key_revoked=True).status == 401

from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.deribit_desk import code_of, deribit, deribit_token
from tests.exchange_sandbox.desk import Desk


class TestGrant:
    @pytest.mark.parametrize(
        ("label", "scope"),
        [
            ("trader", "account:read connection mainaccount trade:read_write wallet:read"),
            ("sub_account", "account:read connection trade:read_write"),
        ],
    )
    def test_tells_the_scope_of_the_key(self, desk: Desk, label: str, scope: str) -> None:
        """And whether its account is the main one."""
        assert deribit_token(desk, label).json["result"]["scope"] == scope


class TestSummaries:
    def rows(self, desk: Desk, label: str = "trader", **more: Any) -> dict[str, Any]:
        """Return the rows by currency."""
        told = deribit(desk, "get_account_summaries", label, **more).json["result"]["summaries"]
        return {row["currency"]: row for row in told}

    def test_amounts_are_numbers(self, desk: Desk) -> None:
        """Also those of currencies of which nothing is there."""
        rows = self.rows(desk)
        assert (rows["USDC"]["balance"], rows["USDC"]["available_funds"]) == (1300, 1200.123456)
        assert rows["USDT"]["balance"] == 0

    def test_an_open_position_counts_in_the_equity(self, desk: Desk) -> None:
        """Its profit follows the price."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        row = self.rows(desk)["BTC"]
        assert (row["balance"], row["session_upl"], row["equity"]) == (0.5, 0.00104167, 0.50104167)

    @pytest.mark.parametrize(
        ("label", "uid", "kind"), [("trader", 148210, "main"), ("sub_account", 148299, "subaccount")]
    )
    def test_extended_tells_the_owner(self, desk: Desk, label: str, uid: int, kind: str) -> None:
        """The number of the account and its kind; without it neither."""
        told = deribit(desk, "get_account_summaries", label, query="extended=true").json["result"]
        assert (told["id"], told["type"]) == (uid, kind)
        assert set(deribit(desk, "get_account_summaries", label).json["result"]) == {"summaries"}

    def test_somebody_else(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        told = deribit(desk, "get_account_summaries", query="extended=true", wrong_user=True).json["result"]
        assert told["id"] != 148210


class TestSummary:
    def test_of_one_currency(self, desk: Desk) -> None:
        """Which has to be known."""
        assert deribit(desk, "get_account_summary", query="currency=USDC").json["result"]["balance"] == 1300
        assert code_of(deribit(desk, "get_account_summary", query="currency=NOPE")) == -32602


class TestKeys:
    def test_of_the_account(self, desk: Desk) -> None:
        """With addresses where there are any; deleted ones are gone."""
        rows = {row["name"]: row for row in deribit(desk, "list_api_keys").json["result"]}
        assert rows["trader"]["max_scope"] == "account:read trade:read_write wallet:read"
        assert "ip_whitelist" not in rows["trader"]
        assert rows["withdraw"]["ip_whitelist"] == ["127.0.0.1"]
        assert "revoked" not in rows

    def test_with_a_second_factor(self, desk: Desk) -> None:
        """A challenge stands in the place of the list, and nothing is refused."""
        told = deribit(desk, "list_api_keys", "second_factor").json["result"]
        assert told["security_key_authorization_required"] is True

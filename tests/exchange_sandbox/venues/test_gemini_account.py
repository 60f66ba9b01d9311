import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.gemini_desk import gemini


class TestRoles:
    @pytest.mark.parametrize(
        ("label", "held"),
        [
            ("trader", {"isTrader"}),
            ("read_only", {"isAuditor"}),
            ("withdraw", {"isTrader", "isFundManager"}),
            ("missing_read", set()),
        ],
    )
    def test_of_a_key(self, desk: Desk, label: str, held: set[str]) -> None:
        """Every key may ask, one without a role too."""
        told = gemini(desk, "/v1/roles", label).json
        assert {role for role, is_held in told.items() if is_held} == held
        assert len(told) == 3


class TestAccount:
    def test_reference(self, desk: Desk) -> None:
        """The reference for wires is the account's own."""
        assert gemini(desk, "/v1/account").json["memo_reference_code"] == "GEMPJBRDZ"
        assert gemini(desk, "/v1/account", "sub_account").json["memo_reference_code"] == "GEMQX7ZTL"


class TestBalances:
    def test_texts(self, desk: Desk) -> None:
        """Whole and free, zeros included."""
        rows = {row["currency"]: (row["amount"], row["available"]) for row in gemini(desk, "/v1/balances").json}
        assert rows["BTC"] == ("0.62721566", "0.57721566")
        assert rows["ETH"] == ("1.202056903159594285", "1.202056903159594285")
        assert (rows["DOGE"], rows["DRIFTWOOD"]) == (("0", "0"), ("3", "3"))


class TestStakingBalances:
    def test_numbers(self, desk: Desk) -> None:
        """Every digit, without quotation marks."""
        body = gemini(desk, "/v1/balances/staking").reply.body
        assert b'"currency":"SOL","balance":10.000000001,"available":0,' in body

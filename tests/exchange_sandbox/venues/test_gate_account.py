from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.gate_desk import gate


class TestAccountDetail:
    def test_names_owner_and_addresses(self, desk: Desk) -> None:
        """The number of the user, and the list of the key that asks."""
        told = gate(desk, "/account/detail", "ip_here").json
        assert (told["user_id"], told["ip_whitelist"], told["key"]) == (16672015, ["127.0.0.1"], {"mode": 1})


class TestMainKeys:
    def test_lists_every_key_with_stars(self, desk: Desk) -> None:
        """Keys of the account that exist, twelve characters of each."""
        listed = {key["name"]: key for key in gate(desk, "/account/main_keys").json}
        assert {"trader", "read_only", "withdraw"} <= set(listed)
        assert not {"revoked", "too_new", "sub_account"} & set(listed)
        assert listed["withdraw"]["key"] == desk.key("gate", "withdraw").credentials.api_key[:12] + "*****"
        assert {"name": "wallet", "read_only": False} in listed["withdraw"]["perms"]
        assert {"name": "account", "read_only": True} in listed["withdraw"]["perms"]

    def test_refuses_a_sub_account(self, desk: Desk) -> None:
        """The list is the main account's."""
        answer = gate(desk, "/account/main_keys", "sub_account")
        assert (answer.status, answer.json["label"]) == (403, "FORBIDDEN")


class TestSpotAccounts:
    def test_amounts_are_whole(self, desk: Desk) -> None:
        """Every digit, zeros included."""
        rows = {row["currency"]: (row["available"], row["locked"]) for row in gate(desk, "/spot/accounts").json}
        assert rows["BTC"] == ("0.27182818", "0.05")
        assert rows["ETH"] == ("1.4142135623730951", "0")
        assert rows["DOGE"] == ("0", "0")

    def test_one_currency(self, desk: Desk) -> None:
        """By its name."""
        assert [row["currency"] for row in gate(desk, "/spot/accounts", query="currency=ETH").json] == ["ETH"]


class TestLends:
    def test_amount(self, desk: Desk) -> None:
        """What is lent out."""
        assert [(row["currency"], row["current_amount"]) for row in gate(desk, "/earn/uni/lends").json] == [
            ("USDT", "420.25")
        ]

    def test_needs_its_own_right(self, desk: Desk) -> None:
        """A key for trading does not read it."""
        assert gate(desk, "/earn/uni/lends", "trade_only").json["message"].endswith("not have earn permission")


class TestFuturesAccount:
    def test_total_is_the_sum_of_its_parts(self, desk: Desk) -> None:
        """Margin of orders and positions, and what is available; profit is beside it."""
        desk.sandbox.world.prices.set("BTC", Decimal(62000))
        told = gate(desk, "/futures/usdt/accounts").json
        assert (told["currency"], told["total"], told["unrealised_pnl"]) == ("USDT", "1575.62345678", "15")
        parts = [Decimal(told[name]) for name in ("order_margin", "position_margin", "available")]
        assert sum(parts) == Decimal(told["total"])
        assert told["position_margin"] == "184.5"

    def test_an_inverse_contract_gains_coins(self, desk: Desk) -> None:
        """400 USD sold at 63000 and worth more coins at 60000."""
        desk.sandbox.world.prices.set("BTC", Decimal(60000))
        told = gate(desk, "/futures/btc/accounts").json
        assert (told["currency"], told["total"], told["unrealised_pnl"]) == ("BTC", "0.12345678", "0.00031746")

    def test_a_wallet_that_was_never_opened(self, desk: Desk) -> None:
        """Asks for a transfer first."""
        answer = gate(desk, "/futures/usdt/accounts", "brand_new")
        assert (answer.status, answer.json["label"]) == (400, "USER_NOT_FOUND")

    @pytest.mark.parametrize(("label", "mode", "name"), [("trader", 0, "classic"), ("unified", 1, "multi_currency")])
    def test_the_mode_is_told(self, desk: Desk, label: str, mode: int, name: str) -> None:
        """Classic, or one of the unified ones."""
        told = gate(desk, "/futures/usdt/accounts", label).json
        assert (told["margin_mode"], told["margin_mode_name"], told["enable_credit"]) == (mode, name, mode != 0)


class TestIsolatedAccounts:
    def test_each_pair_has_two_sides(self, desk: Desk) -> None:
        """Debt and interest are told apart."""
        (pair,) = gate(desk, "/margin/accounts").json
        assert (pair["currency_pair"], pair["quote"]["currency"]) == ("SOL_USDT", "USDT")
        assert (pair["base"]["borrowed"], pair["base"]["interest"]) == ("1.25", "0.0002")

from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk

INFO = "/0/private/GetApiKeyInfo"


class TestApiKeyInfo:
    def test_every_key_may_ask(self, desk: Desk) -> None:
        """The page needs no right."""
        told = desk.kraken(INFO, "missing_read").json["result"]
        assert told["permissions"] == ["modify-trades", "close-trades"]

    @pytest.mark.parametrize(
        ("label", "end", "addresses"),
        [
            ("trader", "0", []),
            ("expiring", str((NOW_MS + 864_000_000) // 1000), []),
            ("ip_here", "0", ["127.0.0.1"]),
        ],
    )
    def test_end_and_addresses(self, desk: Desk, label: str, end: str, addresses: list[str]) -> None:
        """Zero is never; no addresses are an empty list."""
        told = desk.kraken(INFO, label).json["result"]
        assert (told["valid_until"], told["ip_allowlist"], told["api_key_name"]) == (end, addresses, label)

    def test_all_keys_of_an_account_share_its_number(self, desk: Desk) -> None:
        """`iban` names the account."""
        ibans = {desk.kraken(INFO, label).json["result"]["iban"] for label in ("trader", "read_only", "withdraw")}
        assert ibans == {"AA24 N84G QDF6 MVYQ"}


class TestBalances:
    def test_totals(self, desk: Desk) -> None:
        """Coins with ten places, money with four, earning coins beside the others."""
        told = desk.kraken("/0/private/Balance").json["result"]
        assert (told["XXBT"], told["ZUSD"], told["DOT.S"]) == ("0.5321098765", "8865.4321", "120.5500000000")
        assert told["XXRP"] == "0.0000000000"

    def test_extended(self, desk: Desk) -> None:
        """Money has credit lines."""
        told = desk.kraken("/0/private/BalanceEx").json["result"]
        assert told["XXBT"] == {"balance": "0.5321098765", "hold_trade": "0.1000000000"}
        assert told["ZUSD"] == {
            "balance": "8865.4321",
            "hold_trade": "100.0000",
            "credit": "0.0000",
            "credit_used": "0.0000",
        }

    def test_an_empty_account(self, desk: Desk) -> None:
        """Has no balances."""
        assert desk.kraken("/0/private/BalanceEx", "brand_new").json["result"] == {}

    def test_trade_balance(self, desk: Desk) -> None:
        """0.1 BTC bought at 60,000 on margin earn 500 at 65,000."""
        desk.sandbox.world.prices.set("BTC", Decimal(65000))
        told = desk.kraken("/0/private/TradeBalance").json["result"]
        assert (told["n"], told["c"], told["v"], told["m"]) == ("500.0000", "6000.0000", "6500.0000", "1200.0000")
        assert Decimal(told["e"]) == Decimal(told["tb"]) + 500
        assert Decimal(told["mf"]) == Decimal(told["e"]) - 1200
        assert "ml" not in desk.kraken("/0/private/TradeBalance", "brand_new").json["result"]

    def test_earn(self, desk: Desk) -> None:
        """What is allocated, in the coin and in USD."""
        desk.sandbox.world.prices.set("DOT", Decimal(5))
        told = desk.kraken("/0/private/Earn/Allocations").json["result"]
        dot = next(item for item in told["items"] if item["native_asset"] == "DOT")
        assert dot["amount_allocated"]["total"]["converted"] == "602.7500"
        converted = [Decimal(item["amount_allocated"]["total"]["converted"]) for item in told["items"]]
        assert sum(converted) == Decimal(told["total_allocated"])

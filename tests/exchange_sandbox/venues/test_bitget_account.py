from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.bitget_desk import bitget
from tests.exchange_sandbox.desk import Desk

FUTURES = "/api/v2/mix/account/accounts"


def rows(desk: Desk, path: str, label: str = "trader", **more: Any) -> dict[str, dict[str, str]]:
    """Return the rows of a page by their coin."""
    return {row.get("coin") or row["marginCoin"]: row for row in bitget(desk, path, label, **more).json["data"]}


class TestInformation:
    def test_classic(self, desk: Desk) -> None:
        """Owner, addresses and rights; nobody's parent is zero."""
        told = bitget(desk, "/api/v2/spot/account/info", "withdraw").json["data"]
        assert (told["userId"], told["ips"], told["parentId"]) == ("7052136401", "127.0.0.1", 0)
        assert told["authorities"] == ["readonly", "trade", "withdraw"]

    def test_a_sub_account_names_its_parent(self, desk: Desk) -> None:
        """As a number."""
        assert bitget(desk, "/api/v2/spot/account/info", "sub_account").json["data"]["parentId"] == 7052136401

    def test_unified(self, desk: Desk) -> None:
        """A kind and a list of rights."""
        told = bitget(desk, "/api/v3/account/info", "unified").json["data"]
        assert (told["permType"], told["permissions"]) == ("read-and-write", ["uta_mgt", "uta_trade"])
        assert bitget(desk, "/api/v3/account/settings", "unified").json["data"]["accountMode"] == "unified"


class TestSpotAssets:
    PATH = "/api/v2/spot/account/assets"

    def test_amounts_are_whole(self, desk: Desk) -> None:
        """Every digit; coins without anything are left out."""
        told = rows(desk, self.PATH)
        assert (told["BTC"]["available"], told["BTC"]["frozen"], told["BTC"]["locked"]) == ("0.57721566", "0.04", "0")
        assert told["ETH"]["available"] == "1.6180339887498948"
        assert "DOGE" not in told

    def test_one_coin(self, desk: Desk) -> None:
        """By its name."""
        assert list(rows(desk, self.PATH, query="coin=ETH")) == ["ETH"]


class TestFundingAssets:
    def test_nothing_frozen_is_blank(self, desk: Desk) -> None:
        """As in the document's sample."""
        told = rows(desk, "/api/v2/account/funding-assets")
        assert {coin: (row["available"], row["frozen"]) for coin, row in told.items()} == {
            "USDT": ("66.5", "3.5"),
            "XRP": ("250", ""),
        }

    def test_unified(self, desk: Desk) -> None:
        """The page of v3 has the sum too."""
        assert rows(desk, "/api/v3/account/funding-assets", "unified")["USDT"]["balance"] == "12.5"


class TestFuturesAccounts:
    def test_equity_includes_profit(self, desk: Desk) -> None:
        """And a tenth of the position's value at entry is not available."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        (told,) = bitget(desk, FUTURES, query="productType=USDT-FUTURES").json["data"]
        assert (told["accountEquity"], told["unrealizedPL"]) == ("1900.12345678", "60")
        assert (told["available"], told["locked"]) == ("1550.12345678", "40")

    def test_no_profit_is_blank(self, desk: Desk) -> None:
        """As in the document's sample."""
        (told,) = bitget(desk, FUTURES, "sub_account", query="productType=USDT-FUTURES").json["data"]
        assert (told["accountEquity"], told["unrealizedPL"]) == ("0", "")

    @pytest.mark.parametrize(
        ("product", "coins"),
        [("usdc-futures", ["USDC"]), ("COIN-FUTURES", ["BTC", "ETH"]), ("SUSDT-FUTURES", [])],
    )
    def test_each_product_type_has_its_coins(self, desk: Desk, product: str, coins: list[str]) -> None:
        """The demo types have none."""
        assert list(rows(desk, FUTURES, query=f"productType={product}")) == coins

    def test_the_product_type_is_needed(self, desk: Desk) -> None:
        """And must be one."""
        assert bitget(desk, FUTURES).json["code"] == "40020"


class TestUnifiedAssets:
    def test_debts_are_no_equity(self, desk: Desk) -> None:
        """Borrowed coins are in the balance, and in the equity with a minus, beside the profit."""
        desk.sandbox.world.prices.set("ETH", Decimal(3200))
        told = bitget(desk, "/api/v3/account/assets", "unified").json["data"]
        usdt = {row["coin"]: row for row in told["assets"]}["USDT"]
        assert (usdt["balance"], usdt["debt"], usdt["locked"]) == ("910.5", "100.75", "10")
        assert usdt["equity"] == "859.75"  # 910.5 - 100.75 + 0.5 * (3300 - 3200)


class TestMargin:
    def test_cross(self, desk: Desk) -> None:
        """Each coin with its debt, and what is left of it."""
        told = rows(desk, "/api/v2/margin/crossed/account/assets")["USDT"]
        assert (told["totalAmount"], told["borrow"], told["interest"], told["net"]) == (
            "330.5",
            "120.25",
            "0.0375",
            "210.2125",
        )

    def test_isolated(self, desk: Desk) -> None:
        """The two sides of a pair are two rows."""
        told = rows(desk, "/api/v2/margin/isolated/account/assets")
        assert [(row["symbol"], coin, row["totalAmount"]) for coin, row in told.items()] == [
            ("ETHUSDT", "ETH", "0.75"),
            ("ETHUSDT", "USDT", "90.5"),
        ]

    def test_a_unified_account_has_none(self, desk: Desk) -> None:
        """Margin is a part of its one wallet."""
        assert bitget(desk, "/api/v2/margin/crossed/account/assets", "unified").json["code"] == "40085"


class TestEarnAssets:
    def test_a_coin_has_one_sum(self, desk: Desk) -> None:
        """Of what is subscribed."""
        assert bitget(desk, "/api/v2/earn/account/assets").json["data"] == [
            {"coin": "SOL", "amount": "4.25"},
            {"coin": "USDT", "amount": "400"},
        ]

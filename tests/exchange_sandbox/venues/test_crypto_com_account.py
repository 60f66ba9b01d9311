from typing import Any

import pytest

from tests.exchange_sandbox.crypto_com_desk import crypto_com
from tests.exchange_sandbox.desk import Desk


def wallet(desk: Desk, label: str = "trader") -> dict[str, Any]:
    """Return the one wallet of a key's account."""
    (told,) = crypto_com(desk, label=label).json["result"]["data"]
    return dict(told)


class TestUserBalance:
    def test_rows(self, desk: Desk) -> None:
        """Texts with every digit, zeros included; what is owed stands below zero."""
        rows = {row["instrument_name"]: row for row in wallet(desk)["position_balances"]}
        assert (rows["BTC"]["quantity"], rows["BTC"]["reserved_qty"]) == ("0.35166247", "0.02")
        assert rows["ETH"]["quantity"] == "1.732050807568877293"
        assert (rows["USDT"]["quantity"], rows["USDT"]["max_withdrawal_balance"]) == ("-150.5", "0")
        assert (rows["DOGE"]["quantity"], rows["DRIFTWOOD"]["market_value"]) == ("0", "0")

    def test_sums(self, desk: Desk) -> None:
        """The profit of a position, and the cash of isolated ones, in US dollars."""
        told, price = wallet(desk), float(desk.sandbox.world.prices.usd("BTC"))
        assert told["instrument_name"] == "USD"
        assert float(told["total_session_unrealized_pnl"]) == pytest.approx(0.05 * (price - 61000))
        assert told["total_isolated_cash_balance"] == "64.25000000"

    def test_an_empty_account(self, desk: Desk) -> None:
        """Has a wallet without rows."""
        assert wallet(desk, "brand_new")["position_balances"] == []


class TestAccounts:
    @pytest.mark.parametrize("label", ["trader", "sub_account"])
    def test_do_not_tell_whose_key_asks(self, desk: Desk, label: str) -> None:
        """Master and sub-account see the same."""
        told = crypto_com(desk, "private/get-accounts", label).json["result"]
        master = "243d3f39-b193-4eb9-1d60-e98f2fc17707"
        assert told["master_account"]["uuid"] == master
        assert [(below["master_account_uuid"], below["label"]) for below in told["sub_account_list"]] == [
            (master, "Sub")
        ]


class TestCurrencies:
    def test_every_asset(self, desk: Desk) -> None:
        """With a network."""
        told = crypto_com(desk, "private/get-currency-networks").json["result"]["currency_map"]
        assert set(told) == set(desk.sandbox.world.asset_codes)
        assert told["BTC"]["network_list"][0]["network_id"] == "BTC"

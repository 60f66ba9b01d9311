from typing import Any

import pytest

from tests.exchange_sandbox.desk import Desk


class TestBinanceUs:
    def test_balance(self, desk: Desk) -> None:
        """Spot, with dollars."""
        told = desk.binance("/api/v3/account", venue="binance_us", params={"omitZeroBalances": "true"}).json
        assert {row["asset"] for row in told["balances"]} == {"BTC", "USD", "USDT"}
        assert told["uid"] == 35001122

    def test_staking(self, desk: Desk) -> None:
        """What is staked is told apart from the balances, with a code of success."""
        told = desk.binance("/sapi/v1/staking/stakingBalance", venue="binance_us").json
        assert (told["code"], [(row["asset"], row["stakingAmount"]) for row in told["data"]]) == (
            "000000",
            [("ETH", "1.25"), ("SOL", "3.5")],
        )

    def test_pairs_are_quoted_in_dollars(self, desk: Desk) -> None:
        """And not in what only binance.com has."""
        symbols = {row["symbol"] for row in desk.ask("binance_us", "spot", "/api/v3/ticker/price").json}
        assert "BTCUSD" in symbols
        assert "BTCUSDC" not in symbols

    def test_there_is_no_page_about_keys(self, desk: Desk) -> None:
        """Nor a futures host."""
        assert desk.binance("/sapi/v1/account/apiRestrictions", venue="binance_us").status == 404

    @pytest.mark.parametrize(
        ("label", "more", "code"),
        [
            ("trader", {"secret": "A" * 64}, -1022),
            ("trader", {"api_key": "B" * 64}, -2015),
            ("ip_locked", {}, -2015),
            ("missing_read", {}, -2015),
            ("revoked", {}, -2008),
        ],
    )
    def test_refusals(self, desk: Desk, label: str, more: dict[str, Any], code: int) -> None:
        """As at Binance; keys of one venue are unknown at the other."""
        assert desk.binance("/api/v3/account", label, venue="binance_us", **more).json["code"] == code
        foreign = desk.key("binance").credentials.api_key
        assert desk.binance("/api/v3/account", venue="binance_us", api_key=foreign).json["code"] == -2015

from decimal import Decimal

from tests.exchange_sandbox.desk import Desk


class TestCrossAccount:
    def test_amounts(self, desk: Desk) -> None:
        """Net is what is there less debt and interest."""
        told = desk.binance("/sapi/v1/margin/account").json
        rows = {row["asset"]: row for row in told["userAssets"]}
        assert rows["USDT"] == {
            "asset": "USDT",
            "borrowed": "1000.00000000",
            "free": "3200.50000000",
            "interest": "0.98765432",
            "locked": "100.00000000",
            "netAsset": "2299.51234568",
        }
        total, debt, net = (
            Decimal(told[name]) for name in ("totalAssetOfBtc", "totalLiabilityOfBtc", "totalNetAssetOfBtc")
        )
        assert total - debt == net > 0
        assert abs(Decimal(told["marginLevel"]) - total / debt) < Decimal("1e-6")

    def test_never_opened(self, desk: Desk) -> None:
        """An account without margin is told so."""
        answer = desk.binance("/sapi/v1/margin/account", "futures_less")
        assert (answer.status, answer.json) == (400, {"code": -3003, "msg": "Margin account does not exist."})

    def test_without_debt(self, desk: Desk) -> None:
        """The level is the one Binance shows to those who owe nothing."""
        holder = desk.key("binance").account
        holder.wallets["margin"] = {"BTC": holder.wallets["coinm"]["BTC"]}
        assert desk.binance("/sapi/v1/margin/account").json["marginLevel"] == "999.00000000"


class TestIsolatedAccount:
    def test_amounts(self, desk: Desk) -> None:
        """One entry per pair, the totals over all of them."""
        told = desk.binance("/sapi/v1/margin/isolated/account").json
        (pair,) = told["assets"]
        assert (pair["symbol"], pair["baseAsset"]["asset"], pair["quoteAsset"]["asset"]) == ("BTCUSDT", "BTC", "USDT")
        assert pair["baseAsset"]["netAsset"] == "0.00999679"
        assert told["totalLiabilityOfBtc"] == "0.00500321"

    def test_never_opened(self, desk: Desk) -> None:
        """No pairs."""
        assert desk.binance("/sapi/v1/margin/isolated/account", "futures_less").json["assets"] == []


class TestPairs:
    def test_both_kinds(self, desk: Desk) -> None:
        """Only cross pairs have an id."""
        cross = desk.binance("/sapi/v1/margin/allPairs").json
        isolated = desk.binance("/sapi/v1/margin/isolated/allPairs").json
        assert [row["symbol"] for row in cross] == [row["symbol"] for row in isolated]
        assert all("id" in row for row in cross)
        assert not any("id" in row for row in isolated)

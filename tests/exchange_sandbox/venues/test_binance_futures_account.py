from decimal import Decimal

from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestUsdm:
    def test_profit_follows_the_price(self, desk: Desk) -> None:
        """0.05 BTC bought at 61,000 earn 150 at 64,000."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        told = desk.binance("/fapi/v3/account", host="usdm").json
        rows = {row["asset"]: row for row in told["assets"]}
        assert rows["USDT"]["walletBalance"] == "5250.12345678"
        assert rows["USDT"]["unrealizedProfit"] == "150.00000000"
        assert rows["USDT"]["marginBalance"] == "5400.12345678"
        assert [(row["symbol"], row["positionAmt"]) for row in told["positions"]] == [("BTCUSDT", "0.05")]

    def test_only_empty_assets_were_never_updated(self, desk: Desk) -> None:
        """Clients drop assets whose updateTime is 0."""
        rows = {row["asset"]: row for row in desk.binance("/fapi/v2/account", host="usdm").json["assets"]}
        assert (rows["USDC"]["updateTime"], rows["USDT"]["updateTime"]) == (0, NOW_MS - 60_000)

    def test_balance(self, desk: Desk) -> None:
        """The short page tells the same."""
        account = desk.binance("/fapi/v3/account", host="usdm").json["assets"]
        balance = desk.binance("/fapi/v3/balance", host="usdm").json
        assert [(row["asset"], row["balance"], row["availableBalance"]) for row in balance] == [
            (row["asset"], row["walletBalance"], row["availableBalance"]) for row in account
        ]

    def test_config(self, desk: Desk) -> None:
        """Trading futures needs the right."""
        told = [
            desk.binance("/fapi/v1/accountConfig", label, host="usdm").json["canTrade"]
            for label in ("trader", "read_only")
        ]
        assert told == [True, False]


class TestCoinm:
    def test_profit_is_in_the_coin(self, desk: Desk) -> None:
        """10 contracts of 100 USD bought at 60,000."""
        desk.sandbox.world.prices.set("BTC", Decimal(80000))
        told = desk.binance("/dapi/v1/account", host="coinm").json
        rows = {row["asset"]: row for row in told["assets"]}
        assert rows["BTC"]["unrealizedProfit"] == "0.00416667"
        assert rows["BTC"]["walletBalance"] == "0.80000000"
        assert told["positions"][0]["positionAmt"] == "10"
        assert {row["asset"] for row in desk.binance("/dapi/v1/balance", host="coinm").json} == {"BTC", "ETH"}


class TestPortfolio:
    def test_wallets_side_by_side(self, desk: Desk) -> None:
        """Margin, linear and inverse wallets of one asset in one row."""
        rows = {row["asset"]: row for row in desk.binance("/papi/v1/balance", "portfolio_margin", host="papi").json}
        assert rows["BTC"]["crossMarginBorrowed"] == "0.25000000"
        assert rows["BTC"]["cmWalletBalance"] == "0.30000000"
        assert rows["USDT"]["umWalletBalance"] == "700.25000000"

    def test_others_are_refused(self, desk: Desk) -> None:
        """Without the right, and with it but without the account."""
        assert desk.binance("/papi/v1/balance", host="papi").json["code"] == -2015
        key = desk.key("binance")
        key.permissions |= {"enablePortfolioMarginTrading"}
        assert desk.binance("/papi/v1/balance", host="papi").json["code"] == -2015

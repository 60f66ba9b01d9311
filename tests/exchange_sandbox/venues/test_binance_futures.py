import pytest

from tests.exchange_sandbox.desk import Desk


class TestRoutes:
    @pytest.mark.parametrize(
        ("host", "path", "header"),
        [("usdm", "/fapi/v3/account", "5"), ("coinm", "/dapi/v1/account", "5"), ("papi", "/papi/v1/balance", "20")],
    )
    def test_weights(self, desk: Desk, host: str, path: str, header: str) -> None:
        """Each host counts for itself."""
        answer = desk.binance(path, "portfolio_margin", host=host)
        assert (answer.status, answer.reply.headers["X-MBX-USED-WEIGHT-1M"]) == (200, header)

    def test_a_path_is_on_its_host_only(self, desk: Desk) -> None:
        """The hosts are different machines."""
        assert desk.binance("/fapi/v3/account", host="spot").status == 404
        assert desk.binance("/api/v3/account", host="usdm").status == 404


class TestContracts:
    def test_linear(self, desk: Desk) -> None:
        """Perpetual and dated contracts with the quote as margin."""
        symbols = {row["symbol"]: row for row in desk.ask("binance", "usdm", "/fapi/v1/exchangeInfo").json["symbols"]}
        assert symbols["BTCUSDT"]["contractType"] == "PERPETUAL"
        assert symbols["BTCUSDC"]["marginAsset"] == "USDC"
        assert symbols["BTCUSDT_261225"]["deliveryDate"] == 1_798_185_600_000

    def test_inverse(self, desk: Desk) -> None:
        """The coin is the margin; a contract is 100 USD of BTC and 10 USD of others."""
        symbols = {row["symbol"]: row for row in desk.ask("binance", "coinm", "/dapi/v1/exchangeInfo").json["symbols"]}
        assert (symbols["BTCUSD_PERP"]["marginAsset"], symbols["BTCUSD_PERP"]["contractSize"]) == ("BTC", 100)
        assert symbols["ETHUSD_PERP"]["contractSize"] == 10

    def test_options_are_empty(self, desk: Desk) -> None:
        """There is a host for them and nothing on it."""
        assert desk.ask("binance", "eapi", "/eapi/v1/exchangeInfo").json["optionSymbols"] == []

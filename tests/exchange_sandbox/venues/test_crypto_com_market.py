from decimal import Decimal

from tests.exchange_sandbox.crypto_com_desk import public
from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestCryptoComBoard:
    def test_every_instrument_has_a_ticker(self, desk: Desk) -> None:
        """Pairs and perpetuals."""
        listed = {row["symbol"]: row["inst_type"] for row in public(desk, "get-instruments").json["result"]["data"]}
        assert list(listed) == [row["i"] for row in public(desk, "get-tickers").json["result"]["data"]]
        assert (listed["BTC_USDT"], listed["BTCUSD-PERP"]) == ("CCY_PAIR", "PERPETUAL_SWAP")

    def test_one_ticker(self, desk: Desk) -> None:
        """Its price is a text, and its time the venue's."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        (row,) = public(desk, "get-tickers", "instrument_name=BTC_USD").json["result"]["data"]
        assert (row["i"], row["a"], row["t"]) == ("BTC_USD", "70000", NOW_MS)
        assert public(desk, "get-tickers", "instrument_name=NO_SUCH").json["result"]["data"] == []

from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk


class TestBoard:
    @pytest.mark.parametrize("kind", ["SPOT", "SWAP", "FUTURES", "OPTION"])
    def test_every_instrument_has_a_ticker(self, desk: Desk, kind: str) -> None:
        """Both pages list the same names; there are no options."""
        pages = ("/api/v5/public/instruments", "/api/v5/market/tickers")
        names = [
            [row["instId"] for row in desk.ask("okx", "rest", page, f"instType={kind}").json["data"]] for page in pages
        ]
        assert names[0] == names[1]
        assert bool(names[0]) == (kind != "OPTION")

    @pytest.mark.parametrize(("query", "code"), [("", "50014"), ("instType=X", "51000")])
    def test_the_type_is_needed(self, desk: Desk, query: str, code: str) -> None:
        """And must be one."""
        answer = desk.ask("okx", "rest", "/api/v5/market/tickers", query)
        assert (answer.status, answer.json["code"]) == (400, code)

    def test_contracts(self, desk: Desk) -> None:
        """Linear contracts are settled in the quote, inverse ones in the coin."""
        rows = desk.ask("okx", "rest", "/api/v5/public/instruments", "instType=SWAP").json["data"]
        settled = {row["instId"]: (row["ctType"], row["settleCcy"], row["ctValCcy"]) for row in rows}
        assert settled["BTC-USDT-SWAP"] == ("linear", "USDT", "BTC")
        assert settled["BTC-USD-SWAP"] == ("inverse", "BTC", "USD")

    def test_one_ticker(self, desk: Desk) -> None:
        """The last price is a fixed one when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(69986))
        (row,) = desk.ask("okx", "rest", "/api/v5/market/ticker", "instId=BTC-USDT").json["data"]
        assert row["last"] == "70000"
        assert desk.ask("okx", "rest", "/api/v5/market/ticker", "instId=X").json["code"] == "51001"

    def test_time_and_status(self, desk: Desk) -> None:
        """The venue's clock, and no maintenance."""
        assert desk.ask("okx", "rest", "/api/v5/public/time").json["data"] == [{"ts": str(desk.clock.now_ms())}]
        assert desk.ask("okx", "rest", "/api/v5/system/status").json["data"] == []

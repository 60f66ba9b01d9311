"""Leverage brackets of both futures hosts."""

import pytest

from tests.exchange_sandbox.desk import Desk


class TestBrackets:
    @pytest.mark.parametrize(
        ("host", "path", "symbol"),
        [("usdm", "/fapi/v1/leverageBracket", "BTCUSDT"), ("coinm", "/dapi/v2/leverageBracket", "BTCUSD_PERP")],
    )
    def test_small_positions_are_allowed_the_most(self, desk: Desk, host: str, path: str, symbol: str) -> None:
        """Every symbol is listed, to a key only."""
        rows = desk.binance(path, host=host).json
        brackets = {row["symbol"]: row["brackets"] for row in rows}[symbol]
        assert [step["initialLeverage"] for step in brackets] == [125, 20]
        assert desk.ask("binance", host, path).status in {400, 401}

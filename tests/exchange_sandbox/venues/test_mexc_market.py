from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk


def ask(desk: Desk, path: str, query: str = "") -> Any:
    """Return what a public page says."""
    return desk.ask("mexc", "rest", f"/api/{path}", query).json


class TestBoard:
    def test_every_symbol_has_prices(self, desk: Desk) -> None:
        """The three lists have the same names."""
        symbols = [row["symbol"] for row in ask(desk, "v3/exchangeInfo")["symbols"]]
        assert symbols == [row["symbol"] for row in ask(desk, "v3/ticker/price")]
        assert symbols == [row["symbol"] for row in ask(desk, "v3/ticker/24hr")]
        assert {"BTCUSDT", "XMRBTC", "ETHEUR"} <= set(symbols)

    @pytest.mark.parametrize(("path", "field"), [("v3/ticker/price", "price"), ("v3/ticker/24hr", "lastPrice")])
    def test_one_symbol(self, desk: Desk, path: str, field: str) -> None:
        """Is a row and no list; the last price is a fixed one when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(69986))
        assert ask(desk, path, "symbol=BTCUSDT")[field] == "70000"
        assert ask(desk, path, "symbol=X") == {"code": -1121, "msg": "Invalid symbol."}

    def test_contracts_are_settled_in_usdt(self, desk: Desk) -> None:
        """Perpetuals, as numbers of JSON."""
        told = ask(desk, "v1/contract/detail")
        assert (told["success"], told["code"]) == (True, 0)
        assert {row["settleCoin"] for row in told["data"]} == {"USDT"}
        assert "BTC_USDT" in {row["symbol"] for row in told["data"]}

    def test_time(self, desk: Desk) -> None:
        """The venue's clock, and a sign of life."""
        assert ask(desk, "v3/time") == {"serverTime": NOW_MS}
        assert ask(desk, "v3/ping") == {}

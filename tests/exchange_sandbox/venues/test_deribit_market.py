from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.deribit_desk import code_of
from tests.exchange_sandbox.desk import NOW_MS, Desk

BOOK = "get_book_summary_by_currency"


def ask(desk: Desk, method: str, query: str = "") -> Any:
    """Return what a public method says."""
    return desk.ask("deribit", "rest", f"/api/v2/public/{method}", query).json["result"]


class TestBookSummary:
    def test_linear_futures_are_settled_in_usdc(self, desk: Desk) -> None:
        """Each with its index, a fixed one when fixed; a dated one is among them."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        desk.sandbox.world.prices.set("USDC", Decimal(1))
        rows = {row["instrument_name"]: row for row in ask(desk, BOOK, "currency=USDC&kind=future")}
        assert rows["BTC_USDC-PERPETUAL"]["estimated_delivery_price"] == 64000
        assert "BTC_USDC-25DEC26" in rows
        assert all(row["quote_currency"] == "USDC" for row in rows.values())

    def test_the_change_of_a_day(self, desk: Desk) -> None:
        """In percent: a price that is fixed was the same before, others moved."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        desk.sandbox.world.prices.set("USDC", Decimal(1))
        told = {row["instrument_name"]: row["price_change"] for row in ask(desk, BOOK, "currency=USDC")}
        assert told["BTC_USDC-PERPETUAL"] == 0
        assert 0 < abs(told["ETH_USDC-PERPETUAL"]) < 5

    def test_inverse_ones_in_their_coin(self, desk: Desk) -> None:
        """Priced in dollars."""
        assert [row["instrument_name"] for row in ask(desk, BOOK, "currency=ETH")] == ["ETH-PERPETUAL"]

    def test_other_kinds(self, desk: Desk) -> None:
        """Are not emulated."""
        assert ask(desk, BOOK, "currency=USDC&kind=option") == []

    @pytest.mark.parametrize(("query", "reason"), [("", "value is required"), ("currency=any", "invalid currency")])
    def test_needs_a_currency(self, desk: Desk, query: str, reason: str) -> None:
        """All at once are not told."""
        answer = desk.ask("deribit", "rest", f"/api/v2/public/{BOOK}", query)
        assert (code_of(answer), answer.json["error"]["data"]["reason"]) == (-32602, reason)


class TestLists:
    def test_every_instrument_is_in_a_summary(self, desk: Desk) -> None:
        """All together, or those of one currency."""
        names = {row["instrument_name"] for row in ask(desk, "get_instruments")}
        told = [ask(desk, BOOK, f"currency={code}") for code in ("USDC", "BTC", "ETH")]
        assert names == {row["instrument_name"] for rows in told for row in rows}
        assert {row["settlement_currency"] for row in ask(desk, "get_instruments", "currency=BTC")} == {"BTC"}

    def test_time_currencies_and_status(self, desk: Desk) -> None:
        """The venue's clock, what it knows, and that it is open."""
        assert ask(desk, "get_time") == NOW_MS
        assert {"BTC", "DRIFTWOOD"} <= {row["currency"] for row in ask(desk, "get_currencies")}
        assert ask(desk, "status") == {"locked": "false", "locked_indices": []}

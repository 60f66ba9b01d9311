"""Balances from answers."""

from decimal import Decimal
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.balance import Holding
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.parsers import MISREAD, BalanceParser

ENTRIES = Catalog.load().entries


def parser(venue: str, code: str, number: int = 0) -> BalanceParser:
    entry = ENTRIES[venue]
    market = next(market for market in entry.markets if market.code == code)
    return BalanceParser(market.balances[number], AssetNames(entry.assets))


def spot(**row: str) -> bytes:
    return msgspec.json.encode({"balances": [{"asset": "BTC", "free": "0", "locked": "0"} | row]})


def holding(currency: str, wallet: str, *amounts: str, borrowed: str = "0") -> Holding:
    free, used, total, equity = map(Decimal, amounts)
    return Holding(
        currency=currency, wallet=wallet, free=free, used=used, total=total, equity=equity, borrowed=Decimal(borrowed)
    )


class TestSpot:
    def test_adds_free_and_locked(self):
        """What is owned in a spot wallet is what is free and what orders hold."""
        found = parser("binance", "binance").parse(spot(free="0.51234567", locked="0.1"))
        assert found == [holding("BTC", "spot", "0.51234567", "0.1", "0.61234567", "0.61234567")]

    def test_keeps_every_digit_of_the_wire(self):
        """An amount is the exact decimal of its text."""
        text = "1234567890123456789.123456789012345678"
        assert str(parser("binance", "binance").parse(spot(free=text))[0].free) == text

    @pytest.mark.parametrize("text", ["0", "0.00000000", "-0", "0E-10"])
    def test_drops_what_is_zero(self, text):
        """A currency that nobody holds is no holding."""
        assert parser("binance", "binance").parse(spot(free=text)) == []

    def test_puts_marked_currencies_into_their_wallet(self):
        """LDUSDT in the spot wallet is USDT in earn."""
        found = parser("binance", "binance").parse(spot(asset="LDUSDT", free="250"))
        assert found == [holding("USDT", "earn", "250", "0", "250", "250")]


class TestBounds:
    @pytest.mark.parametrize(
        "text",
        [
            "-1",
            "-0.00000001",
            "1e400",
            "1e28",
            "NaN",
            "sNaN",
            "Infinity",
            "-Infinity",
            "0x1",
            "",
            "1,5",
            "ten",
            "1e-99",
        ],
    )
    def test_refuses_what_is_no_amount(self, text):
        """Negative, endless, hexadecimal and microscopic amounts are a broken answer, never a balance."""
        with pytest.raises(MISREAD):
            parser("binance", "binance").parse(spot(free=text))

    @pytest.mark.parametrize("value", [None, True, [], {}, "null"])
    def test_refuses_other_types(self, value):
        """An amount is a text or a number."""
        with pytest.raises(MISREAD):
            parser("binance", "binance").parse(spot(free=value))

    def test_refuses_more_digits_than_can_be_meant(self):
        """Sixty digits are more than any venue means; nothing is rounded."""
        with pytest.raises(MISREAD):
            parser("binance", "binance").parse(spot(free="0." + "1" * 61))

    def test_a_zero_cannot_smuggle_in_an_exponent(self):
        """A zero with a million digits behind the point is zero."""
        found = parser("binance", "binance").parse(spot(free="0E-1000000", locked="1"))
        assert str(found[0].free) == "0"

    @pytest.mark.parametrize(
        "body", [b"{}", b"[]", b"null", b'{"balances":null}', b'{"balances":{}}', b'{"balances":[1]}']
    )
    def test_refuses_an_answer_without_rows(self, body):
        """An answer without balances is not an empty account."""
        with pytest.raises(MISREAD):
            parser("binance", "binance").parse(body)

    def test_an_empty_account_is_empty(self):
        """A list without rows is an account without holdings."""
        assert parser("binance", "binance").parse(b'{"balances":[]}') == []

    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_misread(self, body):
        """Nothing but the named errors leaves the parser."""
        for venue, code in (("binance", "binance"), ("okx", "okex"), ("kraken", "kraken")):
            try:
                parser(venue, code).parse(body)
            except MISREAD:
                continue

    @given(st.text("0123456789.eE+-NaInfity_x ", max_size=30))
    def test_any_text_is_an_amount_in_bounds_or_misread(self, text):
        """Whatever the text, an amount that comes through is finite, not negative and below 10^28."""
        try:
            found = parser("binance", "binance").parse(spot(free=text))
        except MISREAD:
            return
        assert all(0 <= one.free < Decimal(10) ** 28 and one.free == Decimal(text) for one in found)


class TestMargin:
    def test_takes_off_what_is_borrowed_and_its_interest(self):
        """A margin wallet is worth its net."""
        row = {"asset": "BTC", "free": "0.25", "locked": "0", "borrowed": "0.05", "interest": "0.00001234"}
        found = parser("binance", "binance_margin").parse(msgspec.json.encode({"userAssets": [row]}))
        assert found == [holding("BTC", "margin", "0.25", "0", "0.25", "0.19998766", borrowed="0.05")]

    def test_a_debt_is_negative(self):
        """More owed than held is negative equity."""
        row = {"asset": "USDT", "free": "0", "locked": "0", "borrowed": "10", "interest": "0.5"}
        found = parser("binance", "binance_margin").parse(msgspec.json.encode({"userAssets": [row]}))
        assert found == [holding("USDT", "margin", "0", "0", "0", "-10.5", borrowed="10")]


class TestFutures:
    ROW: ClassVar = {"asset": "USDT", "walletBalance": "100", "initialMargin": "30", "availableBalance": "65"}

    @pytest.mark.parametrize(("profit", "equity"), [("-5", "95"), ("7.25", "107.25"), ("0", "100")])
    def test_adds_the_unrealised_profit(self, profit, equity):
        """A futures wallet is worth its cash and what open positions have won or lost."""
        body = msgspec.json.encode({"assets": [self.ROW | {"unrealizedProfit": profit}]})
        found = parser("binance", "binance_futures").parse(body)
        assert found == [holding("USDT", "futures", "65", "30", "100", equity)]

    def test_cash_may_be_negative(self):
        """In multi-asset mode a loss is taken from other assets, and this one's cash sinks below zero."""
        row = self.ROW | {"walletBalance": "-3", "initialMargin": "0", "availableBalance": "0", "unrealizedProfit": "0"}
        found = parser("binance", "binance_futures_coin").parse(msgspec.json.encode({"assets": [row]}))
        assert found == [holding("USDT", "futures", "0", "0", "-3", "-3")]


class TestOkx:
    def test_takes_the_equity_that_okx_tells(self):
        """Equity holds loans and open profit; a loan that is left blank is none."""
        row = {"ccy": "USDT", "eq": "90.5", "cashBal": "100", "availBal": "80", "frozenBal": "20", "liab": ""}
        body = msgspec.json.encode({"code": "0", "data": [{"details": [row]}]})
        found = parser("okx", "okex").parse(body)
        assert found == [holding("USDT", "trading", "80", "20", "100", "90.5")]

    def test_a_row_of_zeros_is_dropped_whatever_its_blanks_say(self):
        """A blank that is written as 0 holds nothing either."""
        row = {"ccy": "ETH", "eq": "0", "cashBal": "0", "availBal": "0", "frozenBal": "0", "liab": "0.00"}
        body = msgspec.json.encode({"code": "0", "data": [{"details": [row]}]})
        assert parser("okx", "okex").parse(body) == []

    def test_savings_cannot_be_used(self):
        """What is lent out is held, but not free."""
        body = msgspec.json.encode({"code": "0", "data": [{"ccy": "USDT", "amt": "1000", "pendingAmt": "0"}]})
        assert parser("okx", "okex", 2).parse(body) == [holding("USDT", "earn", "0", "1000", "1000", "1000")]


class TestKraken:
    def test_reads_rows_by_name(self):
        """Kraken's balances are an object by asset."""
        rows = {"XXBT": {"balance": "1.0", "hold_trade": "0.2"}, "ZUSD": {"balance": "0", "hold_trade": "0"}}
        body = msgspec.json.encode({"error": [], "result": rows})
        assert parser("kraken", "kraken").parse(body) == [holding("BTC", "spot", "0.8", "0.2", "1.0", "1.0")]

    def test_reads_json_numbers_exactly(self):
        """A JSON number is read from its text, never as a float."""
        body = b'{"result":{"XXBT":{"balance":0.1000000000000000055511151231257827,"hold_trade":0}}}'
        assert str(parser("kraken", "kraken").parse(body)[0].total) == "0.1000000000000000055511151231257827"

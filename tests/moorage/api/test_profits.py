"""Profit on the wire."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import msgspec
from msgspec import UNSET, Raw

from moorage.api.profits import profit_extension, profit_fields
from moorage.domain.display import Display
from moorage.domain.profit import Figures, Gain, Profit
from tests.makers import NOW


def earned(btc: str, usd: str, base: str = "1000", days: int = 1) -> Gain:
    """Return a profit on a base that is the same number in both currencies."""
    invested = Figures(Decimal(base), Decimal(base))
    return Gain(since=NOW - timedelta(days=days), profit=Figures(Decimal(btc), Decimal(usd)), base=invested)


FULL = Profit(day=earned("0.1", "-1.6"), month=earned("2", "25", days=30), total=earned("1E-9", "3E-8", days=90))


class TestProfitFields:
    def test_each_period_has_its_fields(self):
        """Day, month and total, in BTC and USD, with percentages of two decimals."""
        fields = profit_fields(FULL)
        assert {name: value for name, value in fields.items() if isinstance(value, str)} == {
            "day_profit_btc": "0.1",
            "day_profit_usd": "-1.6",
            "day_profit_btc_percentage": "0.01",
            "day_profit_usd_percentage": "-0.16",
            "btc_profit": "2.0",
            "usd_profit": "25.0",
            "btc_profit_percentage": "0.20",
            "usd_profit_percentage": "2.50",
            "total_btc_profit": "0.000000001",
            "total_usd_profit": "0.00000003",
        }

    def test_the_display_currency_follows(self):
        """The day's percentage has four decimals, and the total is a number without an exponent."""
        encoded = msgspec.json.encode(profit_fields(FULL))
        assert b'"day_profit_primary_display_currency_percentage":{"currency":"USD","amount":"-0.1600"}' in encoded
        assert b'"primary_display_currency_profit":{"currency":"USD","amount":"25.0"}' in encoded
        assert b'"total_primary_display_currency_profit":{"currency":"USD","amount":0.00000003}' in encoded

    def test_a_display_in_bitcoin_agrees_with_the_fields_in_bitcoin(self):
        """The same profit is not told in two ways."""
        fields = profit_fields(FULL, Display("BTC", Decimal("0.00002")))
        for of_display, of_btc in (
            ("primary_display_currency_profit", "btc_profit"),
            ("primary_display_currency_profit_percentage", "btc_profit_percentage"),
            ("day_profit_primary_display_currency", "day_profit_btc"),
        ):
            assert (fields[of_display].currency, fields[of_display].amount) == ("BTC", fields[of_btc])
        assert fields["total_primary_display_currency_profit"].amount == Raw(b"0.000000001")

    def test_without_history_all_is_zero(self):
        """A new account has earned nothing yet."""
        texts = [value for value in profit_fields(Profit()).values() if isinstance(value, str)]
        assert set(texts) == {"0.0", "0.00"}


class TestProfitExtension:
    def test_tells_since_when(self):
        """A younger account says that its month is shorter."""
        told = profit_extension(FULL, "Not told.", NOW)
        assert (told.day_since, told.flaw) == ("2026-11-21T12:00:00.000Z", "Not told.")
        assert told.transfers_read_at == "2026-11-22T12:00:00.000Z"

    def test_names_what_compares_more_with_less(self):
        """Something had no price, then or now."""
        assert profit_extension(FULL, None, None).incomplete is UNSET
        told = profit_extension(replace(FULL, month=replace(FULL.month, complete=False)), None, None)
        assert told.incomplete == ["month"]

    def test_leaves_out_what_is_not_known(self):
        """Before there is history nothing is said of it."""
        assert msgspec.json.encode(profit_extension(Profit(), None, None)) == b"{}"

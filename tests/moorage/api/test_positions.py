from decimal import Decimal

from moorage.api.positions import PositionShapes
from moorage.api.schemas import ENCODER
from moorage.currencies import Currencies
from moorage.domain.balance import Balances
from moorage.domain.display import Display
from moorage.domain.position import positions
from moorage.domain.quotes import OtherVenue, Quotes
from tests.contract import positions as charts
from tests.makers import NOW, make_book, make_holding

SHAPES = PositionShapes(Currencies(), "https://moorage.example")
OTHERS = [OtherVenue("Kraken", make_book(("USDT", "USD", "0.5")))]
QUOTES = Quotes(make_book(("BTC", "USDT", "50000")), OTHERS)
HELD = positions(Balances((make_holding("BTC", "1"),), NOW), QUOTES, "USD", stale=False, is_wallet=True)


class TestPie:
    def test_says_whose_prices_they_are(self):
        """And shows values in the currency of display."""
        [found] = charts.pie(ENCODER.encode(SHAPES.pie(HELD, 7, Display("EUR", Decimal(2)))))
        assert found.x_moorage["priced_elsewhere"] == {"USDT": "Kraken"}
        assert (found.usd_value, found.primary_display_currency.amount, found.account_id) == ("25000.0", "50000.0", 7)


class TestTable:
    def test_names_an_icon_and_a_wallet(self):
        """The icon is one that this server serves."""
        [found] = charts.table(ENCODER.encode(SHAPES.table(HELD, 7, Display())))
        assert found.currency_icon == "https://moorage.example/icons/currencies/BTC.svg"
        assert (found.is_wallet, found.currency_slug, found.available_long) == (True, "bitcoin", 1)

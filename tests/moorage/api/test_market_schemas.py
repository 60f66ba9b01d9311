"""The wire shapes of market data."""

from decimal import Decimal

import pytest

from moorage.api.market_schemas import CurrencyRates, currency_rates, leverage
from moorage.domain.trading_rule import Limits, MarginMode, Quote
from moorage.services.market_data import Rates
from tests.contract import market_data as contract
from tests.makers import make_rule


class TestCurrencyRates:
    def test_has_the_fields_of_the_contract_in_their_order(self):
        """Field for field."""
        assert CurrencyRates.__struct_encode_fields__ == contract.CurrencyRates.__struct_encode_fields__

    def test_an_unknown_price_is_left_out(self):
        """Never shown as 0."""
        shown = currency_rates(Rates(make_rule(), Quote()))
        assert not any(isinstance(value, str) and value.startswith("0.0") for value in (shown.last, shown.bid))


class TestLeverage:
    @pytest.mark.parametrize(("least", "shown"), [(None, 1), (Decimal("1.00"), 1), (Decimal("0.5"), 0.5)])
    def test_the_least_is_a_number(self, least, shown):
        """One where the exchange tells none."""
        rule = make_rule(margin_modes=(MarginMode.ISOLATED,), limits=Limits(min_leverage=least))
        (mode,) = leverage(rule)
        assert (mode.valid.min, mode.valid.max, mode.code, mode.name) == (shown, None, "isolated", "Isolated")

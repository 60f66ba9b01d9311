"""The examples of the document are answers that the contract allows."""

import msgspec
import pytest

from moorage.api import market_operations
from tests.contract.market_data import CurrencyRates, Leverage, Pairs, RatesWithLeverage


@pytest.mark.parametrize(
    ("operation", "model"),
    [
        (market_operations.MARKET_PAIRS, Pairs),
        (market_operations.CURRENCY_RATES, CurrencyRates),
        (market_operations.RATES_WITH_LEVERAGE, RatesWithLeverage),
        (market_operations.LEVERAGE, list[Leverage]),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_the_example_is_an_answer(operation, model):
    """Strictly."""
    assert msgspec.convert(operation.example, model, strict=True)

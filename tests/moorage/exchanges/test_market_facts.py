"""The blocks of an entry about account types, as the shipped entries use them."""

import pytest

from moorage.exchanges.catalog import Catalog
from moorage.exchanges.market_facts import Balance

BALANCES = [
    (market.code, balance)
    for entry in Catalog.load().entries.values()
    for market in entry.markets
    for balance in market.balances
]


class TestBalance:
    @pytest.mark.parametrize(("code", "balance"), BALANCES, ids=lambda value: getattr(value, "wallet", value))
    def test_every_wallet_tells_what_is_held(self, code: str, balance: Balance):
        """The total is told, or follows from what is free and what is used."""
        assert balance.total or (balance.free and balance.used)

    @pytest.mark.parametrize(("code", "balance"), BALANCES, ids=lambda value: getattr(value, "wallet", value))
    def test_a_list_names_its_currency(self, code: str, balance: Balance):
        """Only in an object by currency no field names it."""
        assert bool(balance.currency) == (balance.shape == "list")

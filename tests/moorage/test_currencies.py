"""currencies.py: names and numbers of currencies."""

import tomllib
from importlib import resources
from itertools import combinations

from moorage.currencies import Currencies
from moorage.domain.currency import Currency

TOLD = tomllib.loads(resources.files("moorage").joinpath("currencies.toml").read_text())
BLOCKS = ("coins", "older_coins", "named", "money")


class TestGet:
    def test_a_coin_has_its_number(self):
        """With name and slug, as CoinMarketCap has them."""
        told = Currency(code="BTC", name="Bitcoin", slug="bitcoin", coinmarketcap_id=1)
        assert Currencies().get("BTC") == told

    def test_money_has_a_name(self):
        """And no number: it is no coin."""
        assert Currencies().get("EUR") == Currency(code="EUR", name="Euro")

    def test_what_is_not_known_is_called_by_its_code(self):
        """Nothing is invented."""
        assert Currencies().get("DRIFTWOOD") == Currency(code="DRIFTWOOD", name="DRIFTWOOD")


class TestContains:
    def test_says_what_is_known(self):
        """By name, so that another venue's price may stand in."""
        assert "ETH" in Currencies()
        assert "DRIFTWOOD" not in Currencies()


class TestSources:
    def test_every_block_has_its_source(self):
        """Where the names and numbers were copied from, and when."""
        assert set(TOLD["sources"]) == set(BLOCKS) == set(TOLD) - {"sources"}

    def test_a_currency_stands_in_one_block(self):
        """No source contradicts another."""
        for one, other in combinations(BLOCKS, 2):
            assert not set(TOLD[one]) & set(TOLD[other]), (one, other)

    def test_numbers_and_slugs_name_one_coin_each(self):
        """A number that was copied to the wrong line is found."""
        coins = [*TOLD["coins"].values(), *TOLD["older_coins"].values()]
        assert len({number for number, _, _ in coins}) == len({slug for _, _, slug in coins}) == len(coins) > 120

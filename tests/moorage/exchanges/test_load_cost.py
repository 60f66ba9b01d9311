import pytest

from moorage.exchanges.catalog import Catalog
from moorage.exchanges.load_cost import LoadCost, load_cost


class TestLoadCost:
    def test_prices_are_shared(self):
        """Ten loads ask for prices once."""
        cost = LoadCost(frozenset({"spot"}), {"api": 10}, {"api": 4, "public": 1})
        assert cost.of(10) == {"api": 104, "public": 1}

    def test_requests_before_others_are_counted(self, catalog: Catalog):
        """A load of HTX first asks for the list of accounts; all of it counts by key there, only prices by address."""
        cost = load_cost(catalog.entries["htx"], "huobi")
        assert (dict(cost.weights), dict(cost.shared)) == ({}, {"public": 1})
        assert sum(cost.by_key.values()) >= 2

    @pytest.mark.parametrize("venue", sorted(Catalog.load().entries))
    def test_one_load_of_every_type_fits_the_background_of_every_venue(self, catalog: Catalog, venue: str):
        """No shipped limit keeps an account from ever being refreshed."""
        entry = catalog.entries[venue]
        for market in entry.markets:
            cost = load_cost(entry, market.code)
            assert cost.hosts <= set(entry.hosts)
            for name, weight in cost.of(1).items():
                limit = entry.limits[name]
                assert weight <= limit.capacity * (1 if limit.decaying else 0.5), (market.code, name, weight)
            for name, weight in cost.by_key.items():
                assert weight <= entry.limits[name].capacity, (market.code, name, weight)

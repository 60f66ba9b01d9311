"""Who reads the answers of a venue."""

from datetime import UTC, datetime

import pytest

from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.readers import Readers

CATALOG = Catalog.load()


def readers(venue: str) -> Readers:
    """The readers of a venue of the catalogue."""
    entry = CATALOG.entries[venue]
    return Readers(entry, QUIRKS[entry.quirk], (), lambda: datetime(2026, 11, 22, tzinfo=UTC))


class TestReaders:
    @pytest.mark.parametrize("venue", sorted(CATALOG.entries))
    def test_every_type_is_read(self, venue):
        """Every account type of a venue has a reader of balances, a cost, and lists of transfers and of orders."""
        found, codes = readers(venue), {market.code for market in CATALOG.entries[venue].markets}
        assert set(found.balances) == codes == set(found.transfers) == set(found.orders)
        assert all(found.balances[code] for code in codes)
        assert set(found.deposits) <= codes
        assert set(found.tickers) == set(CATALOG.entries[venue].tickers)

    def test_a_cost_is_counted_once(self):
        """What a load costs does not change, so it is kept."""
        found = readers("binance")
        assert found.cost("binance") is found.cost("binance")

    def test_wallets_that_a_key_may_not_read_are_spared(self):
        """Binance's funding wallet is left out for a key without the right; its spot wallet never is."""
        assert "funding" in readers("binance").spared
        assert readers("binance").balances["binance"][0][0] not in readers("binance").spared

    def test_wallets_that_are_a_part_of_another_one_are_known(self):
        """A unified account of Bitget has no margin wallet beside its one; its earn is missing all the same."""
        assert readers("bitget").merged == {"margin", "isolated"}
        assert "earn" in readers("bitget").spared

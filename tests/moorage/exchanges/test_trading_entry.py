"""What belongs to an entry and is read when it is needed."""

import pytest

from moorage.domain.errors import ConfigurationError
from moorage.exchanges import trading_entry
from moorage.exchanges.trading_entry import TradingEntry, read_trading_entry

PAIRS = '[requests]\n{name} = {{ host = "{host}", path = "/pairs", limit = "{limit}", signed = false }}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the files are looked for."""
    (tmp_path / "catalog" / "trading").mkdir(parents=True)
    monkeypatch.setattr(trading_entry.resources, "files", lambda _: tmp_path)
    return tmp_path / "catalog" / "trading"


def written(folder, text: str) -> None:
    """Write what belongs to Bitstamp's entry."""
    (folder / "bitstamp.toml").write_text(text)


class TestReadTradingEntry:
    def test_reads_further_requests(self, catalog, folder):
        """They go to the hosts of the entry, under its limits."""
        written(folder, 'venue = "bitstamp"\n' + PAIRS.format(name="pairs", host="rest", limit="calls"))
        trading = read_trading_entry(catalog.entries["bitstamp"])
        assert trading.requests["pairs"].path == "/pairs"

    def test_is_empty_where_nothing_is_told(self, catalog, folder):
        """A venue without such a file tells nothing more."""
        assert read_trading_entry(catalog.entries["bitstamp"]) == TradingEntry(venue="bitstamp")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('venue = "okx"', "of okx"),
            ('venue = "bitstamp"\ntypo = 1', "typo"),
            ('venue = "bitstamp', "bitstamp.toml"),
            ('venue = "bitstamp"\n' + PAIRS.format(name="spot", host="rest", limit="calls"), "already"),
            ('venue = "bitstamp"\n' + PAIRS.format(name="pairs", host="nowhere", limit="calls"), "host or limit"),
            ('venue = "bitstamp"\n' + PAIRS.format(name="pairs", host="rest", limit="none"), "host or limit"),
        ],
    )
    def test_refuses_what_is_wrong(self, catalog, folder, text, said):
        """The file and the fault are named."""
        written(folder, text)
        with pytest.raises(ConfigurationError, match=said):
            read_trading_entry(catalog.entries["bitstamp"])

    def test_reads_what_the_package_holds(self, catalog):
        """Every file of the package belongs to an entry and is sound."""
        read = {venue: read_trading_entry(entry).venue for venue, entry in catalog.entries.items()}
        assert read == {venue: venue for venue in catalog.entries}

    def test_deposits_are_told_where_the_market_says_so(self, catalog):
        """The capability and the facts agree, for every account type."""
        entries = catalog.entries.values()
        told = {code for entry in entries for block in read_trading_entry(entry).deposits for code in block.markets}
        said = {facts.code for entry in entries for facts in entry.markets if "deposit_enabled" in facts.capabilities}
        assert said == told

"""The list of ccxt's exchanges against ccxt itself."""

from pathlib import Path

import ccxt
import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.errors import RecordInvalid
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.ccxt_door import catalog as module
from moorage.exchanges.ccxt_door.catalog import NOTE, CcxtCatalog
from moorage.wallets.catalog import WalletCatalog

ROOT = Path(__file__).parents[4]
OURS = {"apiKey": "api_key", "secret": "secret", "password": "passphrase", "uid": "customer_id"}


@pytest.fixture(scope="module")
def whole() -> CcxtCatalog:
    """Every exchange of the list."""
    return CcxtCatalog.load((), ())


class TestLoad:
    def test_is_what_ccxt_knows(self, whole):
        """Every exchange that asks for an API key and nothing beyond our fields, with exactly those fields."""
        known = {}
        for name in ccxt.exchanges:
            asks = {field for field, needed in getattr(ccxt, name)().requiredCredentials.items() if needed}
            if "apiKey" in asks and asks <= set(OURS):
                known[name] = {OURS[field] for field in asks}
        assert {venue.id: set(venue.asks) for venue in whole.venues.values()} == known
        assert len(known) > 70

    def test_no_private_key_of_a_wallet_is_asked_for(self, whole):
        """Such a key could move everything; exchanges that want one are left out."""
        assert {"hyperliquid", "dydx", "paradex"}.isdisjoint(market.code for market in whole.all())

    def test_our_own_entries_take_precedence(self):
        """No exchange of our catalogue is offered a second time, nor does a code stand twice."""
        own = Catalog.load()
        codes = {market.code for market in (*own.all(), *WalletCatalog.load().all())}
        left = CcxtCatalog.load(own.entries, codes)
        assert codes.isdisjoint(market.code for market in left.all())
        assert {"binance", "binanceus", "okx", "kraken"}.isdisjoint(venue.id for venue in left.venues.values())
        assert "bitvavo" in {market.code for market in left.all()}

    def test_every_own_venue_it_names_is_of_the_catalogue_or_to_come(self, whole):
        """A misspelt venue would list an exchange twice."""
        to_come = {"crypto_com", "kraken_futures"}
        assert {venue.own for venue in whole.venues.values() if venue.own} <= {*Catalog.load().entries, *to_come}

    def test_without_the_extra_nothing_is_listed(self, monkeypatch):
        """The service does not need ccxt."""
        monkeypatch.setattr(module.util, "find_spec", lambda _: None)
        assert CcxtCatalog.load((), ()).all() == ()


class TestMarkets:
    def test_says_that_it_is_not_audited(self, whole):
        """In the list of markets by name, in every account by a note."""
        market = whole.get("bitvavo")
        assert (market.name, market.exchange_name) == ("Bitvavo (not audited)", "Bitvavo Spot")
        assert market.notes == (NOTE,)
        assert (market.venue, list(whole.siblings(market))) == ("ccxt_bitvavo", [market])

    def test_asks_in_the_order_of_the_contract(self, whole):
        """Secret, key, passphrase."""
        for market in whole.all():
            order = [field.field for field in market.required]
            assert order == sorted(order, key=["secret", "api_key", "passphrase", "customer_id"].index)

    def test_an_unknown_code_is_told(self, whole):
        """As every catalogue does."""
        with pytest.raises(RecordInvalid):
            whole.get("calais")

    def test_has_its_page(self):
        """The page says what the note means."""
        page = (ROOT / "docs/keys/ccxt.md").read_text()
        assert "not audited" in page


class TestRules:
    def test_names_the_fields_of_the_form(self, whole):
        """In their order, and none else."""
        assert list(whole.rules("ccxt_coinmate").fields) == ["secret", "api_key", "customer_id"]
        assert whole.get("coinmate").identity(Credentials()) is None

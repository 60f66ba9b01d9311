"""Names of currencies."""

import pytest

from moorage.exchanges.assets import AssetNames
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.market_facts import Assets

ENTRIES = Catalog.load().entries
KRAKEN = AssetNames(ENTRIES["kraken"].assets)
BINANCE = AssetNames(ENTRIES["binance"].assets)


class TestResolve:
    @pytest.mark.parametrize(
        ("name", "currency", "wallet"),
        [
            ("XXBT", "BTC", None),
            ("XBT", "BTC", None),
            ("ZUSD", "USD", None),
            ("XXDG", "DOGE", None),
            ("XTZ", "XTZ", None),
            ("ADA", "ADA", None),
            ("XBT.M", "BTC", "earn"),
            ("ETH.F", "ETH", "earn"),
            ("ETH2.S", "ETH", "earn"),
            ("ATOM21.S", "ATOM", "earn"),
            ("DOT.P", "DOT", "earn"),
            ("SOL.B", "SOL", "earn"),
            ("AAPL.T", "AAPL", "tokenized"),
            ("ZUSD.HOLD", "USD", "hold"),
            ("C98.F", "C98", "earn"),
            ("LUNA", "LUNC", None),
            ("LUNA2", "LUNA", None),
            (".S", ".S", None),
        ],
    )
    def test_kraken(self, name, currency, wallet):
        """Kraken's oldest names carry X or Z; suffixes mark earning, holds and tokenised assets."""
        assert KRAKEN.resolve(name) == (currency, wallet)

    @pytest.mark.parametrize(
        ("name", "currency", "wallet"),
        [("LDUSDT", "USDT", "earn"), ("LDBTC", "BTC", "earn"), ("LDO", "LDO", None), ("LD", "LD", None)],
    )
    def test_binance(self, name, currency, wallet):
        """Flexible earn positions stand in Binance's spot wallet as LD + asset; Lido's LDO does not mean O."""
        assert BINANCE.resolve(name) == (currency, wallet)

    def test_without_the_block_a_name_stays_as_it_is(self):
        """The venue uses the field's names."""
        assert AssetNames(None).resolve("XXBT") == ("XXBT", None)

    @pytest.mark.parametrize(
        ("venue", "name", "currency"),
        [
            ("bitget", "TONCOIN", "TON"),
            ("bitstamp", "UST", "USTC"),
            ("coinbase", "CGLD", "CELO"),
            ("gate", "GTC", "GAMECOM"),
            ("htx", "gtc", "GAMECOM"),
            ("kucoin", "ALT", "APTOSLAUNCHTOKEN"),
            ("kucoin", "KALT", "ALT"),
            ("mexc", "STEPN", "GMT"),
            ("mexc", "GMT", "GMTTOKEN"),
            ("okx", "AE", "AET"),
        ],
    )
    def test_one_name_is_one_coin_at_all_venues(self, venue, name, currency):
        """Where a venue calls a coin by another's name, its entry says which coin is meant."""
        assert AssetNames(ENTRIES[venue].assets).resolve(name)[0] == currency

    def test_small_letters(self):
        """Become capitals before anything else is looked up."""
        names = AssetNames(Assets(source="a document", small_letters=True, renamed={"XBT": "BTC"}))
        assert [names.resolve(name) for name in ("usdt", "xbt")] == [("USDT", None), ("BTC", None)]

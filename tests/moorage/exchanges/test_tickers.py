"""Prices from answers."""

from decimal import Decimal

import msgspec
import pytest

from moorage.domain.valuation import Ticker
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.tickers import TickerParser

ENTRIES = Catalog.load().entries


def parser(venue: str) -> TickerParser:
    entry = ENTRIES[venue]
    return TickerParser(entry.tickers["spot"], AssetNames(entry.assets), QUIRKS[entry.quirk])


def binance(*pairs: tuple[str, object], venue: str = "binance") -> list[Ticker]:
    price_field = ENTRIES[venue].tickers["spot"].price
    body = msgspec.json.encode([{"symbol": symbol, price_field: price} for symbol, price in pairs])
    return list(parser(venue).parse(body))


def kraken(*symbols: str) -> list[tuple[str, str]]:
    result = {symbol: {"a": ["1", "1", "1"], "c": ["2.5", "0.1"]} for symbol in symbols}
    body = msgspec.json.encode({"error": [], "result": result})
    return [(ticker.base, ticker.quote) for ticker in parser("kraken").parse(body)]


class TestParse:
    @pytest.mark.parametrize(
        ("symbol", "pair"),
        [
            ("BTCUSDT", ("BTC", "USDT")),
            ("ETHBTC", ("ETH", "BTC")),
            ("BTCFDUSD", ("BTC", "FDUSD")),
            ("TUSDUSDT", ("TUSD", "USDT")),
            ("BTTTUSD", ("BTT", "TUSD")),
            ("1000SATSUSDT", ("1000SATS", "USDT")),
            ("USDTTRY", ("USDT", "TRY")),
            ("BNBETH", ("BNB", "ETH")),
        ],
    )
    def test_splits_binance_symbols_at_the_longest_quote(self, symbol, pair):
        """Binance writes no separator."""
        assert binance((symbol, "1.5")) == [Ticker(*pair, Decimal("1.5"))]

    @pytest.mark.parametrize(("symbol", "pair"), [("BATUSD", ("BAT", "USD")), ("USDTUSD", ("USDT", "USD"))])
    def test_splits_binance_us_symbols_by_its_own_quotes(self, symbol, pair):
        """Binance US quotes in dollars; a quote it does not have cannot steal a letter of the base."""
        assert binance((symbol, "1"), venue="binance_us") == [Ticker(*pair, Decimal(1))]

    def test_leaves_out_what_cannot_be_split(self):
        """A symbol with an unknown quote has no price, and does not harm the others."""
        found = binance(("FOOBAR", "1"), ("USDT", "1"), ("BTCUSDT", "2"))
        assert found == [Ticker("BTC", "USDT", Decimal(2))]

    @pytest.mark.parametrize("price", ["", "0", "-1", "NaN", "1e400", "Infinity", "x", None])
    def test_leaves_out_what_is_no_price(self, price):
        """One broken price does not take the others along."""
        assert binance(("BTCUSDT", price), ("ETHUSDT", "3")) == [Ticker("ETH", "USDT", Decimal(3))]

    @pytest.mark.parametrize(
        ("symbol", "pair"),
        [
            ("XXBTZUSD", ("BTC", "USD")),
            ("XETHXXBT", ("ETH", "BTC")),
            ("USDTZUSD", ("USDT", "USD")),
            ("ZEURZUSD", ("EUR", "USD")),
            ("XTZUSD", ("XTZ", "USD")),
            ("XTZXBT", ("XTZ", "BTC")),
            ("ADAEUR", ("ADA", "EUR")),
            ("XBTUSDT", ("BTC", "USDT")),
            ("XDGUSD", ("DOGE", "USD")),
            ("USDCUSD", ("USDC", "USD")),
            ("SOLPYUSD", ("SOL", "PYUSD")),
        ],
    )
    def test_splits_kraken_pairs(self, symbol, pair):
        """Kraken's oldest pairs carry X and Z, and the Z of Tezos is none of them."""
        assert kraken(symbol) == [pair]

    def test_splits_okx_instruments_at_the_dash(self):
        """OKX separates base and quote; an instrument with an expiry is no spot pair."""
        rows = [{"instId": name, "last": "7"} for name in ("BTC-USDT", "BTC-USD-250502", "BTC", "-USDT")]
        found = list(parser("okx").parse(msgspec.json.encode({"code": "0", "data": rows})))
        assert found == [Ticker("BTC", "USDT", Decimal(7))]

    @pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b'[{"price":"1"}]', b'[{"symbol":1,"price":"1"}]'])
    def test_refuses_an_answer_without_rows(self, body):
        """An answer that holds no prices is not a book without prices."""
        with pytest.raises(MISREAD):
            list(parser("binance").parse(body))

"""All venues."""

from collections.abc import Mapping
from typing import Final

from exchange_sandbox.venues.binance import Binance
from exchange_sandbox.venues.binance_tr import BinanceTr
from exchange_sandbox.venues.binance_us import BinanceUs
from exchange_sandbox.venues.bitfinex import Bitfinex
from exchange_sandbox.venues.bitget import Bitget
from exchange_sandbox.venues.bitstamp import Bitstamp
from exchange_sandbox.venues.bybit import Bybit
from exchange_sandbox.venues.coinbase import Coinbase
from exchange_sandbox.venues.crypto_com import CryptoCom
from exchange_sandbox.venues.deribit import Deribit
from exchange_sandbox.venues.gate import Gate
from exchange_sandbox.venues.gemini import Gemini
from exchange_sandbox.venues.htx import Htx
from exchange_sandbox.venues.kraken import Kraken
from exchange_sandbox.venues.kraken_futures import KrakenFutures
from exchange_sandbox.venues.kucoin import Kucoin
from exchange_sandbox.venues.mexc import Mexc
from exchange_sandbox.venues.okx import Okx
from exchange_sandbox.venues.venue import Venue

VENUES: Final[Mapping[str, type[Venue]]] = {
    venue.name: venue
    for venue in (
        Binance,
        BinanceUs,
        Okx,
        Kraken,
        KrakenFutures,
        Bybit,
        Coinbase,
        Gate,
        Gemini,
        Bitfinex,
        Bitget,
        Htx,
        Kucoin,
        Bitstamp,
        Mexc,
        Deribit,
        BinanceTr,
        CryptoCom,
    )
}

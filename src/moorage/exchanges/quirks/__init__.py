"""What no catalogue entry can say: one small file per venue that needs it."""

from typing import Final

from moorage.exchanges.quirks.binance import BINANCE
from moorage.exchanges.quirks.binance_tr import BINANCE_TR
from moorage.exchanges.quirks.bitfinex import BITFINEX
from moorage.exchanges.quirks.bitget import BITGET
from moorage.exchanges.quirks.bitstamp import BITSTAMP
from moorage.exchanges.quirks.bybit import BYBIT
from moorage.exchanges.quirks.coinbase import COINBASE
from moorage.exchanges.quirks.crypto_com import CRYPTO_COM
from moorage.exchanges.quirks.deribit import DERIBIT
from moorage.exchanges.quirks.gate import GATE
from moorage.exchanges.quirks.gemini import GEMINI
from moorage.exchanges.quirks.htx import HTX
from moorage.exchanges.quirks.kraken import KRAKEN
from moorage.exchanges.quirks.kraken_futures import KRAKEN_FUTURES
from moorage.exchanges.quirks.kucoin import KUCOIN
from moorage.exchanges.quirks.okx import OKX
from moorage.exchanges.quirks.quirk import NO_QUIRK, Quirk

QUIRKS: Final[dict[str | None, Quirk]] = {
    None: NO_QUIRK,
    "binance": BINANCE,
    "binance_tr": BINANCE_TR,
    "bitfinex": BITFINEX,
    "bitget": BITGET,
    "bitstamp": BITSTAMP,
    "bybit": BYBIT,
    "coinbase": COINBASE,
    "crypto_com": CRYPTO_COM,
    "deribit": DERIBIT,
    "gate": GATE,
    "gemini": GEMINI,
    "htx": HTX,
    "kraken": KRAKEN,
    "kraken_futures": KRAKEN_FUTURES,
    "kucoin": KUCOIN,
    "okx": OKX,
}
"""Quirks by the name that an entry gives."""

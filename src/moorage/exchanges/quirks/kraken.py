"""Kraken: the signed bytes, and pair names of the oldest assets."""

import hashlib
from collections.abc import Mapping
from typing import Final

from moorage.exchanges.quirks.quirk import Quirk

LEGACY: Final = frozenset(
    {"XETC", "XETH", "XLTC", "XMLN", "XREP", "XXBT", "XXDG", "XXLM", "XXMR", "XXRP", "XZEC", "USDT"}
    | {"ZAUD", "ZCAD", "ZEUR", "ZGBP", "ZJPY", "ZUSD"}
)
"""Assets that keep their four-letter name inside a pair of eight letters; `USDTZUSD` is the one that mixes."""


def payload(texts: Mapping[str, str]) -> bytes:
    """Return path + SHA-256(nonce + body).

    Source: docs.kraken.com, "Spot REST authentication" (2026).
    """
    return texts["path"].encode() + hashlib.sha256((texts["nonce"] + texts["body"]).encode()).digest()


def split(symbol: str) -> tuple[str, str] | None:
    """Split a pair of two legacy names (`XXBTZUSD`); of the others (`XTZUSD`) the Z belongs to the base."""
    base, quote = symbol[:4], symbol[4:]
    return (base, quote) if base in LEGACY and quote in LEGACY else None


KRAKEN: Final = Quirk(payload=payload, split=split)

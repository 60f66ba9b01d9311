"""Bitstamp: currencies in capitals, prices without perpetuals, and reading that shows by having read."""

from typing import Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

SPOT: Final = "SPOT"


class Balance(msgspec.Struct):
    """One currency; amounts keep their text."""

    currency: str
    total: str
    available: str
    reserved: str


class Ticker(msgspec.Struct):
    """One market, as far as its price needs it."""

    pair: str
    last: str
    market_type: str
    bid: str | None = None
    ask: str | None = None
    open_24: str | None = None


def balances(body: bytes) -> bytes:
    """Write the currencies in capitals; that there are balances says that the key may read.

    Source: BS-DOC, "Account balances": currency codes are in small letters.
    """
    rows = msgspec.json.decode(body, type=list[Balance])
    for row in rows:
        row.currency = row.currency.upper()
    return msgspec.json.encode({"read": True, "rows": rows})


def prices(body: bytes) -> bytes:
    """Leave out perpetuals, which have the base and nearly the quote of a spot market.

    Source: BS-DOC, "Tickers": `market_type` is SPOT or PERPETUAL.
    """
    return msgspec.json.encode([row for row in msgspec.json.decode(body, type=list[Ticker]) if row.market_type == SPOT])


BITSTAMP: Final = Quirk(reshape={"spot": balances, "prices": prices})

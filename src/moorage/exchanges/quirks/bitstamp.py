"""Bitstamp: what is signed, currencies in capitals, prices without perpetuals, and what a transaction moved."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

FORM: Final = "application/x-www-form-urlencoded"
SPOT: Final = "SPOT"
NO_PAIRS: Final = frozenset({"order_id", "self_trade", "self_trade_order_id", "maker_order_id", "taker_order_id"})
"""Fields of a transaction that are written like pairs."""
ASIDE: Final = frozenset({"id", "datetime", "type", "fee", "price"})
"""Fields of a transaction that are no currency; nor are those with an underscore."""
UNKNOWN: Final = "?"  # no pair is called so: such a trade has no value
_decoder: Final = msgspec.json.Decoder(list[dict[str, Any]], float_hook=Decimal)


def payload(texts: Mapping[str, str]) -> bytes:
    """Return what is signed: the type of a body counts only where there is one.

    Source: BS-DOC, "Authentication", v2.
    """
    kind = FORM if texts["body"] else ""
    words = (texts[name] for name in ("api_key", "method", "host", "target"))
    return f"BITSTAMP {''.join(words)}{kind}{texts['nonce']}{texts['timestamp']}v2{texts['body']}".encode()


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


def transactions(body: bytes) -> bytes:
    """Say of each transaction what it moved, and of a trade also of which pair it is, and what was paid or got.

    Source: BS-TRADES: the price stands under the pair's name, `btc_usd`, and each amount under its currency's; those
    that did not move are zero or not there.
    """
    return msgspec.json.encode([_transaction(row) for row in _decoder.decode(body)])


def _transaction(row: Mapping[str, Any]) -> Mapping[str, Any]:
    known: dict[str, Any] = {name: str(row[name]) for name in ("id", "type", "datetime")}
    known |= {"fee": str(row.get("fee") or 0), "moved": _moved(row)}
    pair = next((name for name in row if "_" in name and name not in NO_PAIRS), None)
    if pair is None:
        return {**known, "symbol": UNKNOWN, "total": "0"}
    return {**known, "symbol": pair.replace("_", ""), "total": str(row.get(pair.partition("_")[2]) or 0)}


def _moved(row: Mapping[str, Any]) -> list[Mapping[str, str]]:
    amounts = {name: str(told) for name, told in row.items() if name not in ASIDE and "_" not in name}
    return [{"currency": name.upper(), "amount": text} for name, text in amounts.items() if Decimal(text)]


BITSTAMP: Final = Quirk(payload=payload, reshape={"spot": balances, "prices": prices, "transactions": transactions})

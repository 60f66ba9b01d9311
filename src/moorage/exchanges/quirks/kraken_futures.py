"""Kraken Futures: the signed bytes, wallets of three kinds as rows, prices of perpetuals, changes of balances."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.domain.valuation import EXACT
from moorage.exchanges.quirks.quirk import Quirk

PERPETUAL: Final = "perpetual"
ZERO: Final = Decimal(0)

_numbers: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class Holding(msgspec.Struct, tag_field="type", tag="cashAccount"):
    """The holding wallet: currency -> amount."""

    balances: dict[str, Decimal]


class Collateral(msgspec.Struct):
    """One currency of the multi-collateral wallet; `available` may go below zero."""

    quantity: Decimal
    available: Decimal


class Flex(msgspec.Struct, tag_field="type", tag="multiCollateralMarginAccount", rename="camel"):
    """The multi-collateral wallet; profits and funding of all its positions are one amount in US dollars."""

    currencies: dict[str, Collateral]
    total_unrealized: Decimal


class Auxiliary(msgspec.Struct):
    """Of a single-collateral wallet: the available funds, and the portfolio value, which is balance and profit."""

    af: Decimal
    pv: Decimal


class Single(msgspec.Struct, tag_field="type", tag="marginAccount"):
    """A single-collateral wallet; among its balances are positions, under the names of their contracts."""

    currency: str
    balances: dict[str, Decimal]
    auxiliary: Auxiliary


class Wallets(msgspec.Struct):
    """All wallets by name; one of an unknown kind is misread, as it must not be left out of a sum."""

    accounts: dict[str, Holding | Flex | Single]


class Ticker(msgspec.Struct, rename="camel"):
    """One contract or index, as far as a price needs it."""

    tag: str = ""
    pair: str = ""
    index_price: Decimal | None = None
    change24h: Decimal | None = None


class Tickers(msgspec.Struct):
    """The whole answer."""

    tickers: list[Ticker]


def payload(texts: Mapping[str, str]) -> bytes:
    """Return SHA-256(query + path), the path without its first step; the nonce is optional and left out.

    Source: KF-DOC, "Futures REST, Authentication" (as of 2024-02-20 the query is signed as it is sent).
    """
    signed = texts["query"] + texts["path"].removeprefix("/derivatives")
    return hashlib.sha256(signed.encode()).digest()


def wallets(body: bytes) -> bytes:
    """Rewrite the wallets into rows by kind.

    Source: KF-DOC, "Get wallets".
    """
    rows: dict[str, list[dict[str, Any]]] = {"holding": [], "multi": [], "single": []}
    for wallet in msgspec.json.decode(body, type=Wallets).accounts.values():
        match wallet:
            case Holding():
                rows["holding"] += [_row(name, amount, amount, amount) for name, amount in wallet.balances.items()]
            case Flex():
                rows["multi"] += _flex(wallet)
            case Single():
                rows["single"] += _single(wallet)
    return msgspec.json.encode(rows)


def _flex(wallet: Flex) -> Iterator[dict[str, Any]]:
    profit = {"USD": wallet.total_unrealized}
    for name, held in {"USD": Collateral(ZERO, ZERO), **wallet.currencies}.items():
        yield _row(name, held.quantity, held.available, held.quantity + profit.get(name, ZERO))


def _single(wallet: Single) -> Iterator[dict[str, Any]]:
    """Yield the wallet's currency, and others that it holds; contracts have an underscore in their names."""
    told = wallet.auxiliary
    for name, amount in {wallet.currency: ZERO, **wallet.balances}.items():
        if name == wallet.currency:
            yield _row(name, amount, told.af, told.pv)
        elif "_" not in name:
            yield _row(name, amount, amount, amount)


def _row(currency: str, total: Decimal, free: Decimal, equity: Decimal) -> dict[str, Any]:
    return {"currency": currency, "total": total, "free": max(ZERO, free), "equity": equity}


def prices(body: bytes) -> bytes:
    """Tell the index price of every pair with a perpetual: what its collateral is valued at, whatever the contract.

    Source: KF-DOC, "Get tickers".
    """
    told = msgspec.json.decode(body, type=Tickers).tickers
    listed = [ticker for ticker in told if ticker.tag == PERPETUAL and ticker.index_price is not None]
    rows = [{"pair": ticker.pair, "price": ticker.index_price, "change": ticker.change24h} for ticker in listed]
    return msgspec.json.encode(rows)


def instruments(body: bytes) -> bytes:
    """Leave out contracts with an end, which tell when they are traded last.

    Source: KF-MARKET, "Get instruments": `lastTradingTime` is not there for perpetuals.
    """
    rows = _numbers.decode(body)["instruments"]
    return msgspec.json.encode([row for row in rows if "lastTradingTime" not in row])


def log(body: bytes) -> bytes:
    """Tell what each entry changed: a balance before and after; a contract's entry has them of its position.

    Source: KF-LOG, "Get account log".
    """
    rows = _numbers.decode(body)["logs"]
    told = [
        {name: row.get(name) for name in ("id", "date", "info", "asset")} | {"amount": _change(row)} for row in rows
    ]
    return msgspec.json.encode(told)


def _change(row: Mapping[str, Any]) -> str:
    before, after = (Decimal(row.get(name) or 0) for name in ("old_balance", "new_balance"))
    return str(EXACT.subtract(after, before))


KRAKEN_FUTURES: Final = Quirk(
    payload=payload, reshape={"wallets": wallets, "prices": prices, "instruments": instruments, "log": log}
)

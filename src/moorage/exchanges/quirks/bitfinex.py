"""Bitfinex: a body that is never blank, and answers that are arrays of arrays."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.quirk import Dressed, Quirk

WALLETS: Final = ("exchange", "margin", "funding")
MASTER_ACCOUNT: Final = 16
TICKER: Final = {"bid": 1, "ask": 3, "change": 5, "price": 7}  # places in a row
MOVEMENT: Final = {"id": 0, "currency": 1, "at": 5, "state": 9, "amount": 12, "fee": 13}
TRADE: Final = {"id": 0, "symbol": 1, "at": 2, "amount": 4, "price": 5}
DERIVATIVE: Final = "F0"  # ends the name of a currency that is collateral of derivatives

_decoder: Final = msgspec.json.Decoder(list[Any], float_hook=Decimal)


def envelope(request: Request, texts: Mapping[str, str], sign: Callable[[bytes], str]) -> Dressed:
    """Sign /api, path, nonce and body; numbers are JSON numbers, and without parameters the body is an empty object.

    Source: BF-DOC, "Authenticated Endpoints".
    """
    params = {name: int(text) if text.isdecimal() else text for name, text in request.params.items()}
    body = json.dumps(params, separators=(",", ":"))
    signature = sign(f"/api{request.path}{texts['nonce']}{body}".encode())
    headers = {"bfx-nonce": texts["nonce"], "bfx-apikey": texts["api_key"], "bfx-signature": signature}
    return Dressed(headers, body)


def key_page(body: bytes) -> bytes:
    """Rewrite `[[SCOPE, READ, WRITE], …]` into flags such as `wallets_read`; what is neither 0 nor 1 stays as it is."""
    told: dict[str, Any] = {}
    for scope, read, write in _decoder.decode(body):
        told[f"{scope}_read"], told[f"{scope}_write"] = _flag(read), _flag(write)
    return msgspec.json.encode(told)


def _flag(told: Any) -> Any:  # noqa: ANN401 - whatever stands there
    return bool(told) if told in {0, 1} else told


def user(body: bytes) -> bytes:
    """Take the account's number, and its master's where one is named, from their places."""
    row = _decoder.decode(body)
    master = row[MASTER_ACCOUNT] if len(row) > MASTER_ACCOUNT else None
    return msgspec.json.encode({"uid": row[0], "parent_uid": master or None})


def wallets(body: bytes) -> bytes:
    """Rewrite the rows by kind of wallet.

    What is available may be null until Bitfinex has worked it out: until then it is not said to be free. Unsettled
    interest is left aside: the documents do not say whose it is.

    Raises:
        ValueError: there is a kind of wallet that is not known, which must not be left out of a sum.
    """
    told: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in WALLETS}
    for kind, currency, total, _, available, *_ in _decoder.decode(body):
        if kind not in told:
            raise ValueError("a wallet of an unknown kind")
        free = max(Decimal(0), Decimal(available or 0))
        told[kind].append({"currency": currency, "total": str(total), "free": str(free)})
    return msgspec.json.encode(told)


def movements(body: bytes) -> bytes:
    """Name what stands where in the list of movements. Source: BF-MOVES."""
    rows = _decoder.decode(body)
    told = ({name: row[place] for name, place in MOVEMENT.items()} for row in rows)
    return msgspec.json.encode([{**row, "amount": str(row["amount"]), "fee": str(row["fee"] or 0)} for row in told])


def trades(body: bytes) -> bytes:
    """Name what stands where in the list of trades; a sale has a negative amount. Source: BF-TRADES."""
    rows = _decoder.decode(body)
    return msgspec.json.encode([{name: str(row[place]) for name, place in TRADE.items()} for row in rows])


def instruments(body: bytes) -> bytes:
    """Name what stands where in the list of pairs: the smallest and the largest order.

    Source: BF-MARKET, "Configs", pub:info:pair.
    """
    rows = ((pair, sizes[3], sizes[4]) for pair, sizes, *_ in _decoder.decode(body)[0])
    told = ({"symbol": f"t{pair}", "pair": _halves(pair), "min_lot": low, "max_lot": high} for pair, low, high in rows)
    return msgspec.json.encode(list(told))


def _halves(pair: str) -> str:
    """Return a pair with its mark between base and quote; names of three letters have none."""
    return pair if ":" in pair else f"{pair[:3]}:{pair[3:]}"


def tickers(body: bytes) -> bytes:
    """Rewrite tickers of trading pairs; those of funding and of derivatives are left out."""
    return msgspec.json.encode(list(_pairs(_decoder.decode(body))))


def _pairs(rows: Sequence[Sequence[Any]]) -> Iterator[Mapping[str, str]]:
    for row in rows:
        symbol = row[0]
        pair = _halves(symbol[1:])
        if symbol.startswith("t") and not pair.endswith(DERIVATIVE):
            yield {"pair": pair, **{name: str(row[place]) for name, place in TICKER.items()}}


BITFINEX: Final = Quirk(
    dress=envelope,
    reshape={
        "key": key_page,
        "user": user,
        "wallets": wallets,
        "prices": tickers,
        "instruments": instruments,
        "movements": movements,
        "trades": trades,
    },
)

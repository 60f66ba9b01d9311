"""Crypto.com Exchange: the request travels signed in its body, and profits stand beside the currencies."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.quirk import Dressed, Quirk

ROOT: Final = "/exchange/v1/"
ZERO: Final = Decimal(0)


class Held(msgspec.Struct):
    """One currency; below zero where it is owed."""

    instrument_name: str
    quantity: Decimal
    reserved_qty: Decimal


class Balance(msgspec.Struct):
    """The wallet; profits and the cash of isolated positions are amounts of `instrument_name`, US dollars."""

    instrument_name: str
    position_balances: list[Held]
    total_session_unrealized_pnl: Decimal = ZERO
    total_isolated_cash_balance: Decimal = ZERO


class Result(msgspec.Struct):
    """The wallets of the account."""

    data: list[Balance]


class Told(msgspec.Struct):
    """The whole answer."""

    result: Result


def dress(request: Request, texts: Mapping[str, str], sign: Callable[[bytes], str]) -> Dressed:
    """Sign method, id, key, parameters by name, and nonce; the id is the nonce, and all numbers are texts.

    Source: CD-DOC, "Digital Signature", "Request Format".
    """
    method, nonce = request.path.removeprefix(ROOT), texts["timestamp"]
    params = "".join(f"{name}{request.params[name]}" for name in sorted(request.params))
    said = {"id": nonce, "method": method, "params": request.params, "api_key": texts["api_key"], "nonce": nonce}
    said["sig"] = sign(f"{method}{nonce}{texts['api_key']}{params}{nonce}".encode())
    return Dressed({}, json.dumps(said, separators=(",", ":")))


def balances(body: bytes) -> bytes:
    """Rewrite the wallet into rows; that there is one says that the key may read.

    Source: CD-DOC, "private/user-balance". That the cash of isolated positions is not among the others is inferred
    from its transfers, "private/create-isolated-margin-transfer".
    """
    rows: list[dict[str, Any]] = []
    isolated: list[dict[str, Any]] = []
    for wallet in msgspec.json.decode(body, type=Told).result.data:
        profit = {wallet.instrument_name: wallet.total_session_unrealized_pnl}
        for held in wallet.position_balances:
            name = held.instrument_name
            rows.append(_row(name, held.quantity, held.reserved_qty, profit.pop(name, ZERO)))
        rows += [_row(name, ZERO, ZERO, amount) for name, amount in profit.items()]
        cash = wallet.total_isolated_cash_balance
        isolated.append(_row(wallet.instrument_name, cash, cash))
    return msgspec.json.encode({"read": True, "rows": rows, "isolated": isolated})


def _row(currency: str, total: Decimal, used: Decimal, unrealised: Decimal = ZERO) -> dict[str, Any]:
    return {"currency": currency, "total": total, "used": max(ZERO, used), "unrealised": unrealised}


class Place(msgspec.Struct):
    """A deposit address on a network."""

    address: str
    network: str


class Places(msgspec.Struct):
    """All addresses of a currency."""

    deposit_address_list: list[Place]


class ToldPlaces(msgspec.Struct):
    """The whole answer."""

    result: Places


def places(body: bytes) -> bytes:
    """Take the tag out of each address, where there is one: `r…?dt=123`. Source: CD-ADDRESS."""
    told = msgspec.json.decode(body, type=ToldPlaces).result.deposit_address_list
    return msgspec.json.encode([_place(each) for each in told])


def _place(told: Place) -> dict[str, str]:
    address, _, named = told.address.partition("?")
    return {"network": told.network, "address": address, "tag": named.rpartition("=")[2]}


CRYPTO_COM: Final = Quirk(dress=dress, reshape={"balance": balances, "deposit_address": places})

"""Deribit: two kinds of signatures, the scope of a key, and accounts as far as they are told on."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

import msgspec

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.quirk import Dressed, Quirk

Part = TypeVar("Part")

AUTH: Final = "/api/v2/public/auth"
LINEAR_PERPETUAL: Final = "_USDC-PERPETUAL"
ZERO: Final = Decimal(0)


class Told(msgspec.Struct, Generic[Part]):
    """The whole answer."""

    result: Part


class Grant(msgspec.Struct):
    """What a token may do; the token itself is dropped."""

    scope: str


class Summary(msgspec.Struct):
    """One currency. `available_funds` is below zero while a margin call is open."""

    currency: str
    balance: Decimal
    equity: Decimal
    available_funds: Decimal


class Account(msgspec.Struct):
    """The account without the person's name and mail address; `type` is main or subaccount."""

    id: int
    type: str
    summaries: list[Summary]


class ListedKey(msgspec.Struct):
    """One key of the account."""

    client_id: str
    ip_whitelist: list[str] | None = None


def dress(request: Request, texts: Mapping[str, str], sign: Callable[[bytes], str]) -> Dressed:
    """Sign time, nonce, method, target and body into a header; for a token time and nonce alone, into the body.

    Source: DB-DOC, "Deribit Signature Credentials (HTTP REST)" and "Client Signature".
    """
    stamped = f"{texts['timestamp']}\n{texts['nonce']}\n"
    if request.path == AUTH:
        return Dressed({}, _grant_of(texts, sign(stamped.encode())))
    covered = f"{stamped}{texts['method']}\n{texts['target']}\n{texts['body']}\n"
    said = (f"id={texts['api_key']}", f"ts={texts['timestamp']}", f"sig={sign(covered.encode())}")
    return Dressed({"Authorization": f"deri-hmac-sha256 {','.join(said)},nonce={texts['nonce']}"})


def _grant_of(texts: Mapping[str, str], signature: str) -> str:
    params: dict[str, Any] = {"grant_type": "client_signature", "client_id": texts["api_key"]}
    params |= {"timestamp": int(texts["timestamp"]), "nonce": texts["nonce"], "data": "", "signature": signature}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "public/auth", "params": params}
    return json.dumps(asked, separators=(",", ":"))


def scope(body: bytes) -> bytes:
    """Tell the scopes of a key as a list; without any asked for, a token has all that the key has."""
    granted = msgspec.json.decode(body, type=Told[Grant]).result
    return msgspec.json.encode({"scopes": granted.scope.split()})


def account(body: bytes) -> bytes:
    """Tell the number of an account, whether it is the main one, and its currencies: only a key that reads sees it.

    Where several currencies stand in for each other as collateral, more of one may be available than there is.
    """
    told = msgspec.json.decode(body, type=Told[Account]).result
    rows = [
        {
            "currency": row.currency,
            "balance": row.balance,
            "equity": row.equity,
            "available": max(ZERO, min(row.available_funds, row.balance)),
        }
        for row in told.summaries
    ]
    return msgspec.json.encode({"may_read": True, "uid": told.id, "main": told.type == "main", "rows": rows})


def own_key(body: bytes, api_key: str) -> bytes:
    """Tell the addresses of the key that asks; nothing where a second factor is asked for instead.

    Source: DB-DOC, "Security Keys".
    """
    told = msgspec.json.decode(body, type=Told[msgspec.Raw]).result
    if not bytes(told).lstrip().startswith(b"["):
        return b"{}"
    keys = msgspec.json.decode(told, type=list[ListedKey])
    addresses = next((key.ip_whitelist for key in keys if key.client_id == api_key), None)
    return msgspec.json.encode({} if addresses is None else {"addresses": addresses})


def split(symbol: str) -> tuple[str, str] | None:
    """Read the names of linear perpetuals; dated futures have no name of a pair."""
    base, found, rest = symbol.partition(LINEAR_PERPETUAL)
    return (base, "USDC") if base and found and not rest else None


DERIBIT: Final = Quirk(
    dress=dress,
    split=split,
    reshape={"scope": scope, "summaries": account},
    of_key={"keys": own_key},
)

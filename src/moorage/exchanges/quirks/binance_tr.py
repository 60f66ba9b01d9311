"""Binance TR: the account out of its envelope, and reading that shows by having read."""

from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

_decoder: Final = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class Asset(msgspec.Struct):
    """One currency; amounts keep their text."""

    asset: str
    free: str
    locked: str


class Account(msgspec.Struct, rename="camel"):
    """The account, as far as it is told on: its rights are not those of the key."""

    account_assets: list[Asset]


class Told(msgspec.Struct):
    """The whole answer."""

    data: Account


def account(body: bytes) -> bytes:
    """Return the currencies; that there are some says that the key may read.

    Source: TR-DOC, "Account information".
    """
    told = msgspec.json.decode(body, type=Told).data
    return msgspec.json.encode({"read": True, "rows": told.account_assets})


def instruments(body: bytes) -> bytes:
    """Write the names of pairs as the host of the prices does: `BTCTRY` for `BTC_TRY`.

    Source: TR-DOC, "Get all supported trading symbol": pairs of the main kind are asked for in this way.
    """
    told = _decoder.decode(body)
    for row in told["data"]["list"]:
        row["symbol"] = row["symbol"].replace("_", "")
    return msgspec.json.encode(told)


BINANCE_TR: Final = Quirk(reshape={"account": account, "instruments": instruments})

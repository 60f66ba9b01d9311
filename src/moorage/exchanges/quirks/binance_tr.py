"""Binance TR: the account out of its envelope, and reading that shows by having read."""

from typing import Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk


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


BINANCE_TR: Final = Quirk(reshape={"account": account})

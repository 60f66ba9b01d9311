"""Bybit: what its key page says, in the words that an entry can map."""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

TRADING: Final = ("ContractTrade", "Spot", "Options", "Derivatives", "CopyTrading", "BlockTrade")
"""Groups of permissions in which any one lets a key trade that may write."""

WITHDRAW: Final = "Withdraw"
READ_FUNDING: Final = frozenset({"AccountTransfer", "SubMemberTransfer", WITHDRAW})
"""Any of these lets a key read the funding wallet; a sub-account can have the first only."""


class KeyPage(msgspec.Struct):
    """The result of `query-api`, as far as it is told on."""

    readOnly: int  # noqa: N815 - Bybit's names
    permissions: dict[str, list[str] | None]
    ips: list[str]
    expiredAt: Annotated[datetime, msgspec.Meta(tz=True)]  # noqa: N815
    userID: int  # noqa: N815
    isMaster: bool  # noqa: N815
    parentUid: str  # noqa: N815


class Told(msgspec.Struct):
    """The whole answer."""

    result: KeyPage


def key_page(body: bytes) -> bytes:
    """Rewrite the key page: rights, addresses without the "*" for any, times in milliseconds, 0 for never.

    Source: BY-DOC, "Get API Key Information": `readOnly` is 1 for a key that changes nothing whatever its permissions;
    a key with an IP list has no end, which is written as the year 1970; `parentUid` of a main account is "0".
    """
    page = msgspec.json.decode(body, type=Told).result
    uid = str(page.userID)
    told: dict[str, Any] = {
        "rights": rights(page),
        "ips": [address for address in page.ips if address != "*"],
        "ends": str(1000 * int(page.expiredAt.timestamp())),
        "uid": uid,
        "parent_uid": uid if page.isMaster else page.parentUid,
    }
    return msgspec.json.encode(told)


def rights(page: KeyPage) -> list[str]:
    """Return what the key may do beyond reading the trading account."""
    wallet, may_write = page.permissions.get("Wallet") or [], page.readOnly == 0
    held = {
        "trade": may_write and any(page.permissions.get(group) for group in TRADING),
        "withdraw": may_write and WITHDRAW in wallet,
        "funding": not READ_FUNDING.isdisjoint(wallet),
        "earn": bool(page.permissions.get("Earn")),
    }
    return [name for name, is_held in held.items() if is_held]


BYBIT: Final = Quirk(reshape={"key": key_page})

"""Bitget: key pages and wallets of both kinds of account, classic and unified, in one form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.domain.valuation import EXACT
from moorage.exchanges.quirks.quirk import Quirk

KNOWN: Final = frozenset({"trade", "readonly", "read", "withdraw", "transfer"})
"""Words of a classic key page whose meaning is known; beside any other word, what is not said is unknown."""

WRITING: Final = {"readandwrite": True, "readwrite": True, "readonly": False, "read": False}
"""Kinds of unified keys, without the dashes and underscores that Bitget writes in more than one way."""

NOBODY: Final = frozenset({None, "", "0", 0})
"""What stands for the parent of a main account."""

Page = Mapping[str, Any]

_decoder: Final = msgspec.json.Decoder(float_hook=Decimal)


def classic_key(body: bytes) -> bytes:
    """Rewrite the key page of a classic account.

    Source: BG-DOC, "Get Account Information"; of `authorities` it shows "trade" and "readonly" only.
    """
    page = _decoder.decode(body)["data"]
    words = frozenset(word.lower() for word in page["authorities"])
    is_known = words <= KNOWN
    may_withdraw = any("withdraw" in word for word in words)
    rights = {
        "trade": True if "trade" in words else False if is_known else None,
        "withdraw": True if may_withdraw else False if is_known else None,
    }
    return _told(page, rights)


def unified_key(body: bytes) -> bytes:
    """Rewrite the key page of a unified account.

    Source: JK ("Get Account Info" v3): `permType`, and `permissions` such as "uta_mgt", "uta_trade" and "withdraw".
    """
    page = _decoder.decode(body)["data"]
    words = frozenset(page["permissions"])
    writes = WRITING.get(str(page.get("permType")).lower().replace("-", "").replace("_", ""))
    trades = any(word == "uta_trade" or word.startswith("copy_") for word in words)
    return _told(page, {"trade": trades and writes, "withdraw": "withdraw" in words and writes})


def _told(page: Page, rights: Mapping[str, bool | None]) -> bytes:
    uid = str(page["userId"])
    told: dict[str, Any] = {name: held for name, held in rights.items() if held is not None}
    told |= {"uid": uid, "ips": page["ips"]}
    if "parentId" in page:
        told["parent_uid"] = uid if page["parentId"] in NOBODY else str(page["parentId"])
    return msgspec.json.encode(told)


def classic_spot(body: bytes) -> bytes:
    """Rewrite the spot account: what is in orders, and what is locked for other reasons, is used."""
    return msgspec.json.encode([_spot(row) for row in _decoder.decode(body)["data"]])


def _spot(row: Page) -> Page:
    used = EXACT.add(Decimal(row["frozen"] or 0), Decimal(row["locked"] or 0))
    total = str(EXACT.add(Decimal(row["available"]), used))
    return _row(row["coin"], free=row["available"], used=str(used), total=total, equity=total)


def unified_assets(body: bytes) -> bytes:
    """Rewrite the trading account of a unified account."""
    assets = _decoder.decode(body)["data"]["assets"]
    return msgspec.json.encode([_asset(row) for row in assets])


def _asset(row: Page) -> Page:
    amounts = {"free": row["available"], "used": row["locked"], "total": row["balance"], "equity": row["equity"]}
    return _row(row["coin"], borrowed=row["debt"], **amounts)


def futures(body: bytes) -> bytes:
    """Rewrite futures accounts: the wallet is the equity without the profit of open positions.

    Source: BG-DOC, "Get Account List": `accountEquity` includes unrealised profit; JK: `unrealizedPL` may be blank.
    """
    return msgspec.json.encode([_margin(row) for row in _decoder.decode(body)["data"]])


def _margin(row: Page) -> Page:
    equity, profit = Decimal(row["accountEquity"]), Decimal(row["unrealizedPL"] or 0)
    total = EXACT.subtract(equity, profit)
    used = max(Decimal(0), EXACT.subtract(total, Decimal(row["available"])))
    return _row(row["marginCoin"], free=row["available"], used=str(used), total=str(total), equity=row["accountEquity"])


def unified_orders(body: bytes) -> bytes:
    """Rewrite the open spot orders of a unified account: the list is null when there are none."""
    return msgspec.json.encode({"data": _decoder.decode(body)["data"]["list"] or []})


def unified_futures_orders(body: bytes) -> bytes:
    """Rewrite the open futures orders of a unified account."""
    return msgspec.json.encode({"data": {"entrustedList": _decoder.decode(body)["data"]["list"]}})


def unified_futures_trades(body: bytes) -> bytes:
    """Rewrite the futures trades of a unified account. Source: BG-FILLS."""
    rows = _decoder.decode(body)["data"]["list"] or []
    return msgspec.json.encode({"data": {"fillList": [_fill(row) for row in rows]}})


def _fill(row: Page) -> Page:
    total = {"tradeId": row["execId"], "quoteVolume": row["execValue"]}
    return {"symbol": row["symbol"], "cTime": row["createdTime"], **total}


def _row(coin: str, **amounts: str) -> Page:
    return {"coin": coin, "borrowed": "0", **amounts}


BITGET: Final = Quirk(
    reshape={
        "key": classic_key,
        "unified_key": unified_key,
        "spot": classic_spot,
        "unified": unified_assets,
        "usdt_futures": futures,
        "unified_orders": unified_orders,
        "unified_futures_orders": unified_futures_orders,
        "unified_futures_trades": unified_futures_trades,
    }
)

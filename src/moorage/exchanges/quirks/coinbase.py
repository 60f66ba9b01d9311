"""Coinbase: a token of its own for every request, wallets page by page, the futures account as a row."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.quirk import Dressed, Quirk

LIFETIME: Final = 120  # seconds that a token is good for, as the documents have it
SPOT_PLATFORMS: Final = ("", "ACCOUNT_PLATFORM_UNSPECIFIED", "ACCOUNT_PLATFORM_CONSUMER")
"""Where a wallet is that no futures account counts as well."""


def bearer(request: Request, texts: Mapping[str, str], sign: Callable[[bytes], str]) -> Dressed:
    """Make the token: a JWT that is good for this method and path, without query, for two minutes.

    Source: CB-DOC, "API Key Authentication".
    """
    made = int(texts["timestamp"])
    head = {"alg": texts["algorithm"], "kid": texts["api_key"], "nonce": texts["nonce"].replace("-", ""), "typ": "JWT"}
    claims = {
        "sub": texts["api_key"],
        "iss": "cdp",
        "nbf": made,
        "exp": made + LIFETIME,
        "uri": f"{request.method} {texts['host']}{request.path}",
    }
    covered = f"{_part(head)}.{_part(claims)}"
    return Dressed({"Authorization": f"Bearer {covered}.{sign(covered.encode())}"})


def _part(said: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).rstrip(b"=").decode()


FUTURES_EXCHANGES: Final = ("-CDE", "-INTX")


class Money(msgspec.Struct):
    """An amount; kept as text."""

    value: str
    currency: str


class Wallet(msgspec.Struct):
    """One row of "List Accounts"."""

    currency: str
    available_balance: Money
    hold: Money
    type: str = ""
    platform: str = ""


class Page(msgspec.Struct):
    """A page of wallets; `cursor` leads to the next."""

    accounts: Sequence[Wallet]
    has_next: bool = False
    cursor: str = ""


class Summary(msgspec.Struct):
    """The cash and the margin of the US futures account; the spot wallet's part of the sums is left aside."""

    cfm_usd_balance: Money
    unrealized_pnl: Money
    initial_margin: Money
    total_open_orders_hold_amount: Money


class Futures(msgspec.Struct):
    """The whole answer; an account without futures has no summary."""

    balance_summary: Summary | None = None


class Rows(msgspec.Struct):
    """What a page is rewritten to; `next` is blank on the last one."""

    rows: Sequence[Mapping[str, str]]
    next: str


def wallets(body: bytes) -> bytes:
    """Rewrite a page of wallets; those of a futures account are left to it, so that nothing counts twice."""
    page = msgspec.json.decode(body, type=Page)
    if page.has_next and (not page.cursor or not set("{}").isdisjoint(page.cursor)):
        raise ValueError("a next page without a cursor that can stand in a template")
    rows = [
        {"currency": row.currency, "free": row.available_balance.value, "hold": row.hold.value}
        for row in page.accounts
        if row.platform in SPOT_PLATFORMS and row.type != "ACCOUNT_TYPE_PERP_FUTURES"
    ]
    return msgspec.json.encode(Rows(rows, page.cursor if page.has_next else ""))


def last_wallets(body: bytes) -> bytes:
    """Rewrite the last page that is asked for.

    Raises:
        UnknownMarketApiError: there are more, which a sum without them would hide.
    """
    if msgspec.json.decode(body, type=Page).has_next:
        raise UnknownMarketApiError("The account has more than 750 wallets at Coinbase, which are not read.")
    return wallets(body)


def next_page(body: bytes) -> Mapping[str, str] | None:
    """Read from a rewritten page where the next one begins; None after the last."""
    cursor = msgspec.json.decode(body, type=Rows).next
    return {"cursor": cursor} if cursor else None


def futures(body: bytes) -> bytes:
    """Rewrite the summary of the futures account into one row."""
    summary = msgspec.json.decode(body, type=Futures).balance_summary
    rows: list[Mapping[str, str]] = []
    if summary is not None:
        rows.append(
            {
                "currency": summary.cfm_usd_balance.currency,
                "cash": summary.cfm_usd_balance.value,
                "margin": summary.initial_margin.value,
                "orders": summary.total_open_orders_hold_amount.value,
                "profit": summary.unrealized_pnl.value,
            }
        )
    return msgspec.json.encode(Rows(rows, ""))


class Fill(msgspec.Struct):
    """One row of "List Fills"."""

    entry_id: str
    product_id: str
    trade_type: str
    trade_time: str
    price: str
    size: str
    size_in_quote: bool = False


class Fills(msgspec.Struct):
    """A page of fills; a blank cursor ends the list."""

    fills: Sequence[Fill]
    cursor: str = ""


def fills(body: bytes) -> bytes:
    """Say of each fill whether it is one of futures, and what was paid where its size is told in the quote.

    Source: CB-FILLS, "List Fills"; CB-PRODUCTS: names of futures end with the exchange they are traded at.
    """
    page = msgspec.json.decode(body, type=Fills)
    rows = []
    for fill in page.fills:
        kind = "FUTURE" if fill.product_id.endswith(FUTURES_EXCHANGES) else "SPOT"
        total = {"total": fill.size} if fill.size_in_quote else {}
        rows.append({**msgspec.structs.asdict(fill), **total, "kind": kind})
    return msgspec.json.encode({"fills": rows, "cursor": page.cursor})


COINBASE: Final = Quirk(
    dress=bearer,
    reshape={"wallets": wallets, "wallets_2": wallets, "wallets_3": last_wallets, "futures": futures, "fills": fills},
    arguments={"wallets_2": next_page, "wallets_3": next_page},
)

"""KuCoin: accounts of two modes under one form, single rows made lists, orders of earn, what a key page leaves out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.quirks.quirk import Quirk

PLACES: Final[Mapping[str, Mapping[str, str]]] = {
    "CLASSIC": {"trading": "v1/accounts", "funding": "v1/accounts?type=main"},
    "UNIFIED": {
        "trading": "ua/v1/unified/account/balance",
        "funding": "ua/v1/account/balance?accountType=FUNDING",
    },
}
"""Mode of the account -> where its wallets stand. A classic list without a type holds both kinds of trading account."""

STAKED_ETHER: Final = "ETH2"
"""Category of the products that pay a token for ether."""

PAGES: Final = 2  # of earn that are read

CLASSIC_TRADING: Final = frozenset({"trade", "trade_hf"})
CLASSIC_FUNDING: Final = frozenset({"main"})

_decoder: Final = msgspec.json.Decoder(float_hook=Decimal)
_raw: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def places(body: bytes) -> Mapping[str, str]:
    """Return where the wallets stand, from the mode of the account.

    Source: CCXT (`selfAccountMode` is CLASSIC or UNIFIED).
    """
    return PLACES[_decoder.decode(body)["data"]["selfAccountMode"]]


def classic_only(body: bytes) -> Mapping[str, str] | None:
    """Let a page be asked for that a classic account alone has; None for a unified one."""
    return {} if places(body) is PLACES["CLASSIC"] else None


def isolated(body: bytes) -> bytes:
    """Make each side of each isolated pair a row; amounts keep their text.

    Source: KC-DOC, "Get Account - Isolated Margin".
    """
    pairs = _decoder.decode(body)["data"]["assets"]
    return msgspec.json.encode([side for pair in pairs for side in (pair["baseAsset"], pair["quoteAsset"])])


def holdings(body: bytes) -> bytes:
    """Make each order of earn a row; what is being redeemed is held until it was.

    Staked ether is left out: its token, ETH2, stands in the funding account as well, by what its product pays in.
    Source: KC-DOC, "Get Account Holding", "Get ETH Staking Products".
    """
    told = _decoder.decode(body)["data"]
    rows = [order for order in told["items"] if order["productCategory"] != STAKED_ETHER]
    return msgspec.json.encode({"rows": rows, "pages": told["totalPage"]})


def second_page(body: bytes) -> Mapping[str, str] | None:
    """Ask for the second page of earn where there is one.

    Raises:
        UnknownMarketApiError: there are more pages than are read; a part of them is never shown for all.
    """
    pages = msgspec.json.decode(body)["pages"]
    if pages > PAGES:
        raise UnknownMarketApiError(f"The account has more than {PAGES} pages of earn at KuCoin.")
    return {"page": "2"} if pages == PAGES else None


def trading(body: bytes) -> bytes:
    """Rewrite the trading account of either mode."""
    return msgspec.json.encode(list(_rows(body, CLASSIC_TRADING)))


def funding(body: bytes) -> bytes:
    """Rewrite the funding account of either mode."""
    return msgspec.json.encode(list(_rows(body, CLASSIC_FUNDING)))


def single(body: bytes) -> bytes:
    """Make a list of the one row of a futures account."""
    return msgspec.json.encode([_raw.decode(body)["data"]])


def key_page(body: bytes) -> bytes:
    """Take the key page out of its envelope; without a list of addresses it has an empty one."""
    page = _decoder.decode(body)["data"]
    return msgspec.json.encode({**page, "ipWhitelist": page.get("ipWhitelist") or ""})


def _rows(body: bytes, types: frozenset[str]) -> Iterator[dict[str, Any]]:
    told = _decoder.decode(body)["data"]
    if isinstance(told, list):
        yield from (_classic(row) for row in told if row["type"] in types)
    else:
        yield from (_unified(row) for account in told["accounts"] for row in account["currencies"])


def _classic(row: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {"total": row["balance"], "free": row["available"], "used": row["holds"]}
    return {"currency": row["currency"], **amounts, "borrowed": "0", "equity": row["balance"]}


def _unified(row: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {"total": row["balance"], "free": row["available"], "used": row["hold"]}
    return {"currency": row["currency"], **amounts, "borrowed": row.get("liability") or "0", "equity": row["equity"]}


KUCOIN: Final = Quirk(
    arguments={
        **dict.fromkeys(("trading", "funding"), places),
        **dict.fromkeys(("margin", "isolated"), classic_only),
        "earn_2": second_page,
    },
    reshape={
        "key": key_page,
        "trading": trading,
        "funding": funding,
        "isolated": isolated,
        **dict.fromkeys(("earn", "earn_2"), holdings),
        **dict.fromkeys(("futures_usdt", "futures_usdc", "futures_xbt", "futures_eth"), single),
    },
)

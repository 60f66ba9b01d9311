"""Binance: main or sub-account, which only pages about something else give away; pairs and pages as rows."""

from collections.abc import Mapping
from typing import Final

import msgspec

from moorage.domain.exchange_errors import UnknownMarketApiError
from moorage.exchanges.quirks.quirk import Quirk


class Subaccounts(msgspec.Struct):
    """The list that only a main account is given."""

    subAccounts: list[msgspec.Raw]  # noqa: N815 - the wire's name


class Transfer(msgspec.Struct):
    """A transfer between an account and the others of its family, as far as it is told on."""

    counterParty: str  # noqa: N815 - the wire's name


def main_account(body: bytes) -> bytes:
    """Tell that the account is a main account: it was given the list, though it may be empty.

    Source: BN-SUB, "Query Sub-account List (For Master Account)".
    """
    msgspec.json.decode(body, type=Subaccounts)
    return b'{"main":true}'


def received(body: bytes) -> bytes:
    """Tell that the account is a sub-account: it received something from its main account.

    A list without such a transfer tells nothing: there may have been none in its thirty days.

    Source: BN-SUB, "Sub-account Transfer History (For Sub-account)".
    """
    transfers = msgspec.json.decode(body, type=list[Transfer])
    return b'{"sub":true}' if any(each.counterParty == "master" for each in transfers) else b"{}"


class Asset(msgspec.Struct):
    """One side of an isolated pair; amounts keep their text."""

    asset: str
    free: str
    locked: str
    borrowed: str
    interest: str


class Pair(msgspec.Struct, rename="camel"):
    """An isolated pair: a wallet of two currencies."""

    base_asset: Asset
    quote_asset: Asset


class Isolated(msgspec.Struct):
    """All isolated pairs."""

    assets: list[Pair]


def pairs(body: bytes) -> bytes:
    """Make each side of each isolated pair a row.

    Source: BN-CONN, "Query Isolated Margin Account Info".
    """
    told = msgspec.json.decode(body, type=Isolated).assets
    return msgspec.json.encode([side for pair in told for side in (pair.base_asset, pair.quote_asset)])


PAGE: Final = 100  # locked positions on a page
PAGES: Final = 2


class Positions(msgspec.Struct):
    """How many locked positions there are, on all pages."""

    total: int


def second_page(body: bytes) -> Mapping[str, str] | None:
    """Say which page of locked positions is asked for besides the first; None where there is no other.

    Raises:
        UnknownMarketApiError: there are more positions than are read; a part of them is never shown for all.

    Source: BN-EARN, "Get Locked Product Position".
    """
    total = msgspec.json.decode(body, type=Positions).total
    if total > PAGE * PAGES:
        raise UnknownMarketApiError(f"The account has more than {PAGE * PAGES} locked earn positions at Binance.")
    return {"page": "2"} if total > PAGE else None


BINANCE: Final = Quirk(
    reshape={"subaccounts": main_account, "transfers_in": received, "isolated": pairs},
    arguments={"locked_2": second_page},
)

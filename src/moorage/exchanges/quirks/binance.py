"""Binance: whether an account is a main or a sub-account, which only pages about something else give away."""

from typing import Final

import msgspec

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


BINANCE: Final = Quirk(reshape={"subaccounts": main_account, "transfers_in": received})

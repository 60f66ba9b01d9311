"""Where coins can be sent to: the networks of a currency, and an address at a venue."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Purpose(StrEnum):
    """What networks are asked for."""

    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One chain on which a venue takes a currency in or sends it out.

    `code` is the venue's own name of it, `title` what people call it. Amounts are in units of the currency, None when
    the venue does not tell them; `step` is what an amount to withdraw is a multiple of. `needs_tag` says whether an
    address is not enough, None when that is not told. Patterns are regular expressions, texts are the venue's own;
    "" when there is none.
    """

    code: str
    title: str
    is_default: bool = False
    takes_deposits: bool = False
    sends_withdrawals: bool = False
    needs_tag: bool | None = None
    fee: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    url: str = ""
    address_pattern: str = ""
    tag_pattern: str = ""
    deposit_tip: str = ""
    withdraw_tip: str = ""
    special_tip: str = ""

    def serves(self, purpose: Purpose) -> bool:
        """Say whether the network is open for a purpose now."""
        return self.takes_deposits if purpose is Purpose.DEPOSIT else self.sends_withdrawals


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyNetworks:
    """A currency, under the field's name, and its networks at a venue."""

    currency: str
    name: str
    networks: Sequence[Network]


@dataclass(frozen=True, slots=True)
class DepositAddress:
    """An address at a venue, and the tag (memo, payment id) to send with the coins; "" when none is needed."""

    address: str
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositPlace:
    """Where to send a currency, and what the account holds of it: free, bound in orders, altogether."""

    target: DepositAddress
    free: Decimal
    used: Decimal
    total: Decimal

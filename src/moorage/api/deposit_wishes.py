"""What callers may wish to know about deposits, read from their parameters."""

import re
from dataclasses import dataclass
from typing import Final

from moorage.api.fields import Fields
from moorage.api.parameters import Parameters, invalid
from moorage.domain.deposit import Purpose
from moorage.domain.errors import RecordInvalid

LONGEST: Final = 64  # characters of a currency or network
CURRENCY: Final = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NetworksWish:
    """Of which currency, None for all, and what for."""

    currency: str | None
    purpose: Purpose | None


@dataclass(frozen=True, slots=True)
class DepositWish:
    """Which currency on which network."""

    currency: str
    network: str


def networks_wish(given: Parameters) -> NetworksWish:
    """Read which networks are wished for. Raises `RecordInvalid` on `currency` or `purpose`."""
    fields = Fields(given)
    currency, purpose = fields.text("currency", LONGEST), fields.text("purpose", LONGEST)
    fields.require_sound()
    return NetworksWish(_currency(currency) if currency else None, _purpose(purpose))


def deposit_wish(given: Parameters) -> DepositWish:
    """Read which address is wished for. Raises `RecordInvalid` on `currency` or `network`."""
    fields = Fields(given)
    currency, network = fields.required("currency"), fields.required("network")
    fields.require_sound()
    return DepositWish(_currency(currency), network)


def _currency(name: str) -> str:
    if not CURRENCY.fullmatch(name):
        raise invalid("currency")
    return name


def _purpose(text: str | None) -> Purpose | None:
    try:
        return Purpose(text) if text else None
    except ValueError:
        raise RecordInvalid(attributes={"purpose": ["does not have a valid value"]}) from None

"""From a chain's whole numbers to holdings, exact."""

from decimal import Context, Decimal
from typing import Final

from moorage.domain.balance import ZERO, Holding

DIGITS: Final = Context(prec=96)  # a number of 256 bits has 78 digits
HUGE: Final = Decimal(10) ** 28  # the wire of our own API has room for 28 digits before the point


def units(number: int, decimals: int) -> Decimal:
    """Return a chain's number in units of its currency.

    Args:
        number: In the smallest unit, such as wei.
        decimals: Places between the two.

    Raises:
        ValueError: negative, or 10^28 and more, which no wallet holds.
    """
    amount = Decimal(number).scaleb(-decimals, DIGITS)
    if not 0 <= amount < HUGE:
        raise ValueError("an amount out of bounds")
    return amount


def held(currency: str, wallet: str, amount: Decimal) -> Holding:
    """Return a holding that can be used."""
    return Holding(currency=currency, wallet=wallet, free=amount, used=ZERO, total=amount, equity=amount)


def bound(currency: str, wallet: str, amount: Decimal) -> Holding:
    """Return a holding that is owned but cannot be used now, such as a stake."""
    return Holding(currency=currency, wallet=wallet, free=ZERO, used=amount, total=amount, equity=amount)

"""Decimals as the venues write them."""

from decimal import Decimal
from typing import Final

EIGHT_PLACES: Final = Decimal("1e-8")


def plain(amount: Decimal) -> str:
    """Every digit, no exponent, no trailing zero: `0.00000001`, `12`."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def padded(amount: Decimal, places: int = 8) -> str:
    """At least `places` decimals and never fewer digits than the amount has."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        return format(amount, "f")
    return f"{amount:.{places}f}"

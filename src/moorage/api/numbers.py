"""Decimals as wire text; with the pages' templates the only place that rounds."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from msgspec import Raw

ZERO_AMOUNT: Final = "0.0"
AMOUNT_STEP: Final = Decimal("1e-18")
"""Amounts keep 18 decimals, the finest unit any chain counts in; what clients' fixed-size decimals can hold."""
LARGEST: Final = Decimal("9" * 28)
"""The contract's 28 integer digits. Nobody owns more: what a venue claims beyond is shown as this figure."""
WIDE: Final = Context(prec=64, rounding=ROUND_HALF_EVEN)
PERCENTAGE_DECIMALS: Final = 2
DAY_PERCENTAGE_DECIMALS: Final = 4  # of the primary display currency only


def amount(value: Decimal) -> str:
    """Return an amount in plain notation, `"0.0"` for zero, never with an exponent.

    Args:
        value: Finite; in units of its currency.

    Raises:
        ValueError: not a finite number.
    """
    if not value.is_finite():
        raise ValueError("an amount is finite")
    text = format(_bounded(value).quantize(AMOUNT_STEP, context=WIDE), "f").rstrip("0")
    if text.strip("-0.") == "":
        return ZERO_AMOUNT
    return f"{text}0" if text.endswith(".") else text


def number(value: Decimal) -> Raw:
    """Return an amount as a JSON number in plain notation; a float of the same size may be written with an exponent.

    Raises:
        ValueError: not a finite number.
    """
    return Raw(amount(value).encode())


def percentage(value: Decimal, decimals: int = PERCENTAGE_DECIMALS) -> str:
    """Return a percentage with a fixed number of decimals, `-0.16`; zero has no sign.

    Raises:
        ValueError: not a finite number.
    """
    if not value.is_finite():
        raise ValueError("a percentage is finite")
    rounded = _bounded(value).quantize(Decimal(1).scaleb(-decimals), context=WIDE)
    return format(abs(rounded) if rounded.is_zero() else rounded, "f")


def _bounded(value: Decimal) -> Decimal:
    return max(-LARGEST, min(LARGEST, value))

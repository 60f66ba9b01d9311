"""Decimals as the venues write them."""

from decimal import Decimal


def plain(amount: Decimal) -> str:
    """Every digit, no exponent, no trailing zero: `0.00000001`, `12`."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def padded(amount: Decimal, places: int = 8) -> str:
    """At least `places` decimals and never fewer digits than the amount has."""
    whole, _, fraction = format(amount, "f").partition(".")
    return f"{whole}.{fraction.ljust(places, '0')}"

"""Wire shapes of the line of values."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from moorage.api.schemas import Number, Shape

UnixSeconds = Annotated[int, Meta(description="Unix time in seconds, UTC.", examples=[1795348800])]


class PointExtension(Shape, kw_only=True):
    """What the original API has no field for."""

    complete: bool
    """False when something that was held then had no known price."""


class BalancePoint(Shape, kw_only=True):
    """What was held at a time, and what was put in less what was taken out since the point before."""

    date: UnixSeconds
    usd: Number
    btc: Number
    btc_deposit_amount: Number
    usd_deposit_amount: Number
    x_moorage: PointExtension | UnsetType = UNSET
    """Left out where everything that was held had a price."""

"""Wire shapes of what an account traded."""

from datetime import date

from msgspec import UNSET, UnsetType

from moorage.api.numbers import amount
from moorage.api.schemas import DecimalText, Shape
from moorage.domain.volume import Volume


class VolumeExtension(Shape, kw_only=True):
    """What the original API has no field for."""

    complete: bool
    """False when some of what was traded then is not in the sum."""


class TotalVolume(Shape, kw_only=True):
    """What was traded in all."""

    volume_btc: DecimalText
    volume_usd: DecimalText
    x_moorage: VolumeExtension | UnsetType = UNSET
    """Left out where all that was traded is in the sum."""


class DailyVolume(Shape, kw_only=True):
    """What was traded on a day, `YYYY-MM-DD`."""

    utc_date: str
    volume_btc: DecimalText
    volume_usd: DecimalText
    x_moorage: VolumeExtension | UnsetType = UNSET


class MonthlyVolume(Shape, kw_only=True):
    """What was traded in a month, `YYYY-MM`."""

    utc_month: str
    volume_btc: DecimalText
    volume_usd: DecimalText
    x_moorage: VolumeExtension | UnsetType = UNSET


def total_entity(told: Volume) -> TotalVolume:
    """Return the wire shape."""
    btc, usd, extension = _shown(told)
    return TotalVolume(volume_btc=btc, volume_usd=usd, x_moorage=extension)


def day_entity(day: date, told: Volume) -> DailyVolume:
    """Return the wire shape."""
    btc, usd, extension = _shown(told)
    return DailyVolume(utc_date=day.isoformat(), volume_btc=btc, volume_usd=usd, x_moorage=extension)


def month_entity(first: date, told: Volume) -> MonthlyVolume:
    """Return the wire shape."""
    btc, usd, extension = _shown(told)
    return MonthlyVolume(utc_month=f"{first:%Y-%m}", volume_btc=btc, volume_usd=usd, x_moorage=extension)


def _shown(told: Volume) -> tuple[str, str, VolumeExtension | UnsetType]:
    extension = UNSET if told.complete else VolumeExtension(complete=False)
    return amount(told.value.btc), amount(told.value.usd), extension

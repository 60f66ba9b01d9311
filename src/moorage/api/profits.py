"""Profit in the fields of the entity."""

from datetime import datetime
from typing import Any, Literal

from msgspec import UNSET

from moorage.api.instants import timestamp
from moorage.api.numbers import DAY_PERCENTAGE_DECIMALS, ZERO_AMOUNT, amount, number, percentage
from moorage.api.schemas import Money, MoneyNumber, ProfitExtension
from moorage.domain.display import DOLLARS, Display
from moorage.domain.profit import NOTHING, Figures, Gain, Profit

Period = Literal["day", "month", "total"]


def profit_fields(profit: Profit, display: Display = DOLLARS) -> dict[str, Any]:
    """Return the entity's fields about profit; zero where there is no history yet."""
    day, month, total = profit.day, profit.month, profit.total
    return {
        **_gain_fields("day_profit_{}", day),
        **_gain_fields("{}_profit", month),
        "total_btc_profit": amount(total.profit.btc) if total else ZERO_AMOUNT,
        "total_usd_profit": amount(total.profit.usd) if total else ZERO_AMOUNT,
        **_display_fields(day, month, total, display),
    }


def profit_extension(profit: Profit, missing: str | None, read_at: datetime | None) -> ProfitExtension:
    """Return since when each profit counts, when the transfers were read, and what may be wrong with it."""
    gains: dict[Period, Gain | None] = {"day": profit.day, "month": profit.month, "total": profit.total}
    since = {f"{name}_since": timestamp(gain.since) if gain else UNSET for name, gain in gains.items()}
    return ProfitExtension(
        **since,
        transfers_read_at=timestamp(read_at) if read_at else UNSET,
        flaw=missing or UNSET,
        incomplete=[name for name, gain in gains.items() if gain and not gain.complete] or UNSET,
    )


def _gain_fields(name: str, gain: Gain | None) -> dict[str, str]:
    profit, per_cent = (gain.profit, gain.percentage) if gain else (NOTHING, NOTHING)
    return {
        name.format("btc"): amount(profit.btc),
        name.format("usd"): amount(profit.usd),
        f"{name.format('btc')}_percentage": percentage(per_cent.btc),
        f"{name.format('usd')}_percentage": percentage(per_cent.usd),
    }


def _display_fields(
    day: Gain | None, month: Gain | None, total: Gain | None, display: Display
) -> dict[str, Money | MoneyNumber]:
    """Return the fields in the currency of display."""
    in_total = display.of(total.profit if total else NOTHING)
    return {
        "primary_display_currency_profit": money(month.profit if month else NOTHING, display),
        "primary_display_currency_profit_percentage": _share(month, display),
        "day_profit_primary_display_currency": money(day.profit if day else NOTHING, display),
        "day_profit_primary_display_currency_percentage": _share(day, display, DAY_PERCENTAGE_DECIMALS),
        "total_primary_display_currency_profit": MoneyNumber(currency=display.currency, amount=number(in_total)),
    }


def money(worth: Figures, display: Display) -> Money:
    """Return a value in the currency of display."""
    return Money(currency=display.currency, amount=amount(display.of(worth)))


def _share(gain: Gain | None, display: Display, decimals: int = 2) -> Money:
    per_cent = display.of_per_cent(gain.percentage if gain else NOTHING)
    return Money(currency=display.currency, amount=percentage(per_cent, decimals))

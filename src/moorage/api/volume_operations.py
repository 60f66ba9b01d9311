"""What the endpoints about volume do, take and answer."""

from typing import Final

from moorage.api.operations import EXCHANGE_SPOKE, Operation, Parameter
from moorage.api.volume_schemas import DailyVolume, MonthlyVolume, TotalVolume
from moorage.domain.errors import VolumeNotFound
from moorage.domain.exchange_errors import KeyRefused

ABOUT: Final = (
    "Asks the exchange for the account's own trades, at most every five minutes, and keeps their sum by day (UTC), "
    "valued when they are read. Days are counted from the first of the month in which the account was connected. "
    "`x_moorage.complete` is false where some trades are not in the sum. "
)
AMOUNTS: Final = {"volume_btc": "0.125", "volume_usd": "8031.3125"}
ERRORS: Final = (VolumeNotFound, KeyRefused, *EXCHANGE_SPOKE)

DAILY: Final = Operation(
    name="dailyVolume",
    summary="Tell what an account traded on a day",
    description=f"{ABOUT}The present day without `date`.",
    parameters=(
        Parameter("date", "Which day, UTC.", {"type": "string", "format": "date", "examples": ["2026-11-22"]}),
    ),
    answer=DailyVolume,
    example={"utc_date": "2026-11-22", **AMOUNTS},
    errors=ERRORS,
)
MONTHLY: Final = Operation(
    name="monthlyVolume",
    summary="Tell what an account traded in a month",
    description=f"{ABOUT}The present month without `month`.",
    parameters=(
        Parameter(
            "month",
            "Which month, UTC.",
            {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2026-11"]},
        ),
    ),
    answer=MonthlyVolume,
    example={"utc_month": "2026-11", **AMOUNTS},
    errors=ERRORS,
)
TOTAL: Final = Operation(
    name="totalVolume",
    summary="Tell what an account traded in all",
    description=f"{ABOUT}All days that are counted.",
    answer=TotalVolume,
    example=AMOUNTS,
    errors=ERRORS,
)

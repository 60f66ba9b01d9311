"""What the endpoints of the line of values and of the mode do, take and answer."""

from typing import Final, Literal

from moorage.api.chart_schemas import BalancePoint
from moorage.api.operations import Operation, Parameter
from moorage.api.schemas import Shape
from moorage.domain.access import Mode
from moorage.domain.errors import NotFound

INSTANT: Final = {"type": "string", "maxLength": 255, "examples": ["2026-11-01", "2026-11-01T00:00:00Z"]}
POINT: Final = {
    "date": 1795348800,
    "usd": 64250.5,
    "btc": 1.0,
    "btc_deposit_amount": 0.0,
    "usd_deposit_amount": 0.0,
}
PERIOD: Final = (
    Parameter(
        "date_from",
        "From when: ISO 8601, UTC unless it says otherwise; a date is its beginning.",
        INSTANT,
        required=True,
    ),
    Parameter("date_to", "To when; a date is its end. The present when absent.", INSTANT),
)


class ModeEntity(Shape, kw_only=True):
    """Which accounts lists and sums are about."""

    mode: Literal["paper", "real"]


BALANCE_CHART = Operation(
    name="balanceChart",
    summary="Show what an account was worth",
    description="Oldest first, at most 750 points; a longer time has fewer a day. Deposits are told for the time "
    "since the point before, less withdrawals.",
    parameters=PERIOD,
    answer=list[BalancePoint],
    example=[POINT],
    errors=(NotFound,),
)
SUMMARY_BALANCE_CHART = Operation(
    name="summaryBalanceChart",
    summary="Show what all accounts were worth",
    description="As for one account. An account that was connected on the way comes in as a deposit of all it held.",
    parameters=PERIOD,
    answer=list[BalancePoint],
    example=[POINT],
    by_mode=True,
)
CURRENT_MODE = Operation(
    name="currentMode",
    summary="Tell the mode",
    description="`paper` shows the accounts on paper, `real` all others. The header `Forced-Mode` overrides it for one "
    "request.",
    answer=ModeEntity,
    example={"mode": "real"},
    by_mode=True,
)
CHANGE_MODE = Operation(
    name="changeMode",
    summary="Change the mode",
    description="For every request of the user that does not say otherwise.",
    parameters=(Parameter("mode", "The mode.", {"enum": [mode.value for mode in Mode]}, required=True),),
    answer=ModeEntity,
    example={"mode": "paper"},
    request_example={"mode": "paper"},
)

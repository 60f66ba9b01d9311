"""Endpoints that show what accounts were worth over a time."""

from collections.abc import Iterable

from litestar.params import SkipValidation
from msgspec import UNSET

from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.chart_operations import BALANCE_CHART, SUMMARY_BALANCE_CHART
from moorage.api.chart_schemas import BalancePoint, PointExtension
from moorage.api.numbers import number
from moorage.api.routing import Access, route
from moorage.api.schemas import ENCODER
from moorage.api.wishes import period
from moorage.domain.balance_chart import ChartPoint


@route("/accounts/summary/balance_chart_data", ("GET", "POST"), Access.READ, SUMMARY_BALANCE_CHART)
async def summary_chart(call: SkipValidation[Call]) -> Answer:
    """Show all accounts as one line."""
    wanted = period(call.given)
    points = await call.services.charts.summary(call.caller, wanted.begin, wanted.end)
    return shown(points)


@route("/accounts/{account_id:str}/balance_chart_data", ("GET", "POST"), Access.READ, BALANCE_CHART)
async def account_chart(call: SkipValidation[Call]) -> Answer:
    """Show an account as a line."""
    wanted = period(call.given)
    points = await call.services.charts.account(call.caller, call.account_id, wanted.begin, wanted.end)
    return shown(points)


def shown(points: Iterable[ChartPoint]) -> Answer:
    """Return the answer that shows a line."""
    return Answer(ENCODER.encode([_entity(point) for point in points]))


def _entity(point: ChartPoint) -> BalancePoint:
    return BalancePoint(
        date=int(point.at.timestamp()),
        usd=number(point.value.usd),
        btc=number(point.value.btc),
        btc_deposit_amount=number(point.moved.btc),
        usd_deposit_amount=number(point.moved.usd),
        x_moorage=UNSET if point.complete else PointExtension(complete=False),
    )

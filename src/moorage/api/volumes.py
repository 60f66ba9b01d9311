"""Endpoints about what an account traded."""

from litestar.params import SkipValidation

from moorage.api import volume_operations as operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, get
from moorage.api.schemas import ENCODER
from moorage.api.volume_schemas import day_entity, month_entity, total_entity
from moorage.api.volume_wishes import day, month


@get("/accounts/{account_id:str}/volume/daily", Access.READ, operations.DAILY)
async def daily(call: SkipValidation[Call]) -> Answer:
    """Tell what an account traded on a day."""
    told = await call.services.volumes.daily(call.caller, call.account_id, day(call.given))
    return Answer(ENCODER.encode(day_entity(*told)))


@get("/accounts/{account_id:str}/volume/monthly", Access.READ, operations.MONTHLY)
async def monthly(call: SkipValidation[Call]) -> Answer:
    """Tell what an account traded in a month."""
    told = await call.services.volumes.monthly(call.caller, call.account_id, month(call.given))
    return Answer(ENCODER.encode(month_entity(*told)))


@get("/accounts/{account_id:str}/volume/total", Access.READ, operations.TOTAL)
async def total(call: SkipValidation[Call]) -> Answer:
    """Tell what an account traded in all."""
    told = await call.services.volumes.total(call.caller, call.account_id)
    return Answer(ENCODER.encode(total_entity(told)))


ENDPOINTS = (daily, monthly, total)

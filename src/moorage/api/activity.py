"""Endpoints about what is going on in an account."""

from litestar.params import SkipValidation

from moorage.api import activity_operations as operations
from moorage.api.activity_schemas import active_entities
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, get
from moorage.api.schemas import ENCODER


@get("/accounts/{account_id:str}/active_trading_entities", Access.READ, operations.ACTIVE_TRADING_ENTITIES)
async def active_trading_entities(call: SkipValidation[Call]) -> Answer:
    """Count what is active on an account."""
    open_orders = await call.services.activity.count_open_orders(call.caller, call.account_id)
    return Answer(ENCODER.encode(active_entities(open_orders)))

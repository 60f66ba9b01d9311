"""Endpoints about the caller's own choices."""

from litestar.params import SkipValidation

from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.chart_operations import CHANGE_MODE, CURRENT_MODE, ModeEntity
from moorage.api.routing import Access, get, post
from moorage.api.schemas import ENCODER
from moorage.api.wishes import mode


@get("/users/current_mode", Access.SIGNED, CURRENT_MODE)
async def current_mode(call: SkipValidation[Call]) -> Answer:
    """Tell which accounts the caller looks at."""
    return Answer(ENCODER.encode(ModeEntity(mode=call.caller.mode.value)))


@post("/users/change_mode", Access.SIGNED, CHANGE_MODE)
async def change_mode(call: SkipValidation[Call]) -> Answer:
    """Choose which accounts to look at."""
    chosen = await call.services.modes.change(call.caller, mode(call.given))
    return Answer(ENCODER.encode(ModeEntity(mode=chosen.value)))

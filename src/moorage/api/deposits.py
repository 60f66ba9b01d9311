"""Endpoints that tell where coins can be sent to."""

from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from moorage.api import deposit_operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.deposit_schemas import DepositEntity, shown
from moorage.api.deposit_wishes import deposit_wish, networks_wish
from moorage.api.routing import Access, get
from moorage.api.schemas import ENCODER


@get("/accounts/{account_id:str}/networks_info", Access.READ, deposit_operations.NETWORKS)
async def networks_info(call: SkipValidation[Call]) -> Answer:
    """List the networks of a currency, or of all."""
    wish = networks_wish(call.given)
    told = await call.services.deposits.networks(call.caller, call.account_id, wish.currency, wish.purpose)
    return Answer(ENCODER.encode(shown(told, one=wish.currency is not None)))


@get("/accounts/{account_id:str}/deposit_data", Access.READ, deposit_operations.PLACE)
async def deposit_data(call: SkipValidation[Call]) -> Answer:
    """Show where to send a currency."""
    wish = deposit_wish(call.given)
    place = await call.services.deposits.place(call.caller, call.account_id, wish.currency, wish.network)
    return Answer(ENCODER.encode(DepositEntity.of(place)))


ENDPOINTS: Final[list[HTTPRouteHandler]] = [networks_info, deposit_data]

"""Endpoints that would move money: known, and refused."""

from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, route
from moorage.domain.errors import Forbidden

PATHS: Final = (
    "/accounts/{account_id:str}/sell_all_to_btc",
    "/accounts/{account_id:str}/sell_all_to_usd",
    "/accounts/{account_id:str}/convert_dust_to_bnb",
    "/accounts/transfer",
    "/accounts/transfer_data",
    "/accounts/transfer_history",
)


def refusal(path: str) -> HTTPRouteHandler:
    """Return the endpoint that refuses one of them."""

    @route(path, ("GET", "POST"), Access.WRITE, operations.MOVING_MONEY)
    async def refuse(call: SkipValidation[Call]) -> Answer:  # noqa: ARG001 - the dependency is the check
        """Refuse to move money."""
        raise Forbidden

    return refuse


ENDPOINTS: Final = [refusal(path) for path in PATHS]

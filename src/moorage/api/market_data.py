"""Endpoints about what is traded on markets."""

from litestar.params import SkipValidation

from moorage.api import market_operations as operations
from moorage.api import market_schemas as schemas
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, get, route
from moorage.api.schemas import ENCODER
from moorage.api.visitor import Visitor
from moorage.api.wishes import market_wish, pair_of_market, pair_wish


@get("/accounts/market_pairs", Access.PUBLIC, operations.MARKET_PAIRS)
async def market_pairs(visitor: SkipValidation[Visitor]) -> Answer:
    """List the pairs of a market."""
    pairs = await visitor.front.services.market_data.pairs(market_wish(visitor.given))
    return Answer(ENCODER.encode(pairs))


@get("/accounts/currency_rates", Access.PUBLIC, operations.CURRENCY_RATES)
async def currency_rates(visitor: SkipValidation[Visitor]) -> Answer:
    """Show prices and bounds of a pair."""
    rates = await visitor.front.services.market_data.rates(*pair_wish(visitor.given))
    return Answer(ENCODER.encode(schemas.currency_rates(rates)))


@get("/accounts/currency_rates_with_leverage_data", Access.PUBLIC, operations.RATES_WITH_LEVERAGE)
async def rates_with_leverage(visitor: SkipValidation[Visitor]) -> Answer:
    """Show prices, bounds and leverage of a pair."""
    rates = await visitor.front.services.market_data.rates(*pair_of_market(visitor.given))
    return Answer(ENCODER.encode(schemas.rates_with_leverage(rates)))


@route("/accounts/{account_id:str}/leverage_data", ("GET", "POST"), Access.READ, operations.LEVERAGE)
async def leverage_data(call: SkipValidation[Call]) -> Answer:
    """Show the leverage that an account may choose for a pair."""
    wanted = pair_wish(call.given)
    rule = await call.services.market_data.leverage(call.caller, call.account_id, wanted.pair)
    return Answer(ENCODER.encode(schemas.leverage(rule)))

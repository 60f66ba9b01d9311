"""Endpoints of what accounts hold, currency by currency; `summary` in place of an id takes all accounts as one."""

from litestar.params import FromPath, SkipValidation

from moorage.api import position_operations as operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.front import Front
from moorage.api.icons import CACHEABLE, currency_drawing
from moorage.api.routing import Access, get, route


@route("/accounts/{account_id:str}/pie_chart_data", ("GET", "POST"), Access.READ, operations.PIE)
async def pie_chart_data(call: SkipValidation[Call]) -> Answer:
    """Show what the value is made of."""
    held = await call.services.positions.list(call.caller, call.account_or_summary, call.display.currency)
    return call.show.pie(held, call.account_or_summary or 0)


@route("/accounts/{account_id:str}/account_table_data", ("GET", "POST"), Access.READ, operations.TABLE)
async def account_table_data(call: SkipValidation[Call]) -> Answer:
    """Show amounts, prices and values."""
    held = await call.services.positions.list(call.caller, call.account_or_summary, call.display.currency)
    return call.show.table(held, call.account_or_summary or 0)


@get("/icons/currencies/{file:str}", Access.PUBLIC, operations.ICON)
async def currency_icon(front: SkipValidation[Front], file: FromPath[str]) -> Answer:
    """Show a currency's monogram."""
    drawing = currency_drawing(file, front.services.currencies)
    return Answer(drawing, media_type=b"image/svg+xml", headers=CACHEABLE)

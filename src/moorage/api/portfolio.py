"""Endpoints that look at accounts."""

from litestar.params import SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, get, route
from moorage.api.wishes import page


@get("/accounts", Access.READ, operations.LIST)
async def list_accounts(call: SkipValidation[Call]) -> Answer:
    """List a page of accounts."""
    wanted = page(call.given)
    accounts = await call.services.portfolio.list(
        call.caller, api_key=wanted.api_key, page=wanted.page, per_page=wanted.per_page
    )
    return call.show.accounts(accounts)


@get("/accounts/summary", Access.READ, operations.SUMMARY)
async def summary(call: SkipValidation[Call]) -> Answer:
    """Show all accounts as one."""
    total = await call.services.portfolio.summary(call.caller)
    return call.show.summary(total)


@get("/accounts/{account_id:str}", Access.READ, operations.SHOW)
async def show_account(call: SkipValidation[Call]) -> Answer:
    """Show an account."""
    account = await call.services.portfolio.show(call.caller, call.account_id)
    return call.show.account(account)


@route("/accounts/{account_id:str}/load_balances", ("GET", "POST"), Access.READ, operations.LOAD_BALANCES)
async def load_balances(call: SkipValidation[Call]) -> Answer:
    """Load an account's balances now."""
    account = await call.services.balances.load(call.caller, call.account_id)
    return call.show.account(account)

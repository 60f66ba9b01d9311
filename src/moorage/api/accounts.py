"""Endpoints that change accounts."""

from typing import Final

from litestar.params import SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.routing import Access, post, route
from moorage.api.schemas import ENCODER
from moorage.api.wishes import account_change, new_account, new_name

REMOVED: Final = Answer(b"true")


@post("/accounts/new", Access.WRITE, operations.NEW)
async def connect(call: SkipValidation[Call]) -> Answer:
    """Connect an account."""
    account = await call.services.accounts.connect(call.caller, new_account(call.given))
    return call.show.account(account)


@post("/accounts/update", Access.WRITE, operations.UPDATE)
async def update(call: SkipValidation[Call]) -> Answer:
    """Change an account."""
    account = await call.services.accounts.update(call.caller, account_change(call.given))
    return call.show.account(account)


@route("/accounts/types_to_connect", ("GET", "POST"), Access.SIGNED, operations.TYPES_TO_CONNECT)
async def types_to_connect(call: SkipValidation[Call]) -> Answer:
    """List the account types that a key reaches."""
    types = await call.services.accounts.types_to_connect(call.caller, new_account(call.given))
    return Answer(ENCODER.encode(types))


@post("/accounts/{account_id:str}/rename", Access.WRITE, operations.RENAME)
async def rename(call: SkipValidation[Call]) -> Answer:
    """Give an account another name."""
    account = await call.services.accounts.rename(call.caller, call.account_id, new_name(call.given))
    return call.show.account(account)


@post("/accounts/{account_id:str}/remove", Access.WRITE, operations.REMOVE)
async def remove(call: SkipValidation[Call]) -> Answer:
    """Delete an account."""
    await call.services.accounts.remove(call.caller, call.account_id)
    return REMOVED

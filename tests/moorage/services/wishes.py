"""Wishes to connect, for the tests of the account service."""

from moorage.domain.account import NewAccount
from tests.makers import make_credentials


def new(code: str = "binance", *types: str, **more: object) -> NewAccount:
    """Return a wish for a market and the sibling types to create with it."""
    given = {"market_code": code, "name": "Main", "credentials": make_credentials(), "types_to_create": types, **more}
    return NewAccount(**given)  # type: ignore[arg-type]

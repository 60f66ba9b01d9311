"""What the control requests about orders and about trades have in common."""

from typing import Any, Final, Literal, TypedDict

from msgspec import Struct

from exchange_sandbox.accounts import ZERO, Account
from exchange_sandbox.deals import Deal, OrderError
from exchange_sandbox.world import World
from exchange_sandbox.world_file import decimal

MOST: Final = 10_000  # deals in one request
SHOWN: Final = ("number", "venue", "uid", "wallet", "side", "base", "quote", "at_ms")


class AskedDeal(Struct, forbid_unknown_fields=True, kw_only=True):
    """The same deal, `count` times."""

    venue: str
    api_key: str
    wallet: str
    side: Literal["buy", "sell"]
    base: str
    quote: str
    amount: str
    price: str
    count: int = 1


class Terms(TypedDict):
    """The members of a `Deal` that a request names."""

    venue: str
    uid: str
    wallet: str
    side: str
    base: str
    quote: str
    amount: Any
    price: Any


def read_deal(world: World, asked: AskedDeal) -> tuple[Account, Terms]:
    """Return whose deal it is and its terms. Raises `OrderError`: there is no such key, or the numbers are wrong."""
    key = world.key(asked.venue, asked.api_key)
    if key is None:
        raise OrderError(f"no such key at {asked.venue!r}")
    amount, price = decimal(asked.amount), decimal(asked.price)
    if amount <= ZERO or price <= ZERO or not 0 < asked.count <= MOST:
        raise OrderError(f"amount and price are more than nothing, and there are at most {MOST} in one request")
    return key.account, {
        "venue": asked.venue,
        "uid": key.account.uid,
        "wallet": asked.wallet,
        "side": asked.side,
        "base": asked.base,
        "quote": asked.quote,
        "amount": amount,
        "price": price,
    }


def shown_deal(deal: Deal) -> dict[str, Any]:
    """A deal with plain amounts."""
    told = {name: getattr(deal, name) for name in SHOWN}
    return {**told, "amount": format(deal.amount, "f"), "price": format(deal.price, "f")}

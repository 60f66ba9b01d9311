"""The control requests about open orders."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from exchange_sandbox.accounts import ZERO
from exchange_sandbox.orders import Order, OrderError
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.world_file import decimal

MOST: Final = 10_000  # orders in one request


class PlaceOrders(Struct, forbid_unknown_fields=True, kw_only=True):
    """Place the same limit order `count` times; it waits until it is cancelled."""

    venue: str
    api_key: str
    wallet: str
    side: Literal["buy", "sell"]
    base: str
    quote: str
    amount: str
    price: str
    count: int = 1


class CancelOrder(Struct, forbid_unknown_fields=True, kw_only=True):
    """Take one back."""

    number: int


class OrderControl:
    """Places, lists and cancels orders.

    Args:
        sandbox: What is controlled.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def actions(self) -> Mapping[tuple[str, str], Callable[[bytes], dict[str, Any]]]:
        """Method and path -> what answers."""
        return {
            ("GET", "orders"): self._list,
            ("POST", "orders"): self._place,
            ("POST", "orders/cancel"): self._cancel,
        }

    def _list(self, _: bytes) -> dict[str, Any]:
        return {"orders": [shown_order(order) for order in self._sandbox.world.orders.all()]}

    def _place(self, body: bytes) -> dict[str, Any]:
        asked = msgspec.json.decode(body, type=PlaceOrders)
        world = self._sandbox.world
        key = world.key(asked.venue, asked.api_key)
        if key is None:
            raise OrderError(f"no such key at {asked.venue!r}")
        amount, price = decimal(asked.amount), decimal(asked.price)
        if amount <= ZERO or price <= ZERO or not 0 < asked.count <= MOST:
            raise OrderError(f"amount and price are more than nothing, and orders at most {MOST}")
        order = Order(
            number=0,
            venue=asked.venue,
            uid=key.account.uid,
            wallet=asked.wallet,
            side=asked.side,
            base=asked.base,
            quote=asked.quote,
            amount=amount,
            price=price,
            at_ms=0,
        )
        return {"numbers": [world.orders.place(key.account, order).number for _ in range(asked.count)]}

    def _cancel(self, body: bytes) -> dict[str, Any]:
        number = msgspec.json.decode(body, type=CancelOrder).number
        world = self._sandbox.world
        order = world.orders.find(number)
        account = world.account(order.venue, order.uid) if order else None
        if account is None:
            raise OrderError(f"no open order has the number {number}")
        world.orders.cancel(account, number)
        return {"cancelled": number}


def shown_order(order: Order) -> dict[str, Any]:
    """An order with plain amounts."""
    names = ("number", "venue", "uid", "wallet", "side", "base", "quote", "at_ms")
    told = {name: getattr(order, name) for name in names}
    return {**told, "amount": format(order.amount, "f"), "price": format(order.price, "f")}

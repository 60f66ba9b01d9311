"""The control requests about open orders."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from exchange_sandbox.control_deals import AskedDeal, read_deal, shown_deal
from exchange_sandbox.deals import OrderError
from exchange_sandbox.orders import Order
from exchange_sandbox.sandbox import Sandbox


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
        return {"orders": [shown_deal(order) for order in self._sandbox.world.orders.all()]}

    def _place(self, body: bytes) -> dict[str, Any]:
        """Place the same limit order some times; it waits until it is cancelled."""
        asked = msgspec.json.decode(body, type=AskedDeal)
        world = self._sandbox.world
        account, terms = read_deal(world, asked)
        return {"numbers": [world.orders.place(account, Order(**terms)).number for _ in range(asked.count)]}

    def _cancel(self, body: bytes) -> dict[str, Any]:
        number = msgspec.json.decode(body, type=CancelOrder).number
        world = self._sandbox.world
        order = world.orders.find(number)
        account = world.account(order.venue, order.uid) if order else None
        if account is None:
            raise OrderError(f"no open order has the number {number}")
        world.orders.cancel(account, number)
        return {"cancelled": number}

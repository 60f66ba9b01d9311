"""The control requests about trades."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from exchange_sandbox.accounts import ZERO
from exchange_sandbox.control_orders import MOST, PlaceOrders
from exchange_sandbox.orders import OrderError
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.trades import Fill
from exchange_sandbox.world_file import decimal


class MakeTrades(PlaceOrders, forbid_unknown_fields=True, kw_only=True):
    """Make the same trade `count` times."""

    kind: Literal["spot", "linear", "inverse"] = "spot"


class TradeControl:
    """Trades for an account, and lists what was traded.

    Args:
        sandbox: What is controlled.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def actions(self) -> Mapping[tuple[str, str], Callable[[bytes], dict[str, Any]]]:
        """Method and path -> what answers."""
        return {("GET", "trades"): self._list, ("POST", "trades"): self._trade}

    def _list(self, _: bytes) -> dict[str, Any]:
        return {"trades": [shown_trade(fill) for fill in self._sandbox.world.trades.all()]}

    def _trade(self, body: bytes) -> dict[str, Any]:
        asked = msgspec.json.decode(body, type=MakeTrades)
        world = self._sandbox.world
        key = world.key(asked.venue, asked.api_key)
        if key is None:
            raise OrderError(f"no such key at {asked.venue!r}")
        amount, price = decimal(asked.amount), decimal(asked.price)
        if amount <= ZERO or price <= ZERO or not 0 < asked.count <= MOST:
            raise OrderError(f"amount and price are more than nothing, and trades at most {MOST}")
        fill = Fill(
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
            kind=asked.kind,
        )
        return {"numbers": [world.trades.carry_out(key.account, fill).number for _ in range(asked.count)]}


def shown_trade(fill: Fill) -> dict[str, Any]:
    """A trade with plain amounts."""
    names = ("number", "venue", "uid", "wallet", "side", "base", "quote", "at_ms", "kind")
    told = {name: getattr(fill, name) for name in names}
    return {**told, "amount": format(fill.amount, "f"), "price": format(fill.price, "f")}

"""The control requests about trades."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from exchange_sandbox.control_deals import AskedDeal, read_deal, shown_deal
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.trades import Fill


class MakeTrades(AskedDeal, forbid_unknown_fields=True, kw_only=True):
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
        account, terms = read_deal(world, asked)
        fill = Fill(**terms, kind=asked.kind)
        return {"numbers": [world.trades.carry_out(account, fill).number for _ in range(asked.count)]}


def shown_trade(fill: Fill) -> dict[str, Any]:
    """A trade with plain amounts."""
    return {**shown_deal(fill), "kind": fill.kind}

"""OKX: orders of on-chain earn as rows of what they hold."""

from typing import Final

import msgspec

from moorage.exchanges.quirks.quirk import Quirk

STAKED: Final = frozenset({"9", "1", "2"})
"""States of an order whose coins are on chain: on their way there, earning, being redeemed.

Of an order that is pending (8) or being cancelled (13) it is not documented whether its coins still stand, frozen, in
the funding wallet; so that nothing counts twice, it is left out until it is on chain.
"""


class Invested(msgspec.Struct):
    """A currency of an order; the amount keeps its text."""

    ccy: str
    amt: str


class Order(msgspec.Struct, rename="camel"):
    """An order, as far as it is told on; what it earned beside is paid later."""

    state: str
    invest_data: list[Invested]


class Told(msgspec.Struct):
    """The whole answer."""

    data: list[Order]


def staked(body: bytes) -> bytes:
    """Make each currency of each order on chain a row.

    Source: OKX-STAKE, "Get active orders".
    """
    orders = msgspec.json.decode(body, type=Told).data
    return msgspec.json.encode([part for order in orders if order.state in STAKED for part in order.invest_data])


OKX: Final = Quirk(reshape={"staking": staked})

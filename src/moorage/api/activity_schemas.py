"""Wire shapes of what is going on in an account."""

from typing import Annotated

from msgspec import Meta

from moorage.api.schemas import Shape

Count = Annotated[int, Meta(ge=0)]


class ActiveCounts(Shape, kw_only=True):
    """How many of each are active. Only orders exist here; the others are 0."""

    active_bots_count: Count = 0
    active_deals_count: Count = 0
    active_smart_trades_count: Count = 0
    active_orders_count: Count
    active_grid_bots_count: Count = 0


class ActiveEntities(Shape, kw_only=True):
    """What is active on an account."""

    data: ActiveCounts


def active_entities(open_orders: int) -> ActiveEntities:
    """Return the wire shape."""
    return ActiveEntities(data=ActiveCounts(active_orders_count=open_orders))

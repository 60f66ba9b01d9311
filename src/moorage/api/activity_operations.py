"""What the endpoints about an account's activity do, take and answer."""

from typing import Final

from moorage.api.activity_schemas import ActiveEntities
from moorage.api.operations import EXCHANGE_SPOKE, Operation
from moorage.domain.errors import Forbidden
from moorage.domain.exchange_errors import KeyRefused

ACTIVE_TRADING_ENTITIES: Final = Operation(
    name="activeTradingEntities",
    summary="Count what is active on an account",
    description="Asks the exchange for the account's open orders and counts them all. Bots, deals and smart trades do "
    "not exist here: 0. Nothing is learned about the key: one that may not see orders is not locked by it.",
    answer=ActiveEntities,
    example={
        "data": {
            "active_bots_count": 0,
            "active_deals_count": 0,
            "active_smart_trades_count": 0,
            "active_orders_count": 2,
            "active_grid_bots_count": 0,
        }
    },
    errors=(Forbidden, KeyRefused, *EXCHANGE_SPOKE),
)

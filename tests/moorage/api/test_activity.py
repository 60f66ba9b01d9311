import pytest

from moorage.domain.exchange_errors import PermissionDenied
from tests.moorage.api.world import NEW, ApiWorld

pytestmark = pytest.mark.anyio


class TestActiveTradingEntities:
    async def test_counts_open_orders(self, world: ApiWorld):
        """Everything else does not exist here."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        world.exchanges.orders["binance"] = 7
        reply = await world.get(f"/accounts/{number}/active_trading_entities")
        assert (reply.status, reply.json) == (
            200,
            {
                "data": {
                    "active_bots_count": 0,
                    "active_deals_count": 0,
                    "active_smart_trades_count": 0,
                    "active_orders_count": 7,
                    "active_grid_bots_count": 0,
                }
            },
        )

    async def test_a_missing_right_is_an_error(self, world: ApiWorld):
        """Never a zero, and the account stays as it is."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        world.exchanges.orders["binance"] = PermissionDenied()
        reply = await world.get(f"/accounts/{number}/active_trading_entities")
        assert (reply.status, reply.json["error"]) == (422, "invalid_api_key")
        assert (await world.get(f"/accounts/{number}")).json["is_locked"] is False

    async def test_what_is_not_told_is_forbidden(self, world: ApiWorld):
        """In the API's own words."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        reply = await world.get(f"/accounts/{number}/active_trading_entities")
        assert (reply.status, reply.json["error"]) == (403, "Forbidden. Unavailable for this account.")

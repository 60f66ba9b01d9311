from moorage.api.activity_schemas import active_entities
from moorage.api.schemas import ENCODER


class TestActiveEntities:
    def test_in_the_order_of_the_contract(self):
        """Key by key."""
        assert ENCODER.encode(active_entities(2)) == (
            b'{"data":{"active_bots_count":0,"active_deals_count":0,"active_smart_trades_count":0,'
            b'"active_orders_count":2,"active_grid_bots_count":0}}'
        )

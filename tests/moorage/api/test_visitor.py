"""Public questions are counted by where they come from."""

import pytest

from moorage.api.limits import Rules
from tests.moorage.api.world import PREFIX, ApiWorld

pytestmark = pytest.mark.anyio


class TestPorch:
    async def test_an_ipv6_network_is_one_visitor(self, tmp_path):
        """Whoever has one address of a /64 has all of them."""
        world = await ApiWorld.make(tmp_path, Rules(requests=1))
        path = f"{PREFIX}/accounts/market_pairs"
        statuses = [(await world.send("GET", path, client=f"2001:db8::{end}")).status for end in (1, 2)]
        assert statuses == [200, 429]
        assert (await world.send("GET", path, client="2001:db8:1::1")).status == 200


class TestVisitor:
    async def test_parameters_may_stand_in_the_body(self, world: ApiWorld):
        """As of every request; the query wins."""
        body = b'{"market_code":"calais"}'
        path = f"{PREFIX}/accounts/market_pairs"
        assert (await world.send("GET", path, body)).status == 400
        assert (await world.send("GET", f"{path}?market_code=binance", body)).status == 200

import pytest

from tests.moorage.api.world import ApiWorld

pytestmark = pytest.mark.anyio


class TestMetrics:
    async def test_loopback_reads_figures_without_a_key(self, world: ApiWorld):
        """In the text form of Prometheus."""
        reply = await world.send("GET", "/metrics")
        assert (reply.status, reply.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")

    async def test_the_world_finds_nothing_there(self, world: ApiWorld):
        """As any path that is not there."""
        reply = await world.send("GET", "/metrics", client="203.0.113.9")
        assert (reply.status, reply.json["error"]) == (404, "not_found")

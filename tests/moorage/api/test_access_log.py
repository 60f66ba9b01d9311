import pytest

from tests.moorage.api.world import NEW, PREFIX, ApiWorld

pytestmark = pytest.mark.anyio

FIELDS = {"event", "route", "method", "status", "ms", "request_id", "key_id"}


class TestLogRequest:
    async def test_a_line_per_request(self, world: ApiWorld):
        """The template of the route, never what stood in its place."""
        reply = await world.get("/accounts/12345")
        (line,) = world.log.lines
        assert set(line) == FIELDS
        assert line["route"] == f"{PREFIX}/accounts/{{account_id}}"
        assert (line["method"], line["status"], line["key_id"]) == ("GET", 404, world.key.id)
        assert line["request_id"] == reply.headers["x-request-id"]
        assert line["ms"] >= 0

    async def test_whose_key_is_unknown_before_the_signature_proved_it(self, world: ApiWorld):
        """A key somebody merely names is not logged as his."""
        await world.signed("GET", f"{PREFIX}/accounts", payload=b"/other")
        assert world.log.lines[0]["key_id"] is None

    async def test_nothing_that_was_sent_is_logged(self, world: ApiWorld):
        """Not the query, the body, a header, a path that is none of ours, a made-up method."""
        headers = [("X-Canary", "CANARY1"), ("User-Agent", "CANARY2"), ("X-Request-Id", "CANARY3")]
        await world.signed("POST", f"{PREFIX}/accounts/new?name=CANARY4", b'{"secret": "CANARY5"}', headers=headers)
        await world.send("GET", "/CANARY6")
        await world.send("GET", f"{PREFIX}/accounts/CANARY7")
        await world.send("CANARY8", f"{PREFIX}/ping")
        await world.post("/accounts/new", NEW)
        assert len(world.log.lines) == 5
        assert "CANARY" not in str(world.log.lines)
        assert NEW["secret"] not in str(world.log.lines)
        assert world.key.key not in str(world.log.lines)

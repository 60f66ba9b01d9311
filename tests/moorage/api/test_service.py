import pytest

from moorage.domain.errors import StorageError
from tests.moorage.api.world import PREFIX, ApiWorld

pytestmark = pytest.mark.anyio


class TestPublic:
    @pytest.mark.parametrize("prefix", [PREFIX, "/ver1"])
    async def test_ping_and_time(self, world: ApiWorld, prefix: str):
        """Both prefixes, no signature; seconds, whole."""
        assert (await world.send("GET", f"{prefix}/ping")).body == b'{"pong":"pong"}'
        assert (await world.send("GET", f"{prefix}/time")).json == {"server_time": int(world.clock.now.timestamp())}


class TestValidate:
    async def test_a_right_signature_is_valid(self, world: ApiWorld):
        """Whatever the key may do."""
        bare = await world.make_key("ada", [])
        assert (await world.get("/validate", bare)).json == {"valid": True}

    async def test_a_wrong_one_is_refused(self, world: ApiWorld):
        """As anywhere else."""
        reply = await world.signed("GET", f"{PREFIX}/validate", payload=b"/other")
        assert (reply.status, reply.json["error"]) == (401, "signature_invalid")


class TestHealth:
    async def test_alive(self, world: ApiWorld):
        """Without content."""
        assert (await world.send("GET", "/livez")).body == b"{}"

    @pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
    async def test_ready(self, world: ApiWorld, ready: bool, status: int):
        """The status is all it tells."""
        world.ready = ready
        reply = await world.send("GET", "/readyz")
        assert (reply.status, reply.body) == (status, b"{}")

    async def test_a_database_that_is_away_is_told(self, world: ApiWorld):
        """503 in the common shape, on whatever needed it."""

        async def fail(_: str) -> None:
            raise StorageError

        world.store.step = fail
        reply = await world.get("/accounts")
        assert (reply.status, reply.json["error"]) == (503, "storage_not_available")


class TestSchema:
    async def test_it_is_one_document_at_two_paths(self, world: ApiWorld):
        """OpenAPI 3.1, as JSON."""
        replies = [await world.send("GET", path) for path in ("/schema", "/schema/openapi.json")]
        assert replies[0].body == replies[1].body
        assert replies[0].json["openapi"] == "3.1.0"

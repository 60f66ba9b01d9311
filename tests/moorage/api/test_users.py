import pytest

from tests.moorage.api.world import NEW, PREFIX, ApiWorld

pytestmark = pytest.mark.anyio


async def listed(world: ApiWorld, **headers: str) -> list[str]:
    """Return the names of the accounts in the list."""
    reply = await world.signed("GET", f"{PREFIX}/accounts", headers=list(headers.items()))
    return [entity["name"] for entity in reply.json]


class TestMode:
    async def test_it_is_real_at_first(self, world: ApiWorld):
        """Until the user chooses."""
        assert (await world.get("/users/current_mode")).json == {"mode": "real"}

    async def test_it_is_the_users_choice(self, world: ApiWorld):
        """It counts for the requests that follow."""
        assert (await world.post("/users/change_mode", {"mode": "paper"})).json == {"mode": "paper"}
        assert (await world.get("/users/current_mode")).json == {"mode": "paper"}
        await world.post("/accounts/new", NEW)
        assert await listed(world) == []

    async def test_a_header_overrides_it_for_one_request(self, world: ApiWorld):
        """`Forced-Mode` shows the accounts of the other mode."""
        await world.post("/accounts/new", NEW)
        assert await listed(world, **{"Forced-Mode": "paper"}) == []
        assert await listed(world, **{"Forced-Mode": "real"}) == ["Main"]
        assert await listed(world) == ["Main"]

    @pytest.mark.parametrize("given", [{}, {"mode": ""}, {"mode": "virtual"}, {"mode": ["paper"]}])
    async def test_another_mode_is_refused(self, world: ApiWorld, given: dict):
        """The parameter is named."""
        reply = await world.post("/users/change_mode", given)
        assert (reply.status, list(reply.json["error_attributes"])) == (400, ["mode"])

import pytest

from moorage.api.money import PATHS
from tests.moorage.api.world import ApiWorld

pytestmark = pytest.mark.anyio


class TestRefusal:
    @pytest.mark.parametrize("path", PATHS)
    async def test_money_is_not_moved(self, world: ApiWorld, path: str):
        """403 with the contract's word alone, and no exchange hears of it."""
        account = await world.add_account()
        reply = await world.post(path.replace("{account_id:str}", str(account.id)), {"amount": "1"})
        assert (reply.status, reply.json) == (403, {"error": "Forbidden. Unavailable for this account."})
        assert world.exchanges.calls == []

    async def test_only_a_verified_caller_hears_it(self, world: ApiWorld):
        """Without a signature there is no such talk."""
        assert (await world.send("POST", "/ver1/accounts/transfer")).status == 401

"""Who may do what, route by route; the routes are the application's own."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get

from moorage.api import application
from moorage.api.routing import Access
from moorage.domain.access import Permission
from moorage.domain.errors import ConfigurationError
from tests.moorage.api.matrix import ROUTES, Route, let_everything_be_told
from tests.moorage.api.world import PREFIX, ApiWorld, Reply

pytestmark = pytest.mark.anyio

SIGNED_ROUTES = [route for route in ROUTES if route.endpoint.access is not Access.PUBLIC]
MONEY = [route for route in ROUTES if route.endpoint.operation.name == "moveMoney"]
ID_ROUTES = [route for route in ROUTES if route.takes_id and route not in MONEY]
SUBSETS = [subset for size in range(3) for subset in itertools.combinations(Permission, size)]
NO_IDS = [0, -1, 2**31, 2**63, "1_0", "+5", "%D9%A1", "1.0", "0x1", "1%20"]


def told(reply: Reply) -> tuple[int, bytes, set[str]]:
    return reply.status, reply.body, set(reply.headers)


class TestPermissions:
    @pytest.mark.parametrize("subset", SUBSETS, ids=["none", "read", "write", "both"])
    @pytest.mark.parametrize("route", ROUTES, ids=map(str, ROUTES))
    async def test_each_route_needs_what_it_declares(self, world: ApiWorld, route: Route, subset: tuple[Permission]):
        """The permission is the declared one, for every subset of what a key may do."""
        let_everything_be_told(world)
        account = await world.add_account()
        reply = await route.ask(world, await world.make_key("ada", subset), account.id)
        needed = route.endpoint.access.permission
        denied = needed is not None and needed not in subset
        assert (reply.status == 403 and reply.json["error"] == "access_denied") is denied
        if not denied and route not in MONEY:
            assert reply.status == 200, reply

    @pytest.mark.parametrize("route", SIGNED_ROUTES, ids=map(str, SIGNED_ROUTES))
    async def test_without_a_signature_nothing_is_told(self, world: ApiWorld, route: Route):
        """No key and a wrong signature are 401 before anything is looked up."""
        account = await world.add_account()
        path = PREFIX + route.endpoint.path.replace("{account_id:str}", str(account.id))
        assert (await world.send(route.method, path)).json["error"] == "api_key_invalid_or_expired"
        reply = await world.signed(route.method, path, payload=b"/something/else")
        assert reply.json["error"] == "signature_invalid"
        assert world.store.accounts == [account]


class TestOwners:
    @pytest.mark.parametrize("route", ID_ROUTES, ids=map(str, ID_ROUTES))
    async def test_other_peoples_accounts_do_not_exist(self, world: ApiWorld, route: Route):
        """A foreign id is answered like one nobody ever had, byte for byte, and nothing of it changes."""
        other = await world.add_user("eve")
        account = await world.add_account()
        own = await world.add_account(user_id=(await world.services.access.users())[-1].id)
        await world.store.write(lambda tx: tx.accounts.remove(own.user_id, own.id))
        before = world.store.world.accounts
        unknown = await route.ask(world, other, 2_000_000_000)
        assert unknown.status == 404
        for number in (account.id, own.id, *NO_IDS):
            assert told(await route.ask(world, other, number)) == told(unknown), number
        assert world.store.world.accounts == before == {account.id: before[account.id]}
        assert world.exchanges.calls == []

    async def test_lists_hold_ones_own_only(self, world: ApiWorld):
        """Nobody sees, counts or sums up somebody else's."""
        other = await world.add_user("eve")
        await world.post("/accounts/new", {"type": "binance", "name": "Main", "api_key": "abcdef", "secret": "abcdef"})
        assert (await world.get("/accounts", other)).json == []
        assert (await world.get("/accounts?api_key=abcdef", other)).json == []
        assert (await world.get("/accounts/summary", other)).json["usd_amount"] == "0.0"


class TestBuild:
    @pytest.mark.parametrize("given", [{"trusted_proxies": ("10.0.0.0/99",)}])
    async def test_a_wrong_option_stops_the_start(self, tmp_path: Path, given: dict[str, Any]):
        """It is told, not ignored."""
        with pytest.raises(ConfigurationError):
            await ApiWorld.make(tmp_path, **given)

    async def test_an_undeclared_route_stops_the_start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """However a route got in, somebody has to have said who may call it."""
        made = application.routes

        @get("/back/door")
        async def leak() -> str:
            return ""

        def with_a_back_door(*given: Any) -> Litestar:
            app = made(*given)
            app.register(leak)
            return app

        monkeypatch.setattr(application, "routes", with_a_back_door)
        with pytest.raises(ConfigurationError, match="/back/door"):
            await ApiWorld.make(tmp_path)

    async def test_both_prefixes_serve_the_same(self, world: ApiWorld):
        """Each signed by the path that was asked."""
        replies = [await world.signed("GET", f"{prefix}/validate") for prefix in (PREFIX, "/ver1")]
        assert [reply.body for reply in replies] == [b'{"valid":true}'] * 2
        assert (await world.signed("GET", "/ver1/validate", payload=f"{PREFIX}/validate".encode())).status == 401

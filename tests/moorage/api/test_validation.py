"""Errors name the field, never the value: canaries in every field, every fault, every way to send."""

import itertools
import json
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog

from moorage.domain.account import Account
from tests.moorage.api.matrix import ROUTES, Route, let_everything_be_told
from tests.moorage.api.world import PREFIX, UNLIMITED, ApiWorld

pytestmark = pytest.mark.anyio

CANARY = "CaNaRy7f3e9"
TAKING = [route for route in ROUTES if route.fields]
FAULTS: dict[str, Any] = {
    "short": "C",
    "long": CANARY * 1000,
    "canary": CANARY,
    "empty": "",
    "number": 7331733173317331,
    "flag": True,
    "list": [CANARY],
    "nested": {"a": {CANARY: CANARY}},
    "nul": f"{CANARY}\0",
    "surrogate": f"{CANARY}\ud800",
    "null": None,
}
SHAPE = {"error", "error_description", "error_attributes", "x_moorage"}


def parameters(route: Route, account: Account, field: str, fault: object) -> dict[str, Any]:
    """Return right parameters with canaries in every secret field, and one fault."""
    given = route.parameters(account.id)
    given.update({name: f"{CANARY}-{name}" for name in ("api_key", "secret", "passphrase") if name in route.fields})
    return {**given, field: fault}


async def send(world: ApiWorld, route: Route, path: str, given: dict[str, Any], way: str) -> Any:
    if way == "json":
        return await world.signed(route.method, path, json.dumps(given).encode())
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    encoded = urlencode(texts, errors="surrogatepass")
    if way == "form":
        return await world.signed(route.method, path, encoded.encode())
    return await world.signed(route.method, f"{path}?{encoded}")


class TestErrors:
    @pytest.mark.parametrize("way", ["json", "form", "query"])
    @pytest.mark.parametrize("route", TAKING, ids=map(str, TAKING))
    async def test_no_value_is_ever_told(self, tmp_path, route: Route, way: str):
        """Neither the answer nor a log line holds a character of what was sent; no fault is a fault of ours."""
        world = await ApiWorld.make(tmp_path, UNLIMITED)
        let_everything_be_told(world)
        account = await world.add_account(name="Plain")
        path = PREFIX + route.endpoint.path.replace("{account_id:str}", str(account.id))
        refused = 0
        with structlog.testing.capture_logs() as lines:
            for field, fault in itertools.product(route.fields, FAULTS.values()):
                reply = await send(world, route, path, parameters(route, account, field, fault), way)
                assert reply.status in {200, 400, 404, 413}, (field, fault, reply)
                if reply.status == 200:
                    continue
                refused += 1
                assert set(reply.json) <= SHAPE
                assert "CaNaRy" not in reply.body.decode(), (field, fault)
                if reply.status == 400:
                    assert set(reply.json["error_attributes"]) <= {*route.fields, "body", "query"}
        assert refused > len(route.fields)
        assert "CaNaRy" not in f"{lines}{world.log.lines}"

    async def test_the_scan_can_find_a_canary(self, world: ApiWorld):
        """A name that was accepted is shown, so the canary would be seen."""
        reply = await world.post(
            "/accounts/new", {"type": "binance", "name": CANARY, "api_key": "abcde", "secret": "abcde"}
        )
        assert "CaNaRy" in reply.body.decode()

"""py3cw 0.1.1, as it is on PyPI but for the URL it talks to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from py3cw.request import Py3CW

from moorage.domain.access import Permission
from tests.moorage.api.serving import serving
from tests.moorage.api.world import UNLIMITED, ApiWorld, rsa_key

pytestmark = pytest.mark.anyio


async def client(world: ApiWorld, algorithm: str) -> Py3CW:
    """Return a client with a fresh key."""
    if algorithm == "rsa":
        key = await world.make_key("ada", by_rsa=True)
        pem = rsa_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return Py3CW(key=key.key, selfsigned=pem.decode())
    made = await world.services.access.create_key("ada", "py3cw", tuple(Permission))
    assert made.secret is not None
    return Py3CW(key=made.api_key.key, secret=made.secret.reveal())


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApiWorld]:
    """Return a world that py3cw talks to."""
    world = await ApiWorld.make(tmp_path, UNLIMITED)
    async with serving(world.app) as port:
        monkeypatch.setattr("py3cw.config.API_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setattr("py3cw.request.API_URL", f"http://127.0.0.1:{port}")
        yield world


class TestPy3cw:
    @pytest.mark.parametrize("algorithm", ["hmac", "rsa"])
    async def test_the_whole_life_of_an_account(self, served: ApiWorld, algorithm: str):
        """Connect with siblings, list, look, load, rename, update and remove, by both algorithms."""
        library = await client(served, algorithm)

        async def ask(**request: Any) -> Any:
            error, answered = await asyncio.to_thread(library.request, entity="accounts", **request)
            assert error == {}, error
            return answered

        markets = await ask(action="market_list")
        assert "binance" in [market["market_code"] for market in markets]
        payload = {"type": "binance", "name": "My bot", "api_key": "abcdef", "secret": "ghijkl"}
        new = await ask(action="new", payload={**payload, "types_to_create": ["binance_margin"]})
        number = str(new["id"])
        listed = await ask(action="")
        assert [entity["market_code"] for entity in listed] == ["binance", "binance_margin"]
        assert await ask(action="", payload={"page": 2, "per_page": 1}) == [listed[1]]
        assert (await ask(action="account_info", action_id=number))["id"] == new["id"]
        assert (await ask(action="account_info", action_id="summary"))["usd_amount"] == "128501.0"
        assert (await ask(action="load_balances", action_id=number))["usd_amount"] == "64250.5"
        assert (await ask(action="rename", action_id=number, payload={"name": "Renamed"}))["name"] == "Renamed"
        changed = await ask(action="update", payload={"account_id": new["id"], "name": "Kö & Co: [1]"})
        assert changed["name"] == "Kö & Co: [1]"
        assert await ask(action="remove", action_id=number) is True
        assert [account.market_code for account in served.store.accounts] == ["binance_margin"]

    async def test_a_refusal_reaches_the_caller(self, served: ApiWorld):
        """The library hands on our word, sentence and attributes."""
        library = await client(served, "hmac")
        error, _ = await asyncio.to_thread(library.request, entity="accounts", action="new", payload={"type": "x"})
        assert "record_invalid" in error["msg"]
        assert "is missing" in error["msg"]

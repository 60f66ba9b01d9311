import json
from typing import Any

import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable, WrongSecret
from tests.moorage.api.world import NEW, PREFIX, ApiWorld

pytestmark = pytest.mark.anyio

FORM = "type=binance&name=Main&api_key=an+api+key&secret=a%20secret"
TYPES = ["binance_margin", "binance_futures"]


async def connected(world: ApiWorld, **more: Any) -> int:
    reply = await world.post("/accounts/new", {**NEW, **more})
    assert reply.status == 200, reply
    return int(reply.json["id"])


class TestConnect:
    async def test_it_answers_the_account(self, world: ApiWorld):
        """Checked, loaded and valued in one request; 200."""
        reply = await world.post("/accounts/new", NEW)
        assert reply.status == 200
        assert (reply.json["name"], reply.json["market_code"]) == ("Main", "binance")
        assert (reply.json["btc_amount"], reply.json["usd_amount"]) == ("1.0", "64250.5")
        assert reply.json["x_moorage"]["permissions"] == {"read": True, "trade": True, "withdraw": False}

    @pytest.mark.parametrize(
        ("query", "body"),
        [
            ("", json.dumps({**NEW, "types_to_create": TYPES})),
            (f"?{FORM}&types_to_create[0]=binance_margin&types_to_create[1]=binance_futures", ""),
            ("", f"{FORM}&types_to_create[]=binance_margin&types_to_create[]=binance_futures"),
            ("", f"{FORM}&types_to_create=%5B%22binance_margin%22%2C%22binance_futures%22%5D"),
        ],
    )
    async def test_parameters_may_travel_anywhere(self, world: ApiWorld, query: str, body: str):
        """Query, form and JSON make the same accounts; all spellings of a list too."""
        reply = await world.signed("POST", f"{PREFIX}/accounts/new{query}", body.encode())
        assert reply.status == 200, reply
        assert {account.market_code for account in world.store.accounts} == {"binance", *TYPES}

    async def test_a_missing_name_is_told(self, world: ApiWorld):
        """As is everything else that is missing."""
        reply = await world.post("/accounts/new", {})
        assert reply.status == 400
        assert reply.json["error_attributes"] == {"type": ["is missing"], "name": ["is missing"]}

    async def test_a_known_account_is_told(self, world: ApiWorld):
        """With the contract's sentence, and the id under what is ours."""
        known = await connected(world)
        reply = await world.post("/accounts/new", NEW)
        assert (reply.status, reply.json["x_moorage"]) == (400, {"account_id": known})
        assert reply.json["error_attributes"] == {"api_key": ["This account is already connected!"]}

    async def test_a_refused_key_is_told_by_its_field(self, world: ApiWorld):
        """400 on the field that is wrong; nothing is stored."""
        world.exchanges.reports["binance"] = WrongSecret()
        reply = await world.post("/accounts/new", NEW)
        assert (reply.status, list(reply.json["error_attributes"])) == (400, ["secret"])
        assert world.store.accounts == []

    async def test_an_outage_is_told_as_such(self, world: ApiWorld):
        """502; the key was not judged, nothing is stored."""
        world.exchanges.reports["binance"] = ExchangeNotAvailable()
        reply = await world.post("/accounts/new", NEW)
        assert (reply.status, reply.json["error"]) == (502, "exchange_not_available")
        assert world.store.accounts == []

    async def test_unknown_parameters_change_nothing(self, world: ApiWorld):
        """No column can be assigned from outside."""
        more = {"id": 99, "user_id": 99, "is_locked": True, "created_at": "1999-01-01", "api_keys_state": "invalid"}
        await connected(world, **more)
        (account,) = world.store.accounts
        assert (account.id, account.user_id, account.key.is_locked) != (99, 99, True)
        assert (account.user_id, account.created_at) == (1, world.clock.now)


class TestUpdate:
    async def test_it_changes_what_is_given(self, world: ApiWorld):
        """And answers the account."""
        number = await connected(world)
        given = {"account_id": number, "name": "Savings", "include_in_summary": False, "subaccount_name": "sub"}
        reply = await world.post("/accounts/update", given)
        assert (reply.status, reply.json["name"], reply.json["include_in_summary"]) == (200, "Savings", False)
        assert reply.json["subaccount_name"] == "sub"

    async def test_without_an_id_nothing_is_changed(self, world: ApiWorld):
        """The id is what must be given."""
        reply = await world.post("/accounts/update", {"name": "Savings"})
        assert (reply.status, reply.json["error_attributes"]) == (400, {"account_id": ["is missing"]})


class TestTypesToConnect:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_it_lists_the_venues_types(self, world: ApiWorld, method: str):
        """In the contract's order of keys, over GET and POST alike."""
        reply = await world.signed(method, f"{PREFIX}/accounts/types_to_connect?{FORM}")
        assert reply.status == 200
        assert [line["type"] for line in reply.json] == ["binance", *TYPES]
        assert reply.json[0] == {"type": "binance", "connected": False, "available": True, "unified": False}
        assert list(reply.json[0]) == ["type", "connected", "available", "unified"]


class TestRename:
    async def test_it_answers_the_account_with_its_new_name(self, world: ApiWorld):
        """By the id in the path."""
        number = await connected(world)
        reply = await world.post(f"/accounts/{number}/rename", {"name": "Savings"})
        assert (reply.status, reply.json["id"], reply.json["name"]) == (200, number, "Savings")

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [({}, "is missing"), ({"name": ""}, "is empty"), ({"name": "x"}, "is too short (minimum is 2 characters)")],
    )
    async def test_a_name_is_asked_for(self, world: ApiWorld, given: dict[str, str], sentence: str):
        """Two characters at least."""
        number = await connected(world)
        reply = await world.post(f"/accounts/{number}/rename", given)
        assert (reply.status, reply.json["error_attributes"]) == (400, {"name": [sentence]})


class TestRemove:
    async def test_it_answers_true(self, world: ApiWorld):
        """JSON `true`, and afterwards there is no such account."""
        number = await connected(world)
        reply = await world.post(f"/accounts/{number}/remove")
        assert (reply.status, reply.body) == (200, b"true")
        assert (await world.post(f"/accounts/{number}/remove")).status == 404
        assert world.store.accounts == []

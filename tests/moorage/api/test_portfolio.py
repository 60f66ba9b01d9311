import pytest

from moorage.domain.exchange_errors import ExchangeTimeout, KeyExpired
from tests.moorage.api.world import NEW, PREFIX, ApiWorld

pytestmark = pytest.mark.anyio


class TestListAccounts:
    async def test_pages_follow_the_ids(self, world: ApiWorld):
        """A page past the end is empty, which ends a client's paging."""
        ids = [(await world.add_account(name=f"Account {number}")).id for number in range(5)]
        pages = [await world.get(f"/accounts?page={page}&per_page=2") for page in (1, 2, 3, 4)]
        assert [[entity["id"] for entity in page.json] for page in pages] == [ids[:2], ids[2:4], ids[4:], []]

    async def test_it_may_be_asked_for_one_key(self, world: ApiWorld):
        """The accounts a key of the exchange opens."""
        await world.post("/accounts/new", NEW)
        await world.post("/accounts/new", {**NEW, "type": "kraken", "api_key": "another key"})
        reply = await world.get("/accounts?api_key=another%20key")
        assert [entity["market_code"] for entity in reply.json] == ["kraken"]

    @pytest.mark.parametrize("query", ["page=0", "per_page=101", "per_page=0", "page=x", "page=4294967296", "page=-1"])
    async def test_a_page_out_of_range_is_refused(self, world: ApiWorld, query: str):
        """It is not clamped."""
        reply = await world.get(f"/accounts?{query}")
        assert (reply.status, list(reply.json["error_attributes"])) == (400, [query.partition("=")[0]])

    async def test_a_slash_at_the_end_is_tolerated(self, world: ApiWorld):
        """One, and it is part of what is signed."""
        assert (await world.get("/accounts/")).json == []
        assert (await world.signed("GET", f"{PREFIX}/accounts/", payload=f"{PREFIX}/accounts".encode())).status == 401


class TestSummary:
    async def test_it_sums_up(self, world: ApiWorld):
        """The literal name wins over an id."""
        await world.post("/accounts/new", {**NEW, "types_to_create": ["binance_margin"]})
        reply = await world.get("/accounts/summary")
        assert (reply.status, reply.json["id"], reply.json["usd_amount"]) == (200, 0, "128501.0")


class TestShowAccount:
    async def test_it_shows_what_was_loaded_last(self, world: ApiWorld):
        """The exchange is not asked."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        asked = len(world.exchanges.calls)
        reply = await world.get(f"/accounts/{number}")
        assert (reply.status, reply.json["usd_amount"], len(world.exchanges.calls)) == (200, "64250.5", asked)


class TestLoadBalances:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_it_asks_the_exchange(self, world: ApiWorld, method: str):
        """Over POST, and over GET, which is seen in the wild."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        world.advance(10)
        reply = await world.signed(method, f"{PREFIX}/accounts/{number}/load_balances")
        assert (reply.status, reply.json["updated_at"]) == (200, "2026-11-22T12:00:10.000Z")

    async def test_a_refused_key_locks_the_account(self, world: ApiWorld):
        """422 with the reason; then the account shows it."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        world.exchanges.reports["binance"] = world.exchanges.balances["binance"] = KeyExpired()
        reply = await world.post(f"/accounts/{number}/load_balances")
        assert (reply.status, reply.json["error"]) == (422, "invalid_api_key")
        shown = (await world.get(f"/accounts/{number}")).json
        assert (shown["is_locked"], shown["lock_reason"], shown["api_keys_state"]) == (
            True,
            "expired_api_key",
            "expired",
        )
        assert shown["x_moorage"]["lock_description"] == "The API key has expired; make a new one at the exchange."

    async def test_an_outage_leaves_the_key_alone(self, world: ApiWorld):
        """504; the last good numbers stay and say that they are stale."""
        number = (await world.post("/accounts/new", NEW)).json["id"]
        world.exchanges.balances["binance"] = ExchangeTimeout()
        assert (await world.post(f"/accounts/{number}/load_balances")).status == 504
        shown = (await world.get(f"/accounts/{number}")).json
        assert (shown["usd_amount"], shown["is_locked"], shown["x_moorage"]["stale"]) == ("64250.5", False, True)

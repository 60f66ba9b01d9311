import pytest

from tests.moorage.api.counter import Counter
from tests.moorage.api.world import NEW, ApiWorld

pytestmark = pytest.mark.anyio


@pytest.fixture
async def number(world: ApiWorld) -> int:
    """An account at an exchange that tells of deposits."""
    world.exchanges.desks["binance"] = Counter()
    return int((await world.post("/accounts/new", NEW)).json["id"])


class TestNetworksInfo:
    async def test_one_currency_is_an_object(self, world: ApiWorld, number: int):
        """With the networks that serve the purpose."""
        reply = await world.get(f"/accounts/{number}/networks_info?currency=USDT&purpose=deposit")
        assert (reply.status, reply.json["currency"], reply.json["deposit_enable"]) == (200, "USDT", True)
        assert [network["network"] for network in reply.json["network_list"]] == ["TRX"]

    async def test_all_currencies_are_an_array(self, world: ApiWorld, number: int):
        """Where the exchange tells them."""
        reply = await world.get(f"/accounts/{number}/networks_info")
        assert [one["name"] for one in reply.json] == ["Tether"]

    @pytest.mark.parametrize(("query", "field"), [("currency=NOPE", "currency"), ("purpose=x", "purpose")])
    async def test_refuses_what_is_none(self, world: ApiWorld, number: int, query: str, field: str):
        """By its field."""
        reply = await world.get(f"/accounts/{number}/networks_info?{query}")
        assert (reply.status, list(reply.json["error_attributes"])) == (400, [field])

    async def test_an_account_without_deposits_is_forbidden(self, world: ApiWorld):
        """In the contract's words; an unknown one is not found."""
        number = (await world.post("/accounts/new", {**NEW, "type": "kraken"})).json["id"]
        reply = await world.get(f"/accounts/{number}/networks_info")
        assert (reply.status, reply.json["error"]) == (403, "Forbidden. Unavailable for this account.")
        assert (await world.get("/accounts/99999/networks_info")).status == 404


class TestDepositData:
    async def test_tells_address_and_holdings(self, world: ApiWorld, number: int):
        """All texts."""
        reply = await world.get(f"/accounts/{number}/deposit_data?currency=BTC&network=TRX")
        assert (reply.status, reply.json) == (
            200,
            {
                "address": "TKtj",
                "address_tag": "",
                "available_balance": "1.0",
                "in_orders": "0.0",
                "total_balance": "1.0",
            },
        )

    async def test_an_address_that_is_not_there_is_said_to_be_missing(self, world: ApiWorld, number: int):
        """With what to do about it."""
        reply = await world.get(f"/accounts/{number}/deposit_data?currency=USDT&network=TON")
        assert (reply.status, reply.json["error"]) == (422, "unknown_market_api_error")
        assert "make it at the exchange" in reply.json["error_description"]

    async def test_needs_both(self, world: ApiWorld, number: int):
        """Each is named."""
        reply = await world.get(f"/accounts/{number}/deposit_data")
        assert (reply.status, set(reply.json["error_attributes"])) == (400, {"currency", "network"})

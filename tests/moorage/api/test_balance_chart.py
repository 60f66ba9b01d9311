import pytest

from tests.contract.charts import Point, points
from tests.moorage.api.world import NEW, ApiWorld

pytestmark = pytest.mark.anyio


async def connected(world: ApiWorld) -> int:
    """Connect an account."""
    return (await world.post("/accounts/new", NEW)).json["id"]


class TestAccountChart:
    async def test_each_load_is_a_point(self, world: ApiWorld):
        """Unix seconds and plain numbers, oldest first."""
        number = await connected(world)
        world.advance(10)
        reply = await world.get(f"/accounts/{number}/balance_chart_data?date_from=2026-11-22")
        assert points(reply.body) == [
            Point(date=1795348800, usd=64250.5, btc=1, btc_deposit_amount=0, usd_deposit_amount=0)
        ]

    @pytest.mark.parametrize(
        "begin", ["2026-11-22T10:00:00+00:00", "2026-11-22T10:00:00%2B00:00", "2026-11-22T10:00:00.000Z", "20261122"]
    )
    async def test_a_time_may_hold_colons(self, world: ApiWorld, begin: str):
        """Encoded or not, as clients send it."""
        number = await connected(world)
        reply = await world.get(f"/accounts/{number}/balance_chart_data?date_from={begin}")
        assert (reply.status, len(reply.json)) == (200, 1)

    async def test_it_may_be_posted(self, world: ApiWorld):
        """As some clients do."""
        number = await connected(world)
        reply = await world.post(f"/accounts/{number}/balance_chart_data", {"date_from": "2026-11-22"})
        assert len(points(reply.body)) == 1

    @pytest.mark.parametrize(
        ("query", "fault"),
        [
            ("", {"date_from": ["is missing"]}),
            ("?date_from=", {"date_from": ["is empty"]}),
            ("?date_from=yesterday", {"date_from": ["is invalid"]}),
            ("?date_from=2026-11-31", {"date_from": ["is invalid"]}),
            ("?date_from=0001-01-01T00:00:00%2B14:00", {"date_from": ["is invalid"]}),
            ("?date_from=2026-11-22&date_to=x", {"date_to": ["is invalid"]}),
            ("?date_from=2026-11-22&date_to=2026-11-21", {"date_to": ["is invalid"]}),
        ],
    )
    async def test_a_wrong_time_is_named(self, world: ApiWorld, query: str, fault: dict):
        """Which of the two, and why."""
        reply = await world.get(f"/accounts/{await connected(world)}/balance_chart_data{query}")
        assert (reply.status, reply.json["error_attributes"]) == (400, fault)

    @pytest.mark.parametrize("span", ["0001-01-01", "9999-12-31"])
    async def test_any_time_is_answered(self, world: ApiWorld, span: str):
        """The first and the last day there are."""
        reply = await world.get(f"/accounts/{await connected(world)}/balance_chart_data?date_from={span}")
        assert reply.status == 200

    async def test_an_unknown_account_is_not_found(self, world: ApiWorld):
        """As everywhere."""
        assert (await world.get("/accounts/999/balance_chart_data?date_from=2026-11-22")).status == 404


class TestSummaryChart:
    async def test_accounts_come_in_with_what_they_hold(self, world: ApiWorld):
        """The sum begins with a deposit."""
        await connected(world)
        reply = await world.get("/accounts/summary/balance_chart_data?date_from=2026-11-22")
        assert points(reply.body) == [
            Point(date=1795348800, usd=64250.5, btc=1, btc_deposit_amount=1, usd_deposit_amount=64250.5)
        ]

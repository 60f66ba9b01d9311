from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.volume import Trade, Trades
from tests.makers import NOW, make_book
from tests.moorage.api.world import NEW, ApiWorld

pytestmark = pytest.mark.anyio
TODAY = NOW.date()


async def connected(world: ApiWorld) -> int:
    """Connect an account that traded for 128.501 dollars."""
    world.prices.books["binance"] = make_book(("BTC", "USDT", "64250.5"), ("USDT", "USD", "1"))
    trade = Trade(reference="1", symbol="BTCUSDT", total=Decimal("128.501"), at=NOW)
    until = NOW + timedelta(seconds=1)
    world.exchanges.trades["binance"] = Trades(trades=(trade,), begin=TODAY.replace(day=1), until=until)
    return (await world.post("/accounts/new", NEW)).json["id"]


class TestVolume:
    async def test_of_a_day_a_month_and_in_total(self, world: ApiWorld):
        """Amounts are texts."""
        number = await connected(world)
        amounts = {"volume_btc": "0.002", "volume_usd": "128.501"}
        daily = await world.get(f"/accounts/{number}/volume/daily?date={TODAY}")
        assert (daily.status, daily.json) == (200, {"utc_date": f"{TODAY}", **amounts})
        monthly = await world.get(f"/accounts/{number}/volume/monthly?month={TODAY:%Y-%m}")
        assert (monthly.status, monthly.json) == (200, {"utc_month": f"{TODAY:%Y-%m}", **amounts})
        total = await world.get(f"/accounts/{number}/volume/total")
        assert (total.status, total.json) == (200, amounts)

    async def test_what_is_not_known_is_not_found(self, world: ApiWorld):
        """In the API's own words."""
        reply = await world.get(f"/accounts/{await connected(world)}/volume/daily?date=2020-01-01")
        assert (reply.status, reply.json["error"]) == (404, "Volume data not found")

    @pytest.mark.parametrize(
        ("path", "name"),
        [("daily?date=2026-11", "date"), ("daily?date=2026-02-30", "date"), ("monthly?month=2026-13", "month")],
    )
    async def test_what_is_no_date_is_refused(self, world: ApiWorld, path: str, name: str):
        """By the parameter's name."""
        reply = await world.get(f"/accounts/{await connected(world)}/volume/{path}")
        assert (reply.status, list(reply.json["error_attributes"])) == (400, [name])

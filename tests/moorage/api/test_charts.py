from decimal import Decimal

import pytest

from moorage.domain.account import KeyState, Worth
from moorage.domain.balance import Balances
from moorage.domain.valuation import PriceBook, Ticker
from tests.contract import positions as charts
from tests.makers import NOW, make_balances, make_holding
from tests.moorage.api.world import ApiWorld

pytestmark = pytest.mark.anyio
BOOK = PriceBook([Ticker("BTC", "USDT", Decimal(50_000), before=Decimal(40_000))], NOW)
HALF_UNPRICED = (make_holding("BTC", "0.00000001"), make_holding("DRIFTWOOD", "3"), make_holding("USDT", "-1"))
MANY = tuple(make_holding(f"C{number:03}", f"0.{number + 1:018}") for number in range(599))


async def shown(world: ApiWorld, *holdings, **given):
    """Return the pie and the table of an account with these holdings."""
    world.prices.books["binance"] = BOOK
    account = await world.add_account(worth=Worth(balances=make_balances(*holdings), **given.pop("worth", {})), **given)
    replies = [await world.post(f"/accounts/{account.id}/{name}") for name in ("pie_chart_data", "account_table_data")]
    assert [reply.status for reply in replies] == [200, 200]
    return charts.pie(replies[0].body), charts.table(replies[1].body)


class TestPieChartData:
    async def test_has_what_is_owned(self, world: ApiWorld):
        """A debt is no slice; what has no price is one without a size that says so."""
        pie, _ = await shown(world, *HALF_UNPRICED)
        bitcoin, unknown = pie
        assert (unknown.code, unknown.amount, unknown.y, unknown.usd_value) == ("DRIFTWOOD", 3, 0, "0.0")
        assert [slice_.x_moorage["priced"] for slice_ in pie] == [True, False]
        assert (bitcoin.code, bitcoin.name, bitcoin.coinmarketcapid) == ("BTC", "Bitcoin (BTC)", "1")
        assert (bitcoin.y, bitcoin.percentage, bitcoin.usd_value) == (100.0, 100.0, "0.0005")
        assert (bitcoin.primary_display_currency.currency, bitcoin.primary_display_currency.amount) == ("USD", "0.0005")

    async def test_follows_the_display_currency(self, world: ApiWorld):
        """At the rate of the moment; an unknown one shows dollars and says so."""
        await world.services.access.set_display_currency("ada", "EUR")
        [slice_] = (await shown(world, make_holding("BTC", "1")))[0]
        assert slice_.primary_display_currency.currency == "USD"
        assert slice_.x_moorage["display_currency_unknown"] == "EUR"
        world.prices.dollars["EUR"] = Decimal("0.5")
        [slice_] = (await shown(world, make_holding("BTC", "1"), name="Second"))[0]
        assert (slice_.primary_display_currency.currency, slice_.primary_display_currency.amount) == ("EUR", "25000.0")

    async def test_an_id_that_is_not_there_is_not_found(self, world: ApiWorld):
        """As everywhere."""
        assert (await world.post("/accounts/999/pie_chart_data")).status == 404


class TestAccountTableData:
    async def test_has_every_currency(self, world: ApiWorld):
        """What has no price is there, with zeros that say that they mean unknown."""
        _, table = await shown(world, *HALF_UNPRICED)
        assert [row.currency_code for row in table] == ["BTC", "DRIFTWOOD", "USDT"]
        assert [row.x_moorage["priced"] for row in table] == [True, False, True]
        assert (table[0].equity, table[0].current_price_usd) == (Decimal("0.00000001"), 50_000)
        assert (table[0].day_change_percent_usd, table[0].x_moorage["day_change_known"]) == (25.0, True)
        assert (table[1].position, table[1].usd_value, table[1].currency_slug) == (3, 0, "driftwood")

    async def test_says_how_old_the_prices_are(self, world: ApiWorld):
        """A venue may be silent for a while; where nobody tells a price there is no time of it."""
        _, table = await shown(world, *HALF_UNPRICED)
        times = [row.x_moorage.get("prices_updated_at") for row in table]
        assert times == ["2026-11-22T12:00:00.000Z", None, "2026-11-22T12:00:00.000Z"]

    async def test_an_empty_account_has_no_rows(self, world: ApiWorld):
        """Nor slices."""
        empty = await world.add_account(worth=Worth(balances=Balances((), NOW)))
        never = await world.add_account(name="Never loaded")
        for account in (empty, never):
            assert (await world.post(f"/accounts/{account.id}/pie_chart_data")).json == []
            assert (await world.post(f"/accounts/{account.id}/account_table_data")).json == []

    async def test_a_locked_account_shows_what_was_loaded_last(self, world: ApiWorld):
        """Its key is refused; the numbers stay, and say that they are stale."""
        key = KeyState(lock_reason="invalid_api_key")
        _, [row] = await shown(world, make_holding("BTC", "1"), key=key, worth={"stale_reason": "It is refused."})
        assert (row.x_moorage["stale"], row.x_moorage["balances_updated_at"]) == (True, "2026-11-22T12:00:00.000Z")

    async def test_six_hundred_currencies(self, world: ApiWorld):
        """Every digit arrives."""
        _, table = await shown(world, make_holding("BTC", "1"), *MANY)
        assert len(table) == 600
        assert sum(row.position for row in table) == 1 + sum(holding.total for holding in MANY)

    async def test_the_summary(self, world: ApiWorld):
        """In place of an id; its own is 0."""
        await shown(world, make_holding("BTC", "1"))
        await shown(world, make_holding("BTC", "2"), name="Second")
        [row] = charts.table((await world.post("/accounts/summary/account_table_data")).body)
        assert (row.account_id, row.position, row.x_moorage["wallets"]) == (0, 3, ["spot"])


class TestCurrencyIcon:
    async def test_is_served_where_the_table_points(self, world: ApiWorld):
        """A monogram, for any currency."""
        _, [row] = await shown(world, make_holding("BTC", "1"))
        path = "/" + row.currency_icon.split("/", 3)[3]
        reply = await world.send("GET", path)
        assert (reply.status, reply.body[:4]) == (200, b"<svg")

    @pytest.mark.parametrize("file", ["BTC", ".svg", "B" * 40 + ".svg"])
    async def test_anything_else_is_not_found(self, world: ApiWorld, file: str):
        """Only names that a currency may have."""
        assert (await world.send("GET", f"/icons/currencies/{file}")).status == 404

"""doors.py: each market is led to its family, and wallets to another venue's prices."""

import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.errors import ConfigurationError, RecordInvalid
from moorage.domain.valuation import PriceBook
from moorage.doors import Door, Doors
from moorage.services.outlook import Outlook, VenueReport
from tests.fakes import FakeExchanges, FakeMarketData, FakeMarkets
from tests.makers import NOW, make_market, make_rule

pytestmark = pytest.mark.anyio
BREST, BREST_MARGIN = make_market("brest"), make_market("brest_margin", "brest")
KIEL = make_market("kiel", "quay", prices_of="brest_margin")


class FakeTickers:
    """Names the market as its kind of ticker."""

    def ticker_kind(self, market):
        """Return what names the market's prices."""
        return market.venue, f"tickers of {market.code}"

    def references(self):
        """Stand in for others."""
        return [("Brest", ("brest", "spot"))]

    async def fetch_prices(self, venue, kind):
        """Return an empty book; its time tells nothing."""
        self.asked = (venue, kind)
        return PriceBook([], NOW)


@pytest.fixture
def family():
    """An exchange with prices, and a quay without."""
    return (
        Door(FakeMarkets(BREST, BREST_MARGIN), FakeExchanges(), FakeTickers()),
        Door(FakeMarkets(KIEL), FakeExchanges()),
    )


@pytest.fixture
def doors(family):
    return Doors(family)


class TestMarkets:
    async def test_lists_the_families_in_order(self, doors):
        """As they were given."""
        assert list(doors.all()) == [BREST, BREST_MARGIN, KIEL]

    async def test_finds_a_market_of_any_family(self, doors):
        """An unknown code is refused as by one catalogue."""
        assert doors.get("kiel") is KIEL
        with pytest.raises(RecordInvalid) as caught:
            doors.get("calais")
        assert caught.value.attributes == {"type": ["does not have a valid value"]}

    async def test_siblings_are_of_the_same_family(self, doors):
        """The given one first."""
        assert list(doors.siblings(BREST_MARGIN)) == [BREST_MARGIN, BREST]
        assert list(doors.siblings(KIEL)) == [KIEL]


class TestSession:
    async def test_is_opened_by_the_markets_own_family(self, doors, family):
        """The other one hears nothing of the credentials."""
        async with doors.session(KIEL, Credentials()) as session:
            await session.inspect()
        assert family[1].exchanges.calls == ["open quay", "inspect quay", "close quay"]
        assert family[0].exchanges.calls == []


class TestTickerKind:
    async def test_a_market_has_its_own_prices_or_anothers(self, doors):
        """A wallet's snapshot is the exchange's, not a copy of it."""
        assert doors.ticker_kind(BREST) == ("brest", "tickers of brest")
        assert doors.ticker_kind(KIEL) == doors.ticker_kind(BREST_MARGIN)


class TestFetchPrices:
    async def test_asks_the_venues_family(self, doors, family):
        """By venue and kind."""
        await doors.fetch_prices(*doors.ticker_kind(KIEL))
        assert family[0].tickers.asked == ("brest", "tickers of brest_margin")

    async def test_a_venue_without_prices_is_a_fault_of_ours(self, doors):
        """It is never asked in earnest: construction refuses such a market."""
        with pytest.raises(ConfigurationError):
            await doors.fetch_prices("quay", "any")


class TestConstruction:
    @pytest.mark.parametrize(
        ("other", "told"),
        [
            (make_market("brest", "elsewhere", prices_of="brest"), "market code in common"),
            (make_market("calais", "brest", prices_of="brest"), "venue in common"),
            (make_market("calais", prices_of="dover"), "no prices"),
            (make_market("calais", prices_of="kiel"), "no prices"),
            (make_market("calais"), "no prices"),
        ],
    )
    async def test_what_cannot_be_led_stops_the_start(self, family, other, told):
        """Codes and venues are unique, and every market can be valued."""
        with pytest.raises(ConfigurationError, match=told):
            Doors([*family, Door(FakeMarkets(other), FakeExchanges())])


class TestBackground:
    async def test_calls_that_nobody_waits_for_have_their_own_door(self):
        """Where a family has one; else they take the way of the others."""
        front, back, other = FakeExchanges(), FakeExchanges(), FakeExchanges()
        doors = Doors(
            [
                Door(FakeMarkets(BREST, BREST_MARGIN), front, FakeTickers(), background=back),
                Door(FakeMarkets(KIEL), other),
            ]
        )
        for market in (BREST, KIEL):
            async with doors.background().session(market, Credentials()):
                pass
        assert [exchanges.calls[:1] for exchanges in (front, back, other)] == [[], ["open brest"], ["open quay"]]

    async def test_who_has_no_budgets_may_always_be_asked(self):
        """The others tell their outlook."""

        class Busy:
            def outlook(self, _market, loads):
                return Outlook(float(loads))

            def reports(self):
                return {"brest": VenueReport(requests=7)}

        busy = Door(FakeMarkets(BREST, BREST_MARGIN), FakeExchanges(), FakeTickers(), outlooks=Busy())
        doors = Doors([busy, Door(FakeMarkets(KIEL), FakeExchanges())])
        assert (doors.outlook(BREST, 3), doors.outlook(KIEL, 3)) == (Outlook(3.0), Outlook())
        assert doors.reports() == {"brest": VenueReport(requests=7)}


class TestMarketData:
    async def test_is_asked_of_the_markets_own_family(self, family):
        """Of a family without instruments nothing is known."""
        told = Door(
            FakeMarkets(BREST, BREST_MARGIN),
            FakeExchanges(),
            FakeTickers(),
            market_data=FakeMarketData({"brest": [make_rule()]}),
        )
        doors = Doors([told, family[1]])
        book = await doors.rules(BREST)
        rule = book.get(book.pairs()[0])
        assert rule == make_rule()
        assert (await doors.quote(BREST, rule)).last is None
        for asked in (doors.rules(KIEL), doors.quote(KIEL, rule)):
            with pytest.raises(RecordInvalid) as caught:
                await asked
            assert caught.value.attributes == {"market_code": ["has no known pairs"]}

import pytest

from moorage.refresh.metrics import Metrics
from moorage.services.outlook import VenueReport
from tests.makers import make_caller
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio


class Venues:
    """Reports of one venue."""

    def reports(self):
        """See `VenueReports`."""
        return {"binance": VenueReport(requests=7)}


class TestMetrics:
    async def test_shows_the_queue_of_the_database_and_the_counts_of_the_process(self):
        """Under the venue's name, and without any name of an account."""
        desk = Desk()
        await desk.accounts.connect(make_caller(), new("binance_margin"))
        text = await Metrics(desk.store, desk.markets, Venues(), {("binance", "loaded"): 2}, desk.clock).text()
        lines = text.decode().splitlines()
        assert 'moorage_accounts{type="binance_margin",venue="binance"} 1.0' in lines
        assert 'moorage_exchange_requests_total{venue="binance"} 7.0' in lines
        assert 'moorage_refresh_loads_total{outcome="loaded",venue="binance"} 2.0' in lines
        assert desk.store.accounts[0].name not in text.decode()

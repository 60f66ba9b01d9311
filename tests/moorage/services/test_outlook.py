from moorage.services.outlook import OPEN, Outlook, VenueReport


class TestOutlook:
    def test_open_is_now(self):
        """A venue without budgets may be asked at any time."""
        assert Outlook(wait=0.0, is_shut=False) == OPEN


class TestVenueReport:
    def test_a_venue_that_was_not_asked_has_nothing_to_tell(self):
        """Each report has its own counters."""
        assert (VenueReport().requests, VenueReport().errors) == (0, {})
        assert VenueReport().errors is not VenueReport().errors

"""Instants on the wire."""

from datetime import datetime, timedelta, timezone

from moorage.api.instants import timestamp
from tests.makers import NOW


class TestTimestamp:
    def test_always_has_milliseconds(self):
        """Also a whole second has three decimals."""
        assert timestamp(NOW) == "2026-11-22T12:00:00.000Z"

    def test_is_told_in_utc(self):
        """A moment of another zone is the same moment."""
        elsewhere = datetime(2026, 11, 22, 14, 30, 0, 5000, tzinfo=timezone(timedelta(hours=2)))
        assert timestamp(elsewhere) == "2026-11-22T12:30:00.005Z"

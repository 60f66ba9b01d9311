"""Instants on the wire."""

from datetime import datetime, timedelta, timezone

import pytest

from moorage.api.instants import optional_timestamp, read_instant, timestamp
from tests.makers import NOW


class TestTimestamp:
    def test_always_has_milliseconds(self):
        """Also a whole second has three decimals."""
        assert timestamp(NOW) == "2026-11-22T12:00:00.000Z"

    def test_is_told_in_utc(self):
        """A moment of another zone is the same moment."""
        elsewhere = datetime(2026, 11, 22, 14, 30, 0, 5000, tzinfo=timezone(timedelta(hours=2)))
        assert timestamp(elsewhere) == "2026-11-22T12:30:00.005Z"


class TestOptionalTimestamp:
    def test_nothing_stays_nothing(self):
        """A time that is not known is null."""
        assert (optional_timestamp(NOW), optional_timestamp(None)) == ("2026-11-22T12:00:00.000Z", None)


class TestReadInstant:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("2026-11-22", "2026-11-22T00:00:00.000Z"),
            ("2026-11-22T10:30", "2026-11-22T10:30:00.000Z"),
            ("2026-11-22T10:30:05.5+02:00", "2026-11-22T08:30:05.500Z"),
            ("2026-11-22T10:30:05 02:00", "2026-11-22T08:30:05.000Z"),
            ("2026-11-22 10:30:05", "2026-11-22T10:30:05.000Z"),
        ],
    )
    def test_reads_iso_8601(self, text: str, told: str):
        """UTC where no zone is told; a plus sign may have become a space."""
        moment = read_instant(text)
        assert moment is not None
        assert timestamp(moment) == told

    def test_a_date_can_be_its_end(self):
        """The last millisecond of the day."""
        moment = read_instant("2026-11-22", ends_day=True)
        assert moment is not None
        assert timestamp(moment) == "2026-11-22T23:59:59.999Z"

    def test_the_last_day_of_the_calendar_has_an_end(self):
        """What clients write for ever is a date like others."""
        moment = read_instant("9999-12-31", ends_day=True)
        assert moment is not None
        assert timestamp(moment) == "9999-12-31T23:59:59.999Z"

    @pytest.mark.parametrize("text", ["", "now", "2026-13-01", "0001-01-01T00:00+14:00", "9999-12-31T23:00-14:00"])
    def test_anything_else_is_none(self, text: str):
        """Also what lies beyond the calendar."""
        assert read_instant(text) is None

from datetime import date

import pytest

from moorage.api.volume_wishes import day, month
from moorage.domain.errors import RecordInvalid


class TestMonth:
    def test_is_its_first_day(self):
        """Nothing is the present one."""
        assert (month({"month": "2026-02"}), month({}), day({"date": "2026-02-28"})) == (
            date(2026, 2, 1),
            None,
            date(2026, 2, 28),
        )

    @pytest.mark.parametrize("wrong", ["2026-2", "2026-13", "0000-01", 202602])
    def test_refuses_what_is_none(self, wrong: object):
        """On its name."""
        with pytest.raises(RecordInvalid):
            month({"month": wrong})

"""What came and went."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from moorage.domain.transfer import Direction, Known, Reading, Transfer


class TestSigned:
    @pytest.mark.parametrize(("direction", "signed"), [(Direction.IN, "1.5"), (Direction.OUT, "-1.5")])
    def test_what_left_is_negative(self, direction, signed):
        """The sign says which way an amount went."""
        transfer = Transfer(
            reference="7",
            direction=direction,
            currency="BTC",
            amount=Decimal("1.5"),
            at=datetime(2026, 11, 22, tzinfo=UTC),
        )
        assert transfer.signed == Decimal(signed)


class TestKnown:
    def test_a_list_begins_where_it_was_left(self):
        """One that was never read begins with everything else."""
        begin, left = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
        known = Known(begin, {"deposits": Reading(left, left)})
        assert (known.begin("deposits"), known.begin("moves:IN")) == (left, begin)

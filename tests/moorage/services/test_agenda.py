from datetime import timedelta

import pytest

from moorage.services.agenda import VenueBlock
from tests.makers import NOW


class TestVenueBlock:
    @pytest.mark.parametrize(("passed", "left"), [(0, 60), (45, 15), (61, -1), (-3600, 60)])
    def test_a_clock_that_was_put_back_does_not_lengthen_a_block(self, passed: int, left: int):
        """What is left is never more than what the venue asked for."""
        block = VenueBlock(venue="a", limit="b", key_id=b"", until=NOW + timedelta(seconds=60), seconds=60)
        assert block.remaining(NOW + timedelta(seconds=passed)) == left

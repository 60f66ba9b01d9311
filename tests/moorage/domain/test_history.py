"""What is kept of the past."""

from datetime import timedelta
from decimal import Decimal

from moorage.domain.history import History, KeptTransfer
from moorage.domain.profit import Profit
from moorage.domain.transfer import Direction, Reading, Transfer
from tests.makers import NOW


class TestHistory:
    def test_begins_with_nothing(self):
        """An account that was never loaded has no profit and no transfers."""
        assert History() == History(profit=Profit(), readings={}, missing=None)

    def test_is_as_old_as_its_oldest_list(self):
        """What moved since is not told by all of them."""
        readings = {"deposits": Reading(NOW, NOW), "moves": Reading(NOW, NOW - timedelta(hours=1))}
        assert History(readings=readings).transfers_read_at == NOW - timedelta(hours=1)
        assert History().transfers_read_at is None


class TestKey:
    def test_a_reference_is_one_of_its_direction(self):
        """A deposit and a withdrawal may have the same number."""
        moves = [Transfer(reference="7", direction=way, currency="BTC", amount=Decimal(1), at=NOW) for way in Direction]
        assert [KeptTransfer(transfer=move).key for move in moves] == [(Direction.IN, "7"), (Direction.OUT, "7")]

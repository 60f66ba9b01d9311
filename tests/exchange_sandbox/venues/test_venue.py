import pytest

from exchange_sandbox.calls import Call
from exchange_sandbox.venues.venue import Asked, SnapshotCache
from tests.exchange_sandbox.desk import Desk

CALL = Call(host="h", method="GET", path="/p", query="", body=b"", headers={}, address="127.0.0.1", now_ms=0)


class TestAsked:
    def test_public_requests_have_no_holder(self, desk: Desk) -> None:
        """Asking for one is a mistake in the venue's table and says where."""
        asked = Asked(world=desk.sandbox.world, call=CALL, params={})
        with pytest.raises(LookupError, match="/p"):
            _ = asked.holder
        with pytest.raises(LookupError, match="/p"):
            _ = asked.holder_key


class TestSnapshotCache:
    def test_it_makes_anew_when_prices_move(self, desk: Desk) -> None:
        """An answer is kept for as long as no price moves."""
        cache, made = SnapshotCache(desk.sandbox.world), iter((b"1", b"2", b"3"))
        assert cache.get("a", lambda: next(made)) == cache.get("a", lambda: next(made)) == b"1"
        desk.clock.advance(5_000)
        assert cache.get("a", lambda: next(made)) == b"2"

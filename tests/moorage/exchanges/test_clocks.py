"""Times and nonces."""

import asyncio
import gc
from datetime import UTC, datetime

import pytest

from moorage.domain.exchange_errors import ExchangeTimeout
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.clocks import KeyLanes, VenueClock, timestamp
from tests.moorage.exchanges.conftest import Hands

pytestmark = pytest.mark.anyio
KRAKEN = Catalog.load().entries["kraken"].signing
NOON = 1795348800000  # 2026-11-22T12:00Z in milliseconds


class TestTimestamp:
    @pytest.mark.parametrize(
        ("form", "text"),
        [
            ("ms", "1795348800007"),
            ("s", "1795348800"),
            ("iso8601_ms", "2026-11-22T12:00:00.007Z"),
            ("iso8601_s", "2026-11-22T12:00:00"),
            ("none", ""),
        ],
    )
    def test_forms(self, form, text):
        """Every form is the same moment."""
        assert timestamp(NOON + 7, form) == text


class TestVenueClock:
    def test_counts_milliseconds_exactly(self, hands):
        """No float stands between the clock and the venue."""
        hands.at = datetime(2026, 11, 22, 12, 0, 0, 7999, UTC)
        assert VenueClock(hands.clock).now() == NOON + 7

    async def test_learns_the_offset_to_the_middle_of_the_question(self, hands: Hands):
        """The venue's time is true in the middle of the way there and back."""
        clock = VenueClock(hands.clock)

        async def ask() -> int:
            hands.move(2)
            return NOON + 61_000

        await clock.learn(ask)
        assert clock.offset == 60_000
        assert clock.now() == NOON + 62_000

    async def test_is_asked_once_by_all_who_want_to_know(self, hands):
        """A hundred sessions refused at the same moment compare the clocks once."""
        clock, asked, gate = VenueClock(hands.clock), [], asyncio.Event()

        async def ask() -> int:
            asked.append(1)
            await gate.wait()
            return NOON + 5

        waiting = [asyncio.create_task(clock.learn(ask)) for _ in range(100)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*waiting)
        assert (len(asked), clock.offset) == (1, 5)

    async def test_a_caller_who_leaves_does_not_stop_the_others(self, hands):
        """Cancelling one session must not cancel what others wait for."""
        clock, gate = VenueClock(hands.clock), asyncio.Event()

        async def ask() -> int:
            await gate.wait()
            return NOON + 5

        leaving, staying = (asyncio.create_task(clock.learn(ask)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        gate.set()
        await staying
        assert clock.offset == 5

    async def test_a_failure_is_told_and_can_be_tried_again(self, hands):
        """A silent venue leaves the offset as it was."""
        clock = VenueClock(hands.clock)

        async def silent() -> int:
            raise ExchangeTimeout

        async def told() -> int:
            return NOON + 9

        with pytest.raises(ExchangeTimeout):
            await clock.learn(silent)
        assert clock.offset == 0
        await clock.learn(told)
        assert clock.offset == 9


class TestNonces:
    def test_rise_within_the_same_millisecond(self, hands):
        """Two requests at once never share a nonce."""
        clock = VenueClock(hands.clock)
        nonces = [int(clock.stamp(KRAKEN).nonce) for _ in range(1000)]
        assert nonces == list(range(NOON, NOON + 1000))

    def test_rise_when_the_clock_jumps_back(self, hands):
        """A clock that is set back makes no nonce smaller."""
        clock = VenueClock(hands.clock)
        before = int(clock.stamp(KRAKEN).nonce)
        hands.at = hands.at.replace(hour=1)
        assert int(clock.stamp(KRAKEN).nonce) == before + 1


class TestKeyLanes:
    def test_one_key_has_one_lane(self):
        """Sessions of one key take turns."""
        lanes = KeyLanes()
        first = lanes.lane(b"a")
        assert lanes.lane(b"a") is first
        assert lanes.lane(b"b") is not first

    def test_an_idle_key_leaves_nothing_behind(self):
        """A lane lives as long as a session holds it."""
        lanes = KeyLanes()
        held = lanes.lane(b"a")
        for number in range(100):
            lanes.lane(number.to_bytes())
        gc.collect()
        assert len(lanes) == 1
        del held
        gc.collect()
        assert len(lanes) == 0

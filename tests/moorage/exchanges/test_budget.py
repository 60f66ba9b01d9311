"""Budgets and bans, on a clock that is moved by hand."""

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.exchange_errors import RateLimitExceeded
from moorage.exchanges import budget
from moorage.exchanges.budget import ANSWERS_WITHIN, LONGEST_BAN, MOST_KEYS, Bucket, Budgets
from moorage.exchanges.entry import Limit
from tests.moorage.exchanges.conftest import Hands

pytestmark = pytest.mark.anyio
PER_MINUTE = Limit(source="t", counts_by="ip", capacity=60, window=60, used_header="X-Used")
COUNTER = Limit(source="t", counts_by="key", capacity=15, window=45, decaying=True)
LIMITS = {"api": PER_MINUTE, "private": COUNTER}


@pytest.fixture
def budgets(hands: Hands) -> Budgets:
    return Budgets("Brest", LIMITS, hands.monotonic)


async def spend(budgets: Budgets, limit: str, weight: float, key: bytes = b"") -> float:
    """Return 0 when the budget allows it, else the seconds to wait."""
    try:
        await budgets.take(limit, weight, key)
    except RateLimitExceeded as refusal:
        return refusal.retry_after or float("nan")
    return 0


class TestBucket:
    @given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 20)), max_size=60))
    def test_no_window_holds_more_than_the_limit(self, steps: list[tuple[float, int]]):
        """Wherever a venue's windows begin, what was let through in any sixty seconds is within its limit."""
        bucket, now, sent = Bucket(PER_MINUTE), 0.0, []
        for pause, weight in steps:
            now += pause
            if bucket.delay(weight, now) == 0:
                bucket.take(weight, now)
                sent.append((now, weight))
        for began, _ in sent:
            assert sum(weight for at, weight in sent if began <= at < began + 60) <= 60.000001

    def test_a_decaying_counter_may_be_used_whole(self):
        """Kraken's counter holds fifteen calls and loses one in three seconds."""
        bucket = Bucket(COUNTER)
        for _ in range(15):
            assert bucket.delay(1, 0) == 0
            bucket.take(1, 0)
        assert bucket.delay(1, 0) == pytest.approx(3)
        assert bucket.delay(1, 3) == pytest.approx(0)


class TestTake:
    async def test_refuses_at_once_when_the_wait_is_long(self, budgets, hands):
        """An interactive call is told when to come back instead of hanging."""
        assert await spend(budgets, "api", 30) == 0
        assert await spend(budgets, "api", 10) == pytest.approx(20)
        hands.move(20)
        assert await spend(budgets, "api", 10) == 0

    async def test_one_key_does_not_spend_anothers_budget(self, budgets):
        """A limit by key is the key's own."""
        assert await spend(budgets, "private", 15, b"a") == 0
        assert await spend(budgets, "private", 15, b"b") == 0
        assert await spend(budgets, "private", 15, b"a") > 0

    async def test_all_keys_share_the_budget_of_the_address(self, budgets):
        """A limit by address is everybody's."""
        assert await spend(budgets, "api", 30, b"a") == 0
        assert await spend(budgets, "api", 10, b"b") > 0

    async def test_idle_budgets_of_keys_are_forgotten(self, budgets, hands):
        """However many keys pass by, no object per account stays."""
        for number in range(3 * MOST_KEYS):
            await budgets.take("private", 1, number.to_bytes(4))
            hands.move(3)
        assert len(budgets._buckets) <= MOST_KEYS


class TestLearn:
    async def test_believes_the_venue_when_it_counted_more(self, budgets, hands):
        """Another program on this address used the budget, and the venue's header says so."""
        budgets.learn("api", b"", {"X-Used": "58"})
        assert await spend(budgets, "api", 5) == pytest.approx(60)
        assert await spend(budgets, "api", 2) == 0
        hands.move(60)
        assert await spend(budgets, "api", 5) == 0

    @pytest.mark.parametrize("text", ["", "many", "-5", "5.5", "٣"])
    async def test_ignores_a_header_that_is_no_number(self, budgets, text):
        """A strange header blocks nobody."""
        budgets.learn("api", b"", {"X-Used": text})
        assert await spend(budgets, "api", 30) == 0


class TestBlock:
    async def test_nothing_is_sent_until_the_time_is_over(self, budgets, hands):
        """Retry-After is obeyed to the second."""
        budgets.block("api", b"", 7)
        assert await spend(budgets, "api", 1) == pytest.approx(7)
        hands.move(5.5)
        assert await spend(budgets, "api", 1) == pytest.approx(1.5)
        hands.move(1.5)
        assert await spend(budgets, "api", 1) == 0

    async def test_a_ban_of_the_address_blocks_every_kind(self, budgets):
        """While the address is banned nothing is asked, whatever it would count to."""
        budgets.block("api", b"", 120, everything=True)
        assert await spend(budgets, "private", 1, b"") == pytest.approx(120)

    async def test_a_ban_is_not_believed_for_ever(self, budgets):
        """A venue cannot lock this server out of itself for years by a header."""
        budgets.block("api", b"", 1e12)
        assert await spend(budgets, "api", 1) == LONGEST_BAN

    async def test_a_shorter_block_does_not_shorten_a_longer_one(self, budgets):
        """Two answers may cross; the longer ban holds."""
        budgets.block("api", b"", 100)
        budgets.block("api", b"", 5)
        assert await spend(budgets, "api", 1) == pytest.approx(100)


class TestBackground:
    @pytest.fixture
    def shared(self, hands: Hands) -> Budgets:
        """Return budgets of which the background may use half."""
        return Budgets("Brest", LIMITS, hands.monotonic, background=0.5)

    async def quietly(self, budgets: Budgets, weight: float, limit: str = "api") -> float:
        """Return 0 when the background may ask, else the seconds to wait."""
        try:
            await budgets.take(limit, weight, b"", background=True)
        except RateLimitExceeded as refusal:
            return refusal.retry_after or float("nan")
        return 0

    async def test_a_part_stays_for_calls_of_people(self, shared):
        """The background stops at its share; a person is still served at once."""
        assert await self.quietly(shared, 15) == 0
        assert await self.quietly(shared, 5) > 0
        assert await spend(shared, "api", 15) == 0

    async def test_what_people_use_the_background_lacks(self, shared, hands):
        """Together they never exceed the limit."""
        assert await spend(shared, "api", 20) == 0
        assert await self.quietly(shared, 1) == pytest.approx(12)
        hands.move(12)
        assert await self.quietly(shared, 1) == 0

    async def test_its_rate_is_its_share_of_the_rate(self, shared, hands):
        """In an hour it uses half of what the whole process may, however patient it is."""
        used = 0
        for _ in range(3600):
            hands.move(1)
            while shared._delay(shared._bucket("api", b""), 1) == 0:
                await shared.take("api", 1, b"", background=True)
                used += 1
        assert used == pytest.approx(3600 / 4, abs=16)

    async def test_it_never_holds_a_place_in_the_queue(self, shared):
        """A refused background call leaves the level as it was."""
        await self.quietly(shared, 15)
        before = shared.used()["api"]
        await self.quietly(shared, 5)
        assert shared.used()["api"] == before

    async def test_a_request_larger_than_its_share_is_sent_alone(self, shared):
        """Else it would wait for ever."""
        assert await self.quietly(shared, 25) == 0
        assert await self.quietly(shared, 25) > 0

    async def test_the_venues_own_count_is_shared_too(self, shared):
        """Of what the venue says was used, the background stops at half."""
        shared.learn("api", b"", {"X-Used": "30"})
        assert await self.quietly(shared, 1) == pytest.approx(60)
        assert await spend(shared, "api", 10) == 0

    @pytest.mark.parametrize("headers", [{"X-Used": "3"}, {}], ids=["told", "silent"])
    async def test_one_request_goes_ahead_of_the_others(self, shared, hands, headers):
        """After a window without an answer the first one is waited for, which may tell what other programs used."""
        assert shared.outlook({"api": 1}) == (0, 0)
        await shared.take("api", 1, b"", background=True)
        assert shared.outlook({"api": 1}) == (ANSWERS_WITHIN, 0)
        shared.learn("api", b"", headers)
        assert shared.outlook({"api": 1}) == (0, 0)
        hands.move(60)
        await shared.take("api", 1, b"", background=True)
        hands.move(ANSWERS_WITHIN)
        assert shared.outlook({"api": 1}) == (0, 0), "an answer that does not come is not waited for"

    async def test_the_answer_is_heard_when_it_comes(self, shared, monkeypatch):
        """The others wait no longer than for it."""
        monkeypatch.setattr(budget, "ANSWERS_WITHIN", 1e6)
        monkeypatch.setattr(budget, "PATIENCE", 1e7)
        await shared.take("api", 1, b"", background=True)
        waiting = asyncio.create_task(shared.take("api", 1, b"", background=True))
        await asyncio.wait({waiting}, timeout=0.01)
        assert not waiting.done()
        shared.learn("api", b"", {"X-Used": "1"})
        async with asyncio.timeout(30):
            await waiting

    async def test_nobody_is_sent_ahead_where_no_answer_tells(self, shared):
        """A venue without such a header is asked as before, and so are calls of people anywhere."""
        await shared.take("private", 1, b"", background=True)
        assert shared.outlook({"private": 1}) == (0, 0)
        assert await spend(shared, "api", 1) == 0
        assert await spend(shared, "api", 1) == 0


class TestOutlook:
    async def test_tells_when_a_load_may_begin(self, budgets, hands):
        """Nothing is counted by looking."""
        assert budgets.outlook({"api": 30}) == (0, 0)
        await budgets.take("api", 30, b"")
        assert budgets.outlook({"api": 10}) == (pytest.approx(20), 0)
        budgets.block("api", b"", 100)
        assert budgets.outlook({"api": 10}) == (100, 100)

    async def test_a_ban_is_told_of_every_kind(self, budgets):
        """Also where nothing counts by address."""
        budgets.block("api", b"", 120, everything=True)
        assert budgets.outlook({}) == (120, 120)


class TestRequireRoom:
    async def test_a_load_that_its_key_cannot_finish_is_not_begun(self, budgets, hands):
        """It is told when it can be; nothing is counted, and another key is not meant."""
        await budgets.take("private", 12, b"k")
        with pytest.raises(RateLimitExceeded) as refused:
            budgets.require_room({"private": 5}, b"k")
        assert refused.value.retry_after == pytest.approx(6)
        budgets.require_room({"private": 5}, b"j")
        hands.move(6)
        budgets.require_room({"private": 5}, b"k")
        budgets.require_room({"private": 5}, b"k")

    async def test_a_pause_of_the_key_is_waited_for(self, budgets):
        """What a venue said of one key holds up that one."""
        budgets.block("private", b"k", 30)
        with pytest.raises(RateLimitExceeded) as refused:
            budgets.require_room({"private": 1}, b"k")
        assert refused.value.retry_after == pytest.approx(30)
        budgets.require_room({"private": 1}, b"j")


class TestRemembered:
    async def test_long_blocks_are_told_and_obeyed_by_the_next_process(self, hands):
        """A ban, a pause of a kind, and a pause of a key; a short one is not worth it."""
        told = []
        first = Budgets("Brest", LIMITS, hands.monotonic, told=lambda *block: told.append(block))
        first.block("api", b"k", 60)
        first.block("private", b"k", 30)
        first.block("private", b"j", 4)
        first.block("api", b"k", 1e12, everything=True)
        assert told == [("api", b"", 60), ("private", b"k", 30), ("", b"", LONGEST_BAN)]
        second = Budgets("Brest", LIMITS, hands.monotonic)
        for block in [*told[:2], ("gone", b"", 60)]:
            second.restore(*block)
        assert await spend(second, "api", 1) == pytest.approx(60)
        assert await spend(second, "private", 1, b"k") == pytest.approx(30)
        assert await spend(second, "private", 1, b"j") == 0
        second.restore(*told[2])
        assert await spend(second, "private", 1, b"j") == LONGEST_BAN


def test_limits_of_the_shipped_entries_can_be_taken(catalog):
    """Every request of every entry fits into its limit at once."""
    for entry in catalog.entries.values():
        for request in entry.requests.values():
            assert Bucket(entry.limits[request.limit]).delay(request.weight, 0) == 0, msgspec.to_builtins(request)

"""Budgets, bans and breakers, on a clock that is moved by hand."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.exchange_errors import ExchangeNotAvailable, RateLimitExceeded
from moorage.exchanges.budget import LONGEST_BAN, MOST_KEYS, OPEN_FOR, OUTAGES_TO_OPEN, Breaker, Bucket, Budgets
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


class TestBreaker:
    def opened(self, hands: Hands) -> Breaker:
        """Return a breaker that has just opened."""
        breaker = Breaker("Brest", hands.monotonic)
        for _ in range(OUTAGES_TO_OPEN):
            breaker.failed(breaker.enter())
            hands.move(1)
        return breaker

    def test_opens_after_five_outages_in_a_row(self, hands):
        """A host that does not answer is left alone."""
        with pytest.raises(ExchangeNotAvailable) as caught:
            self.opened(hands).enter()
        assert caught.value.retry_after == OPEN_FOR - 1

    def test_an_answer_between_starts_the_count_anew(self, hands):
        """Single failures open nothing."""
        breaker = Breaker("Brest", hands.monotonic)
        for _ in range(3 * OUTAGES_TO_OPEN):
            breaker.failed(breaker.enter())
            hands.move(1)
            breaker.answered()
        breaker.enter()

    def test_requests_that_went_out_together_are_one_outage(self, hands):
        """One wish sends several requests at once; that all of them fail is one failure of the host."""
        breaker = Breaker("Brest", hands.monotonic)
        together = [breaker.enter() for _ in range(3 * OUTAGES_TO_OPEN)]
        hands.move(5)
        for began in together:
            breaker.failed(began)
        breaker.enter()

    def test_lets_one_probe_through_after_thirty_seconds(self, hands):
        """While one caller probes, all others keep waiting."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        with pytest.raises(ExchangeNotAvailable):
            breaker.enter()

    def test_a_probe_that_fails_closes_the_door_again(self, hands):
        """At most one probe goes out in thirty seconds."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.failed(breaker.enter())
        with pytest.raises(ExchangeNotAvailable) as caught:
            breaker.enter()
        assert caught.value.retry_after == OPEN_FOR

    def test_a_probe_that_is_answered_opens_the_way(self, hands):
        """After recovery everybody may ask again."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        breaker.answered()
        breaker.enter()
        breaker.enter()

    def test_a_probe_whose_caller_left_frees_its_place(self, hands):
        """A cancelled call must not keep the breaker open for ever."""
        breaker = self.opened(hands)
        hands.move(OPEN_FOR)
        breaker.enter()
        breaker.left()
        breaker.enter()


def test_limits_of_the_shipped_entries_can_be_taken(catalog):
    """Every request of every entry fits into its limit at once."""
    for entry in catalog.entries.values():
        for request in entry.requests.values():
            assert Bucket(entry.limits[request.limit]).delay(request.weight, 0) == 0, msgspec.to_builtins(request)

from dataclasses import replace

import pytest

from moorage.api.limits import CONTRACT, PROFILES, RELAXED, Limiter
from moorage.config import LimitsProfile
from moorage.domain.errors import IpBanned, TooManyRequests
from tests.moorage.api.world import Seconds

DAY = 86_400.0


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def limiter(clock: Seconds) -> Limiter:
    return Limiter(CONTRACT, clock)


def exceed(limiter: Limiter, name: str = "a") -> float:
    """Hit until the next violation, and return how long it costs from now on."""
    before = limiter._subject(name).until
    for _ in range(CONTRACT.requests + 1):
        try:
            limiter.hit(name)
        except (TooManyRequests, IpBanned) as error:
            if limiter._subject(name).until > before:
                return error.retry_after or 0.0
    raise AssertionError("never refused")


class TestHit:
    def test_the_hundredth_passes_and_the_next_does_not(self, limiter: Limiter):
        """100 a minute, exactly; then 300 seconds."""
        for _ in range(100):
            limiter.hit("a")
        with pytest.raises(TooManyRequests) as refused:
            limiter.hit("a")
        assert refused.value.retry_after == 300

    def test_the_minute_slides(self, limiter: Limiter, clock: Seconds):
        """A hundred in any sixty seconds, not per minute of the clock."""
        for _ in range(100):
            limiter.hit("a")
            clock.now += 0.61
        for _ in range(300):
            limiter.hit("a")
            clock.now += 0.61

    def test_just_within_the_minute_is_too_many(self, limiter: Limiter, clock: Seconds):
        """The 101st within 60 seconds of the first is refused."""
        for _ in range(100):
            limiter.hit("a")
        clock.now += 59.999
        with pytest.raises(TooManyRequests):
            limiter.hit("a")

    def test_the_pause_ends(self, limiter: Limiter, clock: Seconds):
        """After 300 seconds all is as before."""
        exceed(limiter)
        clock.now += 299.9
        with pytest.raises(TooManyRequests) as refused:
            limiter.hit("a")
        assert refused.value.retry_after == pytest.approx(0.1)
        clock.now += 0.2
        limiter.hit("a")

    def test_who_goes_on_is_banned_longer_each_time(self, limiter: Limiter, clock: Seconds):
        """418 for 2 minutes, doubling to 3 days and no further."""
        exceed(limiter)
        waits = []
        for _ in range(16):
            clock.now = max(clock.now, limiter._subject("a").until)
            waits.append(exceed(limiter))
        assert waits[:4] == [120, 240, 480, 960]
        assert waits[-1] == 3 * DAY
        assert sorted(waits) == waits

    def test_going_on_during_the_pause_is_a_ban(self, limiter: Limiter):
        """Another hundred while told to wait changes 429 to 418, and shortens nothing."""
        exceed(limiter)
        for _ in range(99):
            with pytest.raises(TooManyRequests):
                limiter.hit("a")
        with pytest.raises(IpBanned) as refused:
            limiter.hit("a")
        assert refused.value.retry_after == 300

    def test_a_day_of_calm_forgives(self, limiter: Limiter, clock: Seconds):
        """The ladder starts anew."""
        exceed(limiter)
        clock.now += 300 + DAY + 1
        assert exceed(limiter) == 300

    def test_subjects_do_not_share(self, limiter: Limiter):
        """One key at its limit leaves another alone."""
        exceed(limiter, "a")
        limiter.hit("b")

    def test_memory_is_bounded(self, clock: Seconds):
        """The longest unseen subject is forgotten first."""
        limiter = Limiter(replace(CONTRACT, subjects=3, requests=1), clock)
        for name in ("a", "b", "c"):
            limiter.hit(name)
        with pytest.raises(TooManyRequests):
            limiter.hit("a")
        limiter.hit("d")
        assert len(limiter) == 3
        with pytest.raises(IpBanned):
            limiter.hit("a")
        limiter.hit("b")


class TestRequireFree:
    def test_a_stranger_passes_without_being_remembered(self, limiter: Limiter):
        """Only failures cost memory."""
        limiter.require_free("a")
        assert len(limiter) == 0

    def test_asking_is_free_below_the_limit(self, limiter: Limiter):
        """Looking does not count."""
        limiter.hit("a")
        for _ in range(1000):
            limiter.require_free("a")

    def test_who_waits_is_refused(self, limiter: Limiter):
        """A running pause holds here too."""
        exceed(limiter)
        with pytest.raises(TooManyRequests):
            limiter.require_free("a")


class TestProfiles:
    def test_every_setting_has_its_figures(self):
        """The names are those of the settings."""
        assert {profile.value for profile in LimitsProfile} == set(PROFILES)

    def test_relaxed_is_ten_times_the_contract(self):
        """One's own machine may ask ten times as often."""
        assert replace(CONTRACT, requests=10 * CONTRACT.requests) == RELAXED

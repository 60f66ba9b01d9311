from exchange_sandbox.limits import (
    FIRST_BAN_MS,
    REFUSALS_BEFORE_BAN,
    DrainingCounts,
    MinuteWeights,
    Verdict,
    WindowCounts,
)


class TestMinuteWeights:
    def test_weight_is_counted_per_address_and_minute(self) -> None:
        """The next minute, and another address, start at zero."""
        weights = MinuteWeights(100, bans=True)
        assert weights.spend("a", 60, 0) == (Verdict.ALLOWED, 60, 0)
        assert weights.spend("a", 60, 1)[0] is Verdict.LIMITED
        assert weights.spend("b", 60, 1)[0] is Verdict.ALLOWED
        assert weights.spend("a", 60, 60_000) == (Verdict.ALLOWED, 60, 60_000)

    def test_a_refusal_says_when_to_come_back(self) -> None:
        """The end of the minute."""
        assert MinuteWeights(1, bans=True).spend("a", 2, 15_000) == (Verdict.LIMITED, 2, 60_000)

    def test_going_on_is_banned_and_the_next_ban_is_longer(self) -> None:
        """Two minutes first, then twice as long."""
        weights = MinuteWeights(1, bans=True)

        def ban_from(now_ms: int) -> int:
            verdicts = [weights.spend("a", 2, now_ms) for _ in range(REFUSALS_BEFORE_BAN + 1)]
            assert [verdict for verdict, _, _ in verdicts[:-1]] == [Verdict.LIMITED] * REFUSALS_BEFORE_BAN
            assert verdicts[-1][0] is Verdict.BANNED
            return verdicts[-1][2] - now_ms

        assert ban_from(0) == FIRST_BAN_MS
        assert weights.spend("a", 1, FIRST_BAN_MS - 1)[0] is Verdict.BANNED
        assert ban_from(FIRST_BAN_MS) == 2 * FIRST_BAN_MS

    def test_some_limits_never_ban(self) -> None:
        """As Binance's `sapi`."""
        weights = MinuteWeights(1, bans=False)
        assert {weights.spend("a", 2, 0)[0] for _ in range(100)} == {Verdict.LIMITED}


class TestWindowCounts:
    def test_requests_per_window(self) -> None:
        """So many in a window, then none until the next."""
        counts = WindowCounts()
        assert [counts.spend("a", 2, 1_000, 500) for _ in range(3)] == [True, True, False]
        assert counts.spend("b", 2, 1_000, 500)
        assert counts.spend("a", 2, 1_000, 1_000)


class TestDrainingCounts:
    def test_the_counter_drains(self) -> None:
        """Full after `ceiling` requests; after a second there is room for what drained."""
        counts = DrainingCounts()
        assert [counts.spend("a", 1, 3, 1.0, 0) for _ in range(4)] == [True, True, True, False]
        assert [counts.spend("a", 1, 3, 1.0, 1_000) for _ in range(2)] == [True, False]
        assert counts.spend("b", 1, 3, 1.0, 0)

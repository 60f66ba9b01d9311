from exchange_sandbox.clock import Clock


class TestClock:
    def test_it_follows_its_source(self) -> None:
        """Nanoseconds of the source are milliseconds of the clock."""
        assert Clock(lambda: 1_500_000_000).now_ms() == 1_500

    def test_it_stands_still_until_moved(self) -> None:
        """A frozen clock moves by `advance` only, both ways."""
        clock = Clock(frozen_ms=1_000)
        clock.advance(500)
        clock.advance(-200)
        assert (clock.now_ms(), clock.is_frozen) == (1_300, True)

    def test_freeze_and_run(self) -> None:
        """Both forget the offset."""
        clock = Clock(lambda: 9_000_000_000)
        clock.advance(60_000)
        assert clock.now_ms() == 69_000
        clock.freeze(1)
        assert clock.now_ms() == 1
        clock.run()
        assert (clock.now_ms(), clock.is_frozen) == (9_000, False)

import asyncio

import pytest

from moorage.services.together import together

pytestmark = pytest.mark.anyio


class Call:
    """A call that waits for a gate and then answers or fails."""

    def __init__(self, outcome: object, gate: asyncio.Event | None = None) -> None:
        self.outcome = outcome
        self.gate = gate
        self.state = "waiting"

    async def __call__(self) -> object:
        """Run, and remember how it ended."""
        try:
            if self.gate is not None:
                await self.gate.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.state = "cancelled"
            raise
        self.state = "done"
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class TestTogether:
    async def test_all_answers_in_their_order(self) -> None:
        """The first, and the rest as a list."""
        assert await together(Call(1)(), [Call(2)(), Call(3)()]) == (1, [2, 3])

    async def test_they_run_at_once(self) -> None:
        """The first may wait for the last."""
        gate = asyncio.Event()

        async def opening() -> int:
            gate.set()
            return 2

        assert await together(Call(1, gate)(), [opening()]) == (1, [2])

    async def test_the_error_of_the_first_wins(self) -> None:
        """Also when another one failed earlier."""
        gate = asyncio.Event()
        first = asyncio.ensure_future(together(Call(KeyError("first"), gate)(), [Call(ValueError("rest"))()]))
        for _ in range(5):
            await asyncio.sleep(0)
        gate.set()
        with pytest.raises(KeyError):
            await first

    async def test_the_earliest_error_of_the_rest_is_raised(self) -> None:
        """In the order of the calls, not of time."""
        with pytest.raises(KeyError):
            await together(Call(1)(), [Call(2)(), Call(KeyError())(), Call(ValueError())()])

    async def test_a_failure_of_the_first_ends_the_rest(self) -> None:
        """Nothing is left running."""
        rest = Call(2, asyncio.Event())
        with pytest.raises(KeyError):
            await together(Call(KeyError())(), [rest()])
        assert rest.state == "cancelled"

    async def test_a_failure_of_the_rest_ends_the_others(self) -> None:
        """Calls behind the failed one are ended too."""
        slow = Call(3, asyncio.Event())
        with pytest.raises(KeyError):
            await together(Call(1)(), [Call(KeyError())(), slow()])
        assert slow.state == "cancelled"

    async def test_cancelling_it_ends_everything(self) -> None:
        """A deadline from outside leaves nothing behind."""
        calls = [Call(number, asyncio.Event()) for number in range(3)]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await together(calls[0](), [call() for call in calls[1:]])
        assert {call.state for call in calls} == {"cancelled"}

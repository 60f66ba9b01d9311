"""The worker's process: started late, ended early, replaced when it dies; with workers that misbehave on purpose."""

import asyncio
import os
import sys

import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable, ExchangeTimeout
from moorage.exchanges.ccxt_door import process
from moorage.exchanges.ccxt_door.frames import Question
from moorage.exchanges.ccxt_door.process import WorkerProcess

pytestmark = pytest.mark.anyio

# Each reads frames as the worker does; the name of the exchange says what to do.
SCRIPT = """
import os, sys, time
from moorage.exchanges.ccxt_door.frames import Question, Told, framed, length
import msgspec
while header := sys.stdin.buffer.read(4):
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(length(header)), type=Question)
    if asked.exchange == "dies":
        os._exit(1)
    if asked.exchange == "hangs":
        time.sleep(60)
    if asked.exchange == "shouts":
        os.write(1, b"\\xff" * 64)
    text = {"environment": repr(sorted(os.environ)), "pid": str(os.getpid())}.get(asked.exchange, asked.exchange)
    os.write(1, framed(Told(id=asked.id, text=text)))
"""
COMMAND = (sys.executable, "-P", "-c", SCRIPT)


def question(exchange: str, seconds: float = 20.0) -> Question:
    return Question(what="balances", exchange=exchange, seconds=seconds)


@pytest.fixture
async def worker():
    """A worker that obeys the names above."""
    opened = WorkerProcess(command=COMMAND)
    yield opened
    await opened.close()


async def told(worker: WorkerProcess, exchange: str) -> str:
    """Return the text of the answer."""
    return (await worker.ask(question(exchange))).text


def is_alive(pid: str) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


class TestAsk:
    async def test_one_process_answers_all(self, worker):
        """It is started by the first question, whoever asks it; each hears the answer to its own."""
        names = [f"exchange {number}" for number in range(20)]
        answers, pids = (
            await asyncio.gather(*(told(worker, name) for name in names)),
            {await told(worker, "pid"), await told(worker, "pid")},
        )
        assert answers == names
        assert len(pids) == 1

    async def test_nothing_of_our_environment_is_handed_on(self, worker, monkeypatch):
        """A database's password may stand in it."""
        monkeypatch.setenv("MOORAGE_DATABASE_URL", "postgresql://canary")
        environment = await told(worker, "environment")
        assert "MOORAGE" not in environment
        assert "PYTHONPATH" in environment

    @pytest.mark.parametrize("fault", ["dies", "shouts"])
    async def test_a_dead_worker_is_replaced(self, worker, fault):
        """Who asked hears of an outage, and the next question is answered by another process."""
        before = await told(worker, "pid")
        with pytest.raises(ExchangeNotAvailable, match="ended before it answered"):
            await told(worker, fault)
        assert await told(worker, "pid") != before
        assert not is_alive(before)

    async def test_all_open_questions_hear_of_its_death(self, worker):
        """Nobody waits for an answer that cannot come."""
        await told(worker, "pid")
        answers = await asyncio.gather(*(told(worker, "dies") for _ in range(3)), return_exceptions=True)
        assert {type(answer) for answer in answers} == {ExchangeNotAvailable}

    async def test_a_hanging_worker_is_killed(self, worker, monkeypatch):
        """When the time of a question is up and the worker has not said so itself."""
        monkeypatch.setattr(process, "GRACE", 0.0)
        before = await told(worker, "pid")
        with pytest.raises(ExchangeTimeout):
            await worker.ask(question("hangs", 0.05))
        assert await told(worker, "pid") != before
        assert not is_alive(before)

    async def test_a_caller_who_leaves_disturbs_nobody(self, worker):
        """The answer to a question nobody waits for is dropped."""
        await told(worker, "pid")
        leaving = asyncio.create_task(told(worker, "slow"))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await told(worker, "next") == "next"

    async def test_a_worker_that_does_not_start_is_an_outage(self):
        """It is ours, and says nothing of a key."""
        worker = WorkerProcess(command=("/nowhere/python",))
        with pytest.raises(ExchangeNotAvailable, match="does not start"):
            await told(worker, "pid")


class TestIdle:
    async def test_ends_when_nobody_asks(self):
        """After the idle time the process is gone; the next question starts another."""
        worker = WorkerProcess(command=COMMAND, idle=0.0)
        first = await told(worker, "pid")
        while is_alive(first):  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert await told(worker, "pid") != first
        await worker.close()


class TestClose:
    async def test_ends_the_process(self):
        """Also one that never started, and twice."""
        worker = WorkerProcess(command=COMMAND)
        await worker.close()
        pid = await told(worker, "pid")
        await worker.close()
        await worker.close()
        assert not is_alive(pid)

"""The worker's process: started when it is first needed, ended when nobody asks, replaced when it dies."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from moorage.domain.exchange_errors import ExchangeNotAvailable, ExchangeTimeout
from moorage.exchanges.ccxt_door.frames import HEADER, Question, Told, framed, length

COMMAND: Final = (sys.executable, "-P", "-m", "moorage.exchanges.ccxt_door.worker")
IDLE: Final = 600.0  # seconds without a question until the process ends
GRACE: Final = 1.0  # seconds that an answer may come after its question's time
ENDING: Final = 2.0  # seconds to end by itself


class Run:
    """One life of the process, and the questions it has not answered."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take a process that has just been started."""
        self._process = process
        self._asked: dict[int, asyncio.Future[Told]] = {}
        self._number = 0
        self._is_killed = False
        self._listening = asyncio.create_task(self._listen())

    @property
    def is_over(self) -> bool:
        """Whether it answers no more."""
        return self._is_killed or self._listening.done()

    @property
    def is_idle(self) -> bool:
        """Whether no question is open."""
        return not self._asked

    async def ask(self, question: Question) -> Told:
        """Ask and wait for the answer.

        Raises:
            ExchangeTimeout: the time was up; the process, which should have said so itself, is killed.
            ExchangeNotAvailable: the process died.
        """
        self._number += 1
        number = self._number
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._write(framed(replace(question, id=number)))
            async with asyncio.timeout(question.seconds + GRACE):
                told: Told = await answer
                return told
        except TimeoutError:
            self._kill()
            raise ExchangeTimeout from None
        finally:
            self._asked.pop(number, None)

    async def end(self) -> None:
        """Let the process end, and kill it if it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDING):
                await self._process.wait()
        self._kill()
        await self._process.wait()
        await asyncio.gather(self._listening, return_exceptions=True)

    def _write(self, frame: bytes) -> None:
        if self.is_over or self._process.stdin is None:
            raise _gone()
        self._process.stdin.write(frame)

    async def _listen(self) -> None:
        stdout = self._process.stdout
        try:
            while stdout is not None:
                size = length(await stdout.readexactly(HEADER))
                told = msgspec.msgpack.decode(await stdout.readexactly(size), type=Told)
                answer = self._asked.get(told.id)
                if answer is not None and not answer.done():
                    answer.set_result(told)
        except (asyncio.IncompleteReadError, OSError, ValueError, msgspec.MsgspecError):
            self._kill()
        finally:
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(_gone())

    def _kill(self) -> None:
        self._is_killed = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()


class WorkerProcess:
    """The process as its users see it: always there."""

    def __init__(self, *, command: Sequence[str] = COMMAND, idle: float = IDLE) -> None:
        """Take what to start, and the seconds without a question after which it ends."""
        self._command = command
        self._idle = idle
        self._run: Run | None = None
        self._starting = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> Told:
        """Ask the worker, starting it if it is not there. Raises as `Run.ask`."""
        run = await self._running()
        try:
            return await run.ask(question)
        finally:
            self._rest(run)

    async def close(self) -> None:
        """End the process."""
        self._wake()
        if self._run is not None:
            await self._run.end()
            self._run = None
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _running(self) -> Run:
        async with self._starting:
            self._wake()
            if self._run is None or self._run.is_over:
                self._run = Run(await self._start())
            return self._run

    async def _start(self) -> asyncio.subprocess.Process:
        """Start the process with nothing of our environment but where modules are found; it hears only the pipe."""
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                close_fds=True,
            )
        except OSError:
            raise ExchangeNotAvailable("The ccxt worker does not start; the key was not judged.") from None

    def _wake(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rest(self, run: Run) -> None:
        if run is self._run and run.is_idle:
            self._wake()
            self._timer = asyncio.get_running_loop().call_later(self._idle, self._end, run)

    def _end(self, run: Run) -> None:
        if run is self._run and run.is_idle:
            self._run = None
            task = asyncio.create_task(run.end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


def _gone() -> ExchangeNotAvailable:
    return ExchangeNotAvailable("The ccxt worker ended before it answered; the key was not judged.")

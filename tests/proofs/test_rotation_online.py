"""Keys are rotated while the service works, killed at any moment and run again; nobody notices."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from moorage import config
from moorage.core import opened
from moorage.services.rotation import RotationStage
from moorage.vault.editing import SealingKeys
from tests.proofs import hurried
from tests.proofs.load import VENUE, Crew, misread_accounts, stored_accounts
from tests.proofs.stack import ROOT, TRACER, Answer, Client, Stack, clients
from tests.proofs.syscalls import needs_strace

CLIENTS: Final = 6
KEYS: Final = 4000  # exchange keys; more than are used
SLOW: Final = 150  # milliseconds of every exchange call: no client reaches its 1,000 requests a minute
PACE: Final = 0.25  # seconds; a hurried rotation takes some 4
CHANGES: Final = "fsync,fdatasync,rename,link,linkat,unlink,ftruncate,pwrite64"
MORE_THAN_ENOUGH: Final = 200
SEED: Final = 20_261_122

pytestmark = pytest.mark.anyio


class Harbour:
    """A service at work while its keys are changed by other processes."""

    def __init__(self, stack: Stack, module: str, **variables: str) -> None:
        self.stack = stack
        self.crew = Crew()
        self.readings: list[Answer] = []
        self._module = module
        self._variables = variables
        self._stopped = threading.Event()

    async def work(self, keys: list[SandboxKey]) -> None:
        """Add, rename, remove, list and load accounts until `stop`."""
        callers = await self.stack.make_keys(CLIENTS)
        service = self.stack.start(module=self._module, **self._variables)
        async with clients(callers, service) as found:
            pile = takewhile(lambda _: not self._stopped.is_set(), keys)
            await asyncio.gather(self.crew.work(found[1:], pile), self._read(found[0]))

    def stop(self) -> None:
        """Let the clients finish what they began."""
        self._stopped.set()

    async def rotate(self, kill_after: float | None = None) -> dict[str, object] | None:
        """Run a rotation to its end and return what it tells, or kill it after some seconds and return None."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._module, "vault", "rotate", "--json"),
            env=self.stack.environment() | self._variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        telling = asyncio.create_task(process.communicate())
        await asyncio.wait([telling], timeout=kill_after)
        if not telling.done():
            process.send_signal(signal.SIGKILL)
        told, complaint = await telling
        assert process.returncode in {0, -signal.SIGKILL}, complaint.decode()
        return json.loads(told) if process.returncode == 0 else None

    async def _read(self, client: Client) -> None:
        while not self._stopped.is_set():
            listed = await client.get("/accounts", "per_page=100")
            self.readings.append(listed)
            if listed.status == 200 and listed.json:
                number = listed.json[0]["id"]
                self.readings.append(await client.post(f"/accounts/{number}/load_balances"))
            await asyncio.sleep(0.2)


async def sealing_keys(stack: Stack) -> tuple[int, set[int | None], RotationStage]:
    """Return the id of the key that seals, the ids under which values are sealed, and how far a rotation is."""
    async with opened(config.load(stack.environment())) as core:
        wrapped = await core.store.read(lambda tx: tx.keysets.load())
        assert wrapped is not None
        rows = await core.store.read(lambda tx: tx.sealed_rows.batch(None, 1_000_000))
        keys = SealingKeys(stack.kek)
        return keys.primary(wrapped), {core.vault.sealed_under(row.sealed) for row in rows}, keys.stage(wrapped)


def moments(kills: int, longest: float) -> Iterator[float]:
    """Yield seconds after which to kill, between the start of the process and the end of its work."""
    chance = random.Random(SEED)
    for _ in range(kills):
        yield chance.uniform(0.3, longest)


async def rotate_under_load(harbour: Harbour, sandbox: SandboxClient, kills: int, longest: float) -> None:
    """Rotate while clients work, kill some runs, let the last one finish, and check what is stored and was told."""
    stack = harbour.stack
    old, _, _ = await sealing_keys(stack)
    sandbox.plan_fault("latency", VENUE, value=SLOW)
    working = asyncio.create_task(harbour.work(sandbox.mint_keys(VENUE, KEYS)))
    killed = 0
    for after in moments(kills, longest):
        killed += await harbour.rotate(after) is None
    done = await harbour.rotate()
    harbour.stop()
    await working
    new, used, stage = await sealing_keys(stack)
    rows = await stored_accounts(stack)
    served = len(harbour.crew.acknowledgements) + len(harbour.readings)
    print(f"{killed} rotations killed, then {done}; {len(rows)} accounts, {served} requests, none failed")
    assert done is not None
    assert done["unreadable"] == []
    assert (used, stage) == ({new}, RotationStage.SETTLED)
    assert new != old
    assert [answer.body for answer in harbour.crew.refusals] == []
    assert [uid for uid, attempt in harbour.crew.attempts.items() if attempt.id is None] == []
    assert {answer.status for answer in harbour.readings} == {200}
    assert harbour.crew.faults(rows) == []
    assert await misread_accounts(stack, harbour.crew) == []
    assert killed >= kills / 2
    assert len(rows) > 20
    stack.run("audit", "verify")


class TestRotation:
    async def test_two_kills_are_not_noticed(self, sqlite_stack: Stack, sandbox: SandboxClient):
        """Killed and run again, a rotation ends with every value under the new key and no failed request."""
        harbour = Harbour(sqlite_stack, hurried.__name__, PACE=str(PACE))
        await rotate_under_load(harbour, sandbox, 2, 3.5)

    @pytest.mark.prove
    async def test_twenty_kills_are_not_noticed(self, stack: Stack, sandbox: SandboxClient):
        """The same after 20 kills, on both databases."""
        harbour = Harbour(stack, hurried.__name__, PACE=str(PACE))
        await rotate_under_load(harbour, sandbox, 20, 5.0)

    @pytest.mark.prove
    async def test_the_products_own_pace_is_not_noticed(self, sqlite_stack: Stack, sandbox: SandboxClient):
        """`moorage vault rotate` as it is, killed once and run again, fails no request."""
        await rotate_under_load(Harbour(sqlite_stack, "moorage"), sandbox, 1, 40.0)


@needs_strace
@pytest.mark.prove
class TestRewrap:
    async def test_a_kill_at_any_change_of_a_file_locks_nobody_out(self, sqlite_stack: Stack, sandbox: SandboxClient):
        """`vault rewrap`, killed at each call that changes a file: service and commands go on, and so does a re-run."""
        stack, old = sqlite_stack, sqlite_stack.kek.read_bytes()
        keys = await stack.make_keys(1)
        service, crew, killed = stack.start(), Crew(), 0
        async with clients(keys, service) as found:
            for at in range(1, MORE_THAN_ENOUGH):
                code = await asyncio.to_thread(rewrap_until, stack, at)
                await asyncio.to_thread(stack.run, "vault", "verify")
                await crew.work(found, sandbox.mint_keys(VENUE, 2))
                if code == 0:
                    break
                assert code == -signal.SIGKILL
                killed += 1
        print(
            f"rewrap killed at each of {killed} calls, then done; {len(crew.acknowledged)} accounts connected between"
        )
        assert killed > 5
        assert [answer.body for answer in crew.refusals] == []
        assert len(crew.acknowledged) == 2 * (killed + 1)
        assert await misread_accounts(stack, crew) == []
        stack.kek.unlink()
        stack.kek.touch(0o600)
        stack.kek.write_bytes(old)
        assert "does not open" in stack.run("vault", "verify", check=False).stderr


def rewrap_until(stack: Stack, at: int) -> int:
    """Run `vault rewrap` and kill it at the n-th call that changes a file; return its exit code."""
    inject = ("-e", f"inject={CHANGES}:signal=SIGKILL:when={at}")
    command = (TRACER, "-f", "-o", os.devnull, "-e", f"trace={CHANGES}", *inject)
    rewrap = (sys.executable, "-m", "moorage", "vault", "rewrap")
    return subprocess.run([*command, *rewrap], env=stack.environment(), capture_output=True, check=False).returncode

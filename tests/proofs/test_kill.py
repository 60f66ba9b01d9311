"""SIGKILL at any moment loses nothing that was acknowledged and leaves nothing half made."""

import asyncio
import os
import random
import signal
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.load import MAIN, SIBLING, VENUE, Attempt, Crew, misread_accounts, stored_accounts
from tests.proofs.stack import Service, SigningKey, Stack, clients

CLIENTS: Final = 64
KEYS: Final = 500  # exchange keys a round: more than 64 clients connect before the kill
EARLIEST, LATEST = 0.02, 0.6  # seconds from the first request to the kill
SEED: Final = 20_261_122

pytestmark = pytest.mark.anyio


async def work_until_killed(
    service: Service, callers: list[SigningKey], crew: Crew, keys: list[SandboxKey], after: float, *, warm: bool
) -> None:
    """Let the crew work and kill the service some seconds after it began, or after the first acknowledgement."""
    async with clients(callers, service) as found:
        crew.heard.clear()
        working = asyncio.create_task(crew.work(found, keys))
        if warm:
            await crew.heard.wait()
        await asyncio.wait([working], timeout=after)
        assert not working.done(), "there was nothing left to interrupt"
        os.kill(service.pid, signal.SIGKILL)
        await working
    service.kill()


async def require_whole(stack: Stack, crew: Crew) -> None:
    """Check what the database holds against the history, and that it is sound."""
    assert crew.faults(await stored_accounts(stack)) == []
    assert await misread_accounts(stack, crew) == []
    stack.run("vault", "verify")
    stack.run("audit", "verify")
    made = [row[0] for row in await stack.rows("SELECT subject FROM audit_records WHERE action = 'account.create'")]
    assert len(set(made)) == len(made)
    assert {f"account:{number}" for number in crew.acknowledged} <= set(made)
    if "DATABASE_URL" not in stack.settings:
        assert await stack.rows("PRAGMA integrity_check") == [("ok",)]
        assert await stack.rows("PRAGMA foreign_key_check") == []


async def kill_again_and_again(stack: Stack, sandbox: SandboxClient, kills: int) -> None:
    """Kill a loaded service many times on the same database, and check it after each restart."""
    chance, crew = random.Random(SEED), Crew()
    callers = await stack.make_keys(CLIENTS)
    service = stack.start()
    for turn in range(kills):
        keys, after = sandbox.mint_keys(VENUE, KEYS), chance.uniform(EARLIEST, LATEST)
        await work_until_killed(service, callers, crew, keys, after, warm=turn % 2 == 0)
        service = stack.start()
        await require_whole(stack, crew)
    rows = await stored_accounts(stack)
    print(f"{kills} kills: {len(crew.attempts)} adds begun, {len(crew.acknowledged)} acknowledged, {len(rows)} rows")
    assert [answer.body for answer in crew.refusals] == []
    assert len(crew.acknowledged) >= kills / 2


class TestKill:
    async def test_two_kills_lose_nothing(self, stack: Stack, sandbox: SandboxClient):
        """After SIGKILL under 64 clients every acknowledged account is there, whole, once, under its own name."""
        await kill_again_and_again(stack, sandbox, 2)

    @pytest.mark.prove
    async def test_twenty_kills_lose_nothing(self, stack: Stack, sandbox: SandboxClient):
        """The same at twenty random moments on one database."""
        await kill_again_and_again(stack, sandbox, 20)


class TestTheCheckItself:
    """The comparison with the history notices each kind of loss."""

    @pytest.fixture
    def crew(self) -> Crew:
        """A history of one acknowledged pair of accounts, renamed, and of one that was removed."""
        crew = Crew()
        crew.attempts["1"] = Attempt(make_key("1"), (MAIN, SIBLING), ["First 1", "Second 1"], id=7, renamed=1)
        crew.attempts["2"] = Attempt(make_key("2"), (MAIN,), ["First 2"], id=9, removing=True, removed=True)
        return crew

    WHOLE = ((7, "1", MAIN, "Second 1"), (8, "1", SIBLING, "First 1 OKX Futures"))

    def test_what_was_acknowledged_is_accepted(self, crew: Crew):
        """The rows of the history itself are no fault."""
        assert crew.faults(self.WHOLE) == []

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ((), "is lost"),
            (WHOLE[:1], "in part"),
            ((*WHOLE, (10, "1", MAIN, "Second 1")), "twice"),
            (((7, "1", MAIN, "First 1"), WHOLE[1]), "older name"),
            ((*WHOLE, (9, "2", MAIN, "First 2")), "was removed"),
            ((*WHOLE, (9, "3", MAIN, "First 3")), "never asked for"),
            ((*WHOLE, (9, "1", MAIN, "Second 1")), "given twice"),
        ],
    )
    def test_each_loss_is_told(self, crew: Crew, rows, told: str):
        """A lost, halved, doubled, stale, resurrected or invented account, and a reused id, are told."""
        assert any(told in fault for fault in crew.faults(rows))


def make_key(uid: str) -> SandboxKey:
    """Return an exchange key that only has a uid."""
    texts = dict.fromkeys(("venue", "person", "label", "api_key", "secret", "environment"), "")
    lists = {"permissions": [], "ip_allowlist": []}
    absent = dict.fromkeys(("parent_uid", "passphrase", "active_from_ms", "expires_ms"))
    return SandboxKey(uid=uid, created_ms=0, revoked=False, **texts, **lists, **absent)

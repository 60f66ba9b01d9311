"""A power cut loses nothing that was acknowledged and damages nothing."""

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage import config
from moorage.core import opened
from moorage.domain.errors import VaultIntegrityError
from moorage.services.ports import SealedField, SealPlace
from moorage.vault.sealing import TinkVault
from tests.proofs.crash_states import Disk
from tests.proofs.load import OWNER, STORED, VENUE, Crew
from tests.proofs.stack import Stack, clients
from tests.proofs.syscalls import SENDS, Phase, Syscall, needs_strace, read_trace, tracing

CLIENTS: Final = 16
CONTROLS: Final = 40  # states on a disk that forgets syncs
SEED: Final = 20_261_122
REQUEST_ID: Final = re.compile(rb"x-request-id: ([0-9a-f]+)", re.IGNORECASE)
TRAIL: Final = "SELECT count(*), max(a.seq), h.seq FROM audit_records a, audit_head h"
SEALED: Final = "SELECT a.vault_id, c.field, c.sealed FROM accounts a LEFT JOIN credentials c ON c.account_id = a.id"

pytestmark = [pytest.mark.anyio, needs_strace]


@dataclass(frozen=True, slots=True)
class Recording:
    """A run of the service: its files before, every call it made, what it acknowledged, and its vault."""

    before: dict[str, bytes]
    calls: list[Syscall]
    crew: Crew
    vault: TinkVault

    def cuts(self, count: int, *, honours_syncs: bool = True) -> Iterator[tuple[Disk, Crew]]:
        """Yield random moments from the first acknowledgement on: the disk then, and what was promised by then."""
        chance = random.Random(SEED)
        wanted = {request.request_id for request in self.crew.acknowledgements}
        first = next(number for number, call in enumerate(self.calls) if _answered(call) & wanted)
        moments = sorted(chance.choices(range(first, len(self.calls)), k=count))
        disk, told = Disk(self.before, honours_syncs=honours_syncs), set()
        for number, call in enumerate(self.calls):
            disk.follow(call)
            told |= _answered(call)
            while moments and moments[0] == number:
                moments.pop(0)
                yield disk, self.crew.as_of(told)


async def record(stack: Stack, sandbox: SandboxClient, folder: Path, keys: int) -> Recording:
    """Trace a service while clients add, rename and remove accounts until their keys are used up."""
    callers = await stack.make_keys(CLIENTS)
    log = f"{stack.database}-wal"
    assert not Path(log).exists()
    before = {str(stack.database): stack.database.read_bytes(), log: b""}
    service, crew = stack.start(*tracing(folder / "trace")), Crew()
    async with clients(callers, service) as found:
        await crew.work(found, sandbox.mint_keys(VENUE, keys))
    service.kill()
    assert [answer.body for answer in crew.refusals] == []
    calls = [call for call in read_trace(folder / "trace") if call.path in before or call.name in SENDS]
    async with opened(config.load(stack.environment())) as core:
        return Recording(before, calls, crew, core.vault)


def judge(path: Path, crew: Crew, vault: TinkVault) -> list[str]:
    """Open what a power cut left, as the service would, and say what is wrong with it."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            faults = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [f"no parent: {row}" for row in database.execute("PRAGMA foreign_key_check")]
            faults += [f"hole in the audit trail: {row}" for row in database.execute(TRAIL) if len({*row}) > 1]
            for vault_id, field, blob in database.execute(SEALED):
                vault.open(blob, SealPlace(OWNER, vault_id, SealedField(field)))
            return faults + crew.faults(database.execute(STORED).fetchall())
    except (sqlite3.DatabaseError, VaultIntegrityError, ValueError) as fault:
        return [f"corrupt: {fault}"]


def _answered(call: Syscall) -> set[str]:
    if call.name not in SENDS or call.phase is Phase.ENDED:
        return set()
    return {found.decode() for found in REQUEST_ID.findall(call.text)}


async def cut_power_often(stack: Stack, sandbox: SandboxClient, folder: Path, keys: int, states: int) -> None:
    """Record a run and judge what power cuts at random moments of it may leave; then on a disk that forgets syncs."""
    recording, chance = await record(stack, sandbox, folder, keys), random.Random(SEED)
    dirty, faults = 0, []
    for disk, crew in recording.cuts(states):
        dirty += not disk.is_clean()
        disk.cut_power(chance, folder)
        faults += judge(folder / stack.database.name, crew, recording.vault)
    promised = len(recording.crew.acknowledgements)
    print(f"{states} power cuts, {dirty} amid unsynced writes, {promised} acknowledgements: {len(faults)} faults")
    assert faults == []
    assert dirty > states / 20
    lost = 0
    for disk, crew in recording.cuts(CONTROLS, honours_syncs=False):
        disk.cut_power(chance, folder)
        lost += bool(judge(folder / stack.database.name, crew, recording.vault))
    print(f"control, a disk that forgets syncs: {lost} of {CONTROLS} power cuts lose something")
    assert lost > CONTROLS / 2


class TestPowerCut:
    async def test_a_hundred_states_lose_nothing(self, sqlite_stack: Stack, sandbox: SandboxClient, tmp_path: Path):
        """In states that a power cut may leave, nothing acknowledged is missing and nothing is damaged."""
        await cut_power_often(sqlite_stack, sandbox, tmp_path, 40, 100)

    @pytest.mark.prove
    async def test_a_thousand_states_lose_nothing(self, sqlite_stack: Stack, sandbox: SandboxClient, tmp_path: Path):
        """The same in a thousand states of a longer run."""
        await cut_power_often(sqlite_stack, sandbox, tmp_path, 160, 1000)

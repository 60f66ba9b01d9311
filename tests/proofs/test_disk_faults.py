"""A disk that fails or is full costs requests, never what was acknowledged."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from exchange_sandbox.client import SandboxClient
from tests.proofs.load import VENUE, Crew, misread_accounts, stored_accounts
from tests.proofs.stack import Stack, clients
from tests.proofs.syscalls import needs_strace, tracing

pytestmark = [pytest.mark.anyio, pytest.mark.prove, needs_strace]

FAULTS = {
    "a sync fails": "fdatasync:error=EIO:when={when}",
    "syncs fail from then on": "fdatasync:error=EIO:when={when}+",
    "a write fails": "pwrite64:error=EIO:when={when}",
    "the disk is full for one write": "pwrite64:error=ENOSPC:when={when}",
    "the disk is full from then on": "pwrite64:error=ENOSPC:when={when}+",
}
LASTING = {"a sync fails", "syncs fail from then on", "a write fails"}
"""After these nobody knows what the file holds: nothing is written until it is opened anew."""


@pytest.mark.parametrize("when", [40, 67, 97])
@pytest.mark.parametrize("fault", FAULTS)
class TestDiskFaults:
    async def test_nothing_acknowledged_is_lost(
        self, sqlite_stack: Stack, sandbox: SandboxClient, tmp_path: Path, fault: str, when: int
    ):
        """Requests are refused with a clean 503, readiness tells, and a restart finds all that was promised."""
        callers = await sqlite_stack.make_keys(8)
        inject = FAULTS[fault].format(when=when)
        service, crew = sqlite_stack.start(*tracing(tmp_path / "trace", "-e", f"inject={inject}")), Crew()
        async with clients(callers, service) as found:
            await crew.work(found, sandbox.mint_keys(VENUE, 150))
            ready = await found[0].send("GET", "/readyz", None, {})
        service.kill()
        injected = (tmp_path / "trace").read_text().count("(INJECTED)")
        refusals = Counter((answer.status, answer.json["error"]) for answer in crew.refusals)
        rows = await stored_accounts(sqlite_stack)
        promised = len(crew.acknowledged)
        print(f"{fault}, {when}: {injected} injected, {promised} acknowledged, {len(rows)} rows, {refusals}")
        assert injected
        assert set(refusals) <= {(503, "storage_not_available")}
        assert ready.status == (503 if fault in LASTING else 200)
        sqlite_stack.start()
        assert crew.faults(await stored_accounts(sqlite_stack)) == []
        assert await misread_accounts(sqlite_stack, crew) == []
        sqlite_stack.run("audit", "verify")
        with closing(sqlite3.connect(sqlite_stack.database)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

"""The service starts with its own key-encryption key only, and stops without breaking a promise."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.conftest import MakeStack
from tests.proofs.leaks import Scanner
from tests.proofs.load import MAIN, VENUE, Crew, stored_accounts
from tests.proofs.stack import STOP_WITHIN, Stack, clients

REFUSED_WITHIN: Final = 5.0  # seconds
IN_FLIGHT: Final = 48  # requests at SIGTERM
SLOW: Final = 1000  # milliseconds of every exchange call
CLIENTS: Final = 64

pytestmark = pytest.mark.anyio


def rewrite(path: Path, content: bytes, mode: int = 0o400) -> None:
    """Replace a file that cannot be written to."""
    path.chmod(0o600)
    path.write_bytes(content)
    path.chmod(mode)


Spoil = Callable[[Path, Path], None]
SPOILED: Final[dict[str, Spoil]] = {
    "missing": lambda kek, _: kek.unlink(),
    "empty": lambda kek, _: rewrite(kek, b""),
    "truncated": lambda kek, _: rewrite(kek, kek.read_bytes()[:-40]),
    "not a key": lambda kek, _: rewrite(kek, b"\x00\xff" * 150),
    "another installation's": lambda kek, other: rewrite(kek, other.read_bytes()),
    "readable by all": lambda kek, _: kek.chmod(0o644),
    "readable by the group": lambda kek, _: kek.chmod(0o440),
}


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def key_values(*paths: Path) -> dict[str, str]:
    """Return the key material in key-encryption keys."""
    keysets = [json.loads(path.read_text()) for path in paths]
    return {str(number): keyset["key"][0]["keyData"]["value"] for number, keyset in enumerate(keysets)}


class TestKeyEncryptionKey:
    async def test_a_wrong_key_stops_the_start(self, make_stack: MakeStack):
        """A key-encryption key that is missing, damaged, foreign or exposed: one line, no start, nothing written."""
        stack, other = make_stack(), make_stack()
        await stack.make_keys()
        scanner, genuine = Scanner(key_values(stack.kek, other.kek)), stack.kek.read_bytes()
        for case, spoil in SPOILED.items():
            spoil(stack.kek, other.kek)
            before, started = files(stack.data), time.monotonic()
            service = stack.launch()
            assert service.process.wait(REFUSED_WITHIN) == 1, case
            took, told = time.monotonic() - started, service.words
            print(f"{case}: {took:.1f} s, {told.decode().strip().replace(str(stack.folder), '…')}")
            assert (told[:7], told.count(b"\n")) == (b"Error: ", 1), case
            assert scanner.leaks(told) == set(), case
            assert files(stack.data) == before, case
            stack.kek.unlink(missing_ok=True)
            stack.kek.touch(0o600)
            rewrite(stack.kek, genuine)

    async def test_the_key_of_the_database_starts(self, sqlite_stack: Stack):
        """With its own key-encryption key the same installation starts."""
        assert sqlite_stack.start().process.poll() is None


def wish(key: SandboxKey) -> dict[str, str | None]:
    """Return the parameters that connect the account of an exchange key."""
    secrets = {"api_key": key.api_key, "secret": key.secret, "passphrase": key.passphrase}
    return {"type": MAIN, "name": "Main", **secrets}


class TestStop:
    async def test_requests_under_way_are_answered(self, stack: Stack, sandbox: SandboxClient):
        """After SIGTERM every request that was accepted before is answered, and the process ends with 0."""
        callers = await stack.make_keys(8)
        service = stack.start()
        sandbox.plan_fault("latency", VENUE, value=SLOW)
        async with clients(callers, service) as found:
            wishes = [
                {
                    "type": MAIN,
                    "name": "Main",
                    "api_key": key.api_key,
                    "secret": key.secret,
                    "passphrase": key.passphrase,
                }
                for key in sandbox.mint_keys(VENUE, IN_FLIGHT)
            ]
            asked = [found[n % 8].post("/accounts/new", wish) for n, wish in enumerate(wishes)]
            answering = asyncio.gather(*asked)
            await asyncio.wait([answering], timeout=SLOW / 2000)
            assert not await stored_accounts(stack), "SIGTERM came too late to interrupt anything"
            service.terminate()
            answers = await answering
        ended = await asyncio.to_thread(service.process.wait, STOP_WITHIN)
        answered = [answer.status for answer in answers].count(200)
        print(f"SIGTERM amid {IN_FLIGHT} requests: {answered} x 200, exit {ended}")
        assert [answer.body for answer in answers if answer.status != 200] == []
        assert ended == 0
        assert {row[0] for row in await stored_accounts(stack)} == {answer.json["id"] for answer in answers}

    async def test_a_stop_under_load_loses_nothing(self, stack: Stack, sandbox: SandboxClient):
        """SIGTERM under 64 busy clients: exit 0 within 25 seconds, every acknowledged change kept, the log emptied."""
        callers, crew = await stack.make_keys(CLIENTS), Crew()
        service = stack.start()
        async with clients(callers, service) as found:
            working = asyncio.create_task(crew.work(found, sandbox.mint_keys(VENUE, 800)))
            await asyncio.wait([working], timeout=1)
            assert not working.done()
            started = time.monotonic()
            service.terminate()
            await working
        ended = await asyncio.to_thread(service.process.wait, STOP_WITHIN)
        took = time.monotonic() - started
        print(f"SIGTERM under load: exit {ended} after {took:.1f} s, {len(crew.acknowledged)} acknowledged")
        assert ended == 0
        assert not stack.database.with_name(f"{stack.database.name}-wal").exists()
        assert crew.faults(await stored_accounts(stack)) == []
        assert [answer.body for answer in crew.refusals] == []

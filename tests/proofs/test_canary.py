"""No secret leaves a trace: not in files, logs, answers, tracebacks or backups, in no encoding."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exchange_sandbox.client import SandboxClient
from tests.proofs import planted
from tests.proofs.leaks import Scanner, encodings
from tests.proofs.stack import Answer, Stack
from tests.proofs.voyage import Canaries, Voyage, sail, signed_client

PAGE: Final = 8192  # bytes

pytestmark = pytest.mark.anyio


def told_by_answers(answers: Sequence[Answer]) -> Iterator[tuple[str, bytes]]:
    """Yield everything that was answered."""
    for answer in answers:
        yield "an answer", answer.body
        yield "the headers of an answer", repr(dict(answer.headers)).encode()


def told_by_commands(stack: Stack, canaries: Canaries, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Run every command that sees a secret or the database, and yield what each wrote."""
    imported = canaries.token("imported secret")
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for line in pem.splitlines()[2:-2]:
        canaries.keep("line of a private key", line)
    (folder / "private.pem").write_text(pem)
    runs = [
        stack.run("key", "import", "--name", "bot", "--key", "an-existing-key", typed=f"{imported}\n"),
        stack.run("key", "import", "--name", "bot", "--key", "an-existing-key", typed=f"{imported}\n", check=False),
        stack.run("key", "create", "--name", "rsa", "--rsa-public-key", str(folder / "private.pem"), check=False),
        stack.run("key", "list", "--json"),
        stack.run("vault", "verify", "--json"),
        stack.run("audit", "verify", "--json"),
        stack.run("doctor", check=False),
    ]
    (folder / "private.pem").unlink()
    for run in runs:
        yield f"the output of {run.args[3:5]}", (run.stdout + run.stderr).encode()


def told_by_files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.name, path.read_bytes()


async def told_by_tables(stack: Stack) -> list[tuple[str, bytes]]:
    """Return every table, whole, whatever pages its values are spread over."""
    names = ("users", "api_keys", "accounts", "credentials", "audit_records", "keysets", "installation")
    return [(table, repr(await stack.rows(f"SELECT * FROM {table}")).encode()) for table in names]


async def told_by_server(stack: Stack) -> list[tuple[str, bytes]]:
    """Return the pages and the log of changes of the PostgreSQL server, after it wrote everything down."""
    await stack.rows("CHECKPOINT")
    ((folder,),) = await stack.rows("SELECT current_setting('data_directory')")
    pages: dict[bytes, str] = {}  # every database holds a copy of most of them
    for name, content in told_by_files(Path(folder) / "base"):
        pages.update((content[start : start + PAGE], name) for start in range(0, len(content), PAGE))
    others = [child for child in Path(folder).iterdir() if child.is_dir() and child.name != "base"]
    return [("base", b"".join(pages)), *told_by_files(*others)]


class TestFullVoyage:
    async def test_nothing_is_told_on_sqlite(self, sqlite_stack: Stack, sandbox: SandboxClient, tmp_path: Path):
        """No window of 8 characters of any secret is in database, log, answer, command output or backup."""
        canaries = Canaries()
        answers = await sail(sqlite_stack, sandbox, canaries)
        told = list(told_by_files(sqlite_stack.folder))
        assert "moorage.sqlite3-wal" in dict(told)
        told += told_by_commands(sqlite_stack, canaries, tmp_path)
        sqlite_stack.run("backup", str(tmp_path / "backup"))
        sqlite_stack.services[0].stop()
        told += [*told_by_answers(answers), *told_by_files(tmp_path), *await told_by_tables(sqlite_stack)]
        require_silence(canaries, told, "SQLite")

    @pytest.mark.prove
    async def test_nothing_is_told_on_postgresql(self, postgres_stack: Stack, sandbox: SandboxClient, tmp_path: Path):
        """Nor in the data folder of a PostgreSQL server, its log of changes included."""
        canaries = Canaries()
        answers = await sail(postgres_stack, sandbox, canaries)
        told = list(told_by_commands(postgres_stack, canaries, tmp_path))
        told += [*told_by_answers(answers), *told_by_files(tmp_path)]
        told += [*await told_by_tables(postgres_stack), *await told_by_server(postgres_stack)]
        require_silence(canaries, told, "PostgreSQL")


def require_silence(canaries: Canaries, told: Sequence[tuple[str, bytes]], where: str) -> None:
    """Scan everything that was told."""
    assert Scanner(canaries.secrets).leaks_in(told) == []
    size = sum(len(document) for _, document in told)
    print(f"{where}: {len(canaries.secrets)} secrets, {len(told)} documents, {size:,} bytes, no trace")


class TestPlantedExceptions:
    async def test_no_exception_tells(self, sqlite_stack: Stack, sandbox: SandboxClient, tmp_path: Path):
        """An exception anywhere on the way of a request, with secrets in its text and its frames, tells none."""
        canaries = Canaries()
        plant = tmp_path / "plant"
        plant.write_text("nowhere")
        message = canaries.token("message of an exception")
        service = sqlite_stack.start(module=planted.__name__, PLANT_FILE=str(plant), PLANT_MESSAGE=message)
        failed = set()
        async with signed_client(sqlite_stack, service, canaries) as client:
            for site in planted.SITES:
                voyage = Voyage(client, canaries, sandbox)
                plant.write_text("nowhere")
                account_id = await voyage.connect_plainly()
                plant.write_text(site)
                await voyage.ask_everything(account_id)
                failed |= {site} if 500 in voyage.statuses else set()
                told = [*told_by_answers(voyage.answers), ("the log", service.words)]
                assert Scanner(canaries.secrets).leaks_in(told) == [], site
        assert set(planted.SITES) - failed == {"moorage.api.frame:log_request"}  # it runs after the answer
        require_silence(canaries, list(told_by_files(sqlite_stack.folder)), f"{len(failed)} planted exceptions")


class TestTheScannerItself:
    @pytest.fixture
    def secret(self) -> str:
        """A secret with characters that encodings change."""
        return Canaries().passphrase("secret")

    def test_every_window_is_found_in_every_encoding(self, secret: str):
        """Each window of 8 characters is found, wherever it lies in a document."""
        chance, scanner = random.Random(1), Scanner({"secret": secret})
        for start in range(len(secret) - 7):
            for pattern, name in encodings(secret[start : start + 8]).items():
                noise = chance.randbytes(chance.randrange(64))
                found = scanner.leaks(noise + pattern + chance.randbytes(chance.randrange(64)))
                assert any(f"({name})" in leak for leak in found), name

    def test_shorter_traces_and_noise_are_no_leaks(self, secret: str):
        """Seven characters, and a megabyte of noise, are not reported."""
        scanner = Scanner({"secret": secret})
        assert scanner.leaks(b"\0".join(secret[start : start + 7].encode() for start in range(40))) == set()
        assert scanner.leaks(random.Random(2).randbytes(1 << 20)) == set()

    async def test_a_secret_in_the_database_is_found(self, sqlite_stack: Stack, sandbox: SandboxClient):
        """An account that is named after a secret is found in the files and in the tables."""
        canaries, service = Canaries(), sqlite_stack.start()
        given = canaries.keep_key(sandbox.mint_keys("binance")[0])
        async with signed_client(sqlite_stack, service, canaries) as client:
            await client.post("/accounts/new", {"type": "binance", "name": given["secret"], **given})
        leaks = Scanner(canaries.secrets).leaks_in(told_by_files(sqlite_stack.data))
        assert leaks == ["binance secret #1 (raw) in moorage.sqlite3-wal"]

    async def test_a_secret_in_the_log_is_found(self, sqlite_stack: Stack, tmp_path: Path):
        """A service that writes a secret to standard error is found out."""
        plant, message = tmp_path / "plant", Canaries().token("message")
        plant.write_text(planted.OPEN_LOG)
        service = sqlite_stack.start(module=planted.__name__, PLANT_FILE=str(plant), PLANT_MESSAGE=message)
        async with signed_client(sqlite_stack, service, Canaries()) as client:
            await client.get("/accounts")
        assert Scanner({"message": message}).leaks(service.words) == {"message (raw)"}

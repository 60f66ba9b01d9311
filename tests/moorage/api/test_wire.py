"""What only a real server on a real socket can show."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.moorage.api.serving import exchange, serving
from tests.moorage.api.world import PREFIX, UNLIMITED, ApiWorld

pytestmark = pytest.mark.anyio

VALIDATE = f"{PREFIX}/validate"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[ApiWorld, int]]:
    """Return a world and the port it is served at."""
    world = await ApiWorld.make(tmp_path, UNLIMITED)
    async with serving(world.app) as port:
        yield world, port


def request(world: ApiWorld, target: str, signed: str, *lines: str, method: str = "GET", host: str = "h") -> bytes:
    signature = world.key.sign(signed.encode())
    head = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"Apikey: {world.key.key}", f"Signature: {signature}"]
    return "\r\n".join([*head, *lines, "", ""]).encode("latin-1")


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received else 0


class TestTargets:
    @pytest.mark.parametrize(
        ("target", "signed", "expected"),
        [
            (VALIDATE, VALIDATE, 200),
            (f"{VALIDATE}?", VALIDATE, 200),
            (f"{VALIDATE}?", f"{VALIDATE}?", 200),
            (f"{VALIDATE}/", f"{VALIDATE}/", 200),
            (f"{VALIDATE}/", VALIDATE, 401),
            (f"{VALIDATE}?a[]=1&b[0]=2", f"{VALIDATE}?a[]=1&b[0]=2", 200),
            (f"http://evil.example{VALIDATE}", VALIDATE, 200),
            (f"{PREFIX}//validate", f"{PREFIX}//validate", 404),
            (f"{PREFIX}/%76alidate", f"{PREFIX}/%76alidate", 404),
            (f"{PREFIX}/accounts/../validate", f"{PREFIX}/accounts/../validate", 404),
            (f"{PREFIX}/accounts/%2e%2e/validate", f"{PREFIX}/accounts/%2e%2e/validate", 404),
            (f"{PREFIX}/accounts/1%2Frename", f"{PREFIX}/accounts/1%2Frename", 404),
            (f"{PREFIX}/accounts%2Fsummary", f"{PREFIX}/accounts%2Fsummary", 404),
            (f"{PREFIX}/validate;x", f"{PREFIX}/validate;x", 404),
            (f"{PREFIX}/validate%00", f"{PREFIX}/validate%00", 404),
        ],
    )
    async def test_what_is_signed_is_what_is_served(
        self, served: tuple[ApiWorld, int], target: str, signed: str, expected: int
    ):
        """The bytes of the request line decide; no escape or dot leads elsewhere."""
        world, port = served
        assert status(await exchange(port, request(world, target, signed))) == expected

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example/public/api/ver1/accounts?",
            "a/b",
            "h\\@x",
            "localhost:99999",
            "",
            "..",
            "[::1",
            "a b",
            "é",
            "a,b",
        ],
    )
    async def test_a_hostile_host_changes_nothing(self, served: tuple[ApiWorld, int], host: str):
        """Neither what is checked nor what is routed."""
        world, port = served
        received = await exchange(port, request(world, VALIDATE, VALIDATE, host=host))
        assert status(received) in {200, 400}
        assert status(received) == 400 or received.endswith(b'{"valid":true}')


class TestHeaders:
    @pytest.mark.parametrize("name", ["Apikey", "Signature", "signature", "APIKEY"])
    async def test_a_header_sent_twice(self, served: tuple[ApiWorld, int], name: str):
        """401, in any case."""
        world, port = served
        assert status(await exchange(port, request(world, VALIDATE, VALIDATE, f"{name}: x"))) == 401

    async def test_two_lengths_serve_no_second_request(self, served: tuple[ApiWorld, int]):
        """A request hidden behind Content-Length and Transfer-Encoding is never answered."""
        world, port = served
        path = f"{PREFIX}/accounts/transfer"
        lines = ("Content-Length: 5", "Transfer-Encoding: chunked")
        smuggled = request(world, VALIDATE, VALIDATE)
        sent = request(world, path, path, *lines, method="POST") + b"0\r\n\r\n" + smuggled
        received = await exchange(port, sent, until_closed=True)
        assert b"valid" not in received
        assert received.count(b"HTTP/1.1 ") == 1
        assert b"connection: close" in received


class TestBodies:
    async def test_a_chunked_body_is_read(self, served: tuple[ApiWorld, int]):
        """Chunks are joined before they are checked."""
        world, port = served
        path, body = (
            f"{PREFIX}/accounts/types_to_connect",
            b'{"type":"binance","name":"ab","api_key":"abcde","secret":"abcde"}',
        )
        head = request(world, path, f"{path}{body.decode()}", "Transfer-Encoding: chunked", method="POST")
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:10], body[10:]))
        assert status(await exchange(port, head, chunks, b"0\r\n\r\n")) == 200

    async def test_a_body_without_end_is_cut(self, served: tuple[ApiWorld, int]):
        """413 as soon as it is too large."""
        world, port = served
        head = request(world, f"{PREFIX}/accounts/new", "x", "Transfer-Encoding: chunked", method="POST")
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        assert status(await exchange(port, head, *([chunk] * 6))) == 413

    async def test_a_slow_body_is_not_waited_for(self, served: tuple[ApiWorld, int], monkeypatch: pytest.MonkeyPatch):
        """408 at our own deadline, while others are served."""
        world, port = served
        monkeypatch.setattr("moorage.api.body.read_body.__defaults__", (0.2,))
        head = request(world, f"{PREFIX}/accounts/new", "x", "Content-Length: 100", method="POST")
        slow = [asyncio.create_task(exchange(port, head, b"x")) for _ in range(20)]
        assert status(await exchange(port, request(world, VALIDATE, VALIDATE))) == 200
        assert {status(received) for received in await asyncio.gather(*slow)} == {408}


class TestCommon:
    async def test_the_headers_of_an_answer(self, served: tuple[ApiWorld, int]):
        """On the wire as in process."""
        _, port = served
        received = await exchange(port, b"GET /nope HTTP/1.1\r\nHost: h\r\n\r\n")
        assert status(received) == 404
        head = received.lower()
        assert b"\r\nx-request-id: " in head
        assert b"\r\ncache-control: no-store\r\n" in head
        assert b"\r\ncontent-type: application/json\r\n" in head

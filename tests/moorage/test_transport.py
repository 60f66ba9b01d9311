"""transport.py: deadlines, caps, no redirects, nothing told of what was sent; real requests on loopback."""

import gzip
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from aiohttp import web

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, ExchangeTimeout
from moorage.transport import MOST_BYTES, Answer, Transport, Wire, quiet, retry_after
from tests.loopback import serving
from tests.moorage.exchanges.recorded import RecordedVenue, json

pytestmark = pytest.mark.anyio
PLAIN = Wire("GET", "/thing?signature=abc%2Fdef%3D&key=canary-0123456789", {"X-Key": "canary-0123456789"})
POST = Wire("POST", "/thing", {"Content-Type": "application/x-www-form-urlencoded"}, b"nonce=1")


@dataclass
class Peer:
    """A transport and where its peer is."""

    transport: Transport
    url: str

    async def send(self, build: Callable[[], Wire], **cap: int) -> Answer:
        """Send one request to the peer."""
        return await self.transport.send(self.url, build, **cap)

    async def close(self) -> None:
        """Close all connections."""
        await self.transport.close()


def peer_at(url: str, deadline: float = 0.5) -> Peer:
    return Peer(Transport("Brest", deadline=deadline), url)


@pytest.fixture
async def venue() -> AsyncIterator[RecordedVenue]:
    async with serving(RecordedVenue()) as served:
        yield served


@pytest.fixture
async def client(venue: RecordedVenue) -> AsyncIterator[Peer]:
    opened = peer_at(f"{venue.url}/brest/spot")
    yield opened
    await opened.close()


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


class TestSend:
    async def test_sends_what_was_signed_byte_for_byte(self, client, venue):
        """The target is neither decoded nor encoded again."""
        venue.answers["/thing"] = {"ok": True}
        answer = await client.send(lambda: PLAIN)
        assert (answer.status, answer.body) == (200, b'{"ok":true}')
        assert venue.requests == [("/thing", "signature=abc%2Fdef%3D&key=canary-0123456789")]
        assert venue.headers[0]["X-Key"] == "canary-0123456789"

    async def test_posts_the_body_as_it_was_signed(self, client, venue):
        """The body is neither encoded again nor given another type."""
        venue.answers["/thing"] = {}
        await client.send(lambda: POST)
        assert venue.bodies == ["nonce=1"]
        assert venue.headers[0]["Content-Type"] == "application/x-www-form-urlencoded"

    async def test_a_post_without_a_body_has_no_type(self, client, venue):
        """What was not signed is not sent."""
        venue.answers["/thing"] = {}
        await client.send(lambda: Wire("POST", "/thing", {}))
        assert venue.bodies == [""]
        assert "Content-Type" not in venue.headers[0]

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_follows_no_redirect(self, client, venue, status):
        """A redirect is an answer, and nothing is asked of where it leads."""
        venue.answers["/thing"] = web.Response(status=status, headers={"Location": f"{venue.url}/x/y/elsewhere"})
        assert (await client.send(lambda: PLAIN)).status == status
        assert venue.asked("/elsewhere") == 0

    async def test_keeps_no_cookies(self, client, venue):
        """Nothing of one account's conversation travels in another's."""
        venue.answers["/thing"] = lambda _: json({}, **{"Set-Cookie": "session=1; Path=/"})
        await client.send(lambda: PLAIN)
        await client.send(lambda: PLAIN)
        assert all("Cookie" not in headers for headers in venue.headers)

    async def test_ignores_the_proxies_of_the_environment(self, client, venue, monkeypatch):
        """A proxy variable does not see signed requests."""
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        venue.answers["/thing"] = {}
        assert (await client.send(lambda: PLAIN)).status == 200

    async def test_reads_a_body_up_to_the_cap(self, client, venue):
        """Two mebibytes are an answer, one byte more is none."""
        venue.answers["/thing"] = [json(b"x" * MOST_BYTES), json(b"x" * (MOST_BYTES + 1))]
        assert len((await client.send(lambda: PLAIN)).body) == MOST_BYTES
        with pytest.raises(BadResponse, match="too large"):
            await client.send(lambda: PLAIN)

    @pytest.mark.parametrize("largest", [10, 3 * MOST_BYTES])
    async def test_a_request_may_have_a_cap_of_its_own(self, client, venue, largest):
        """Smaller or larger; that of other requests stays."""
        venue.answers["/thing"] = [json(b"x" * largest), json(b"x" * (largest + 1)), json(b"x" * MOST_BYTES)]
        assert len((await client.send(lambda: PLAIN, largest=largest)).body) == largest
        with pytest.raises(BadResponse, match="too large"):
            await client.send(lambda: PLAIN, largest=largest)
        assert len((await client.send(lambda: PLAIN)).body) == MOST_BYTES

    async def test_a_second_try_has_the_same_cap(self, client, venue):
        """Not the general one."""
        venue.answers["/thing"] = [hang_up, json(b"x" * 11)]
        with pytest.raises(BadResponse, match="too large"):
            await client.send(lambda: POST, largest=10)

    async def test_the_cap_counts_what_is_unpacked(self, client, venue):
        """A small packet that unpacks to a hundred megabytes is not unpacked."""
        bomb = gzip.compress(b"\0" * 100_000_000, compresslevel=9)
        venue.answers["/thing"] = lambda _: web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
        with pytest.raises(BadResponse, match="too large"):
            await client.send(lambda: PLAIN)

    async def test_a_silent_host_is_a_timeout(self, venue):
        """The deadline covers a connection that is accepted and never answered."""
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            client = peer_at(f"http://127.0.0.1:{deaf.getsockname()[1]}", 0.2)
            with pytest.raises(ExchangeTimeout):
                await client.send(lambda: PLAIN)
            await client.close()

    async def test_a_closed_port_is_an_outage(self):
        """Nobody there is not a refused key."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        client = peer_at(f"http://127.0.0.1:{port}")
        with pytest.raises(ExchangeNotAvailable):
            await client.send(lambda: PLAIN)
        await client.close()

    async def test_verifies_certificates(self, venue):
        """A host that speaks no TLS, or whose certificate nobody vouches for, gets nothing."""
        client = peer_at(venue.url.replace("http:", "https:"))
        with pytest.raises(ExchangeNotAvailable):
            await client.send(lambda: PLAIN)
        assert venue.requests == []
        await client.close()

    async def test_signs_a_second_try_anew(self, client, venue):
        """A POST on a connection that was closed under it goes out once more, with its own nonce."""
        venue.answers["/thing"] = [hang_up, {"ok": True}]
        built = []

        def build() -> Wire:
            built.append(1)
            return Wire("POST", "/thing", {}, f"nonce={len(built)}".encode())

        assert (await client.send(build)).status == 200
        assert venue.bodies == ["nonce=1", "nonce=2"]

    @pytest.mark.parametrize("wire", [PLAIN, POST])
    async def test_tries_twice_at_most(self, client, venue, wire):
        """A host that keeps hanging up is an outage after two tries."""
        venue.answers["/thing"] = hang_up
        with pytest.raises(ExchangeNotAvailable):
            await client.send(lambda: wire)
        assert venue.asked("/thing") <= 2

    @pytest.mark.parametrize("fault", ["refused", "silent", "hangs up", "too large"])
    async def test_no_error_holds_the_url_or_a_header(self, client, venue, fault, caplog):
        """Neither the error, nor its context, nor a log line at DEBUG holds what was signed."""
        caplog.set_level(logging.DEBUG)
        venue.answers["/thing"] = hang_up if fault == "hangs up" else json(b"x" * (MOST_BYTES + 1))
        deaf = socket.create_server(("127.0.0.1", 0))
        silent = peer_at(f"http://127.0.0.1:{deaf.getsockname()[1]}", 0.1)
        refused = peer_at("http://127.0.0.1:1")
        chosen = {"refused": refused, "silent": silent}.get(fault, client)
        with pytest.raises(ExchangeNotAvailable if fault != "silent" else ExchangeTimeout) as caught:
            await chosen.send(lambda: PLAIN)
        told = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert "canary" not in told
        assert "signature" not in told.replace("signers", "")
        assert caught.value.__cause__ is None
        for opened in (silent, refused):
            await opened.close()
        deaf.close()

    async def test_says_what_a_failure_leaves_undone(self):
        """The sentence ends with the consequence that the owner of the transport names."""
        silent = Transport("Kiel", consequence="nothing was read")
        with pytest.raises(ExchangeNotAvailable, match=r"^Kiel cannot be reached; nothing was read\.$"):
            await silent.send("http://127.0.0.1:1", lambda: POST)
        await silent.close()


class TestWire:
    def test_has_no_readable_form(self):
        """Headers and query carry the key and the signature."""
        assert "canary" not in repr(PLAIN)


class TestAnswer:
    def test_has_no_readable_form(self):
        """A body may hold what nobody is to read in a log."""
        assert "canary" not in repr(Answer(200, {}, b"canary"))


class TestRetryAfter:
    @pytest.mark.parametrize(("text", "seconds"), [("7", 7.0), ("", None), ("soon", None), ("99999999", None)])
    def test_reads_whole_seconds(self, text, seconds):
        """Anything else is as if it were not there."""
        assert retry_after(Answer(429, {"Retry-After": text}, b"")) == seconds


class TestQuiet:
    def test_silences_the_loggers_that_write_urls(self):
        """A signed URL would be in them."""
        quiet()
        assert logging.getLogger("aiohttp").level == logging.CRITICAL

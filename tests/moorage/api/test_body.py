import asyncio
from typing import Any

import pytest

from moorage.api.body import LARGEST_BODY, LARGEST_QUERY, read_body
from moorage.domain.errors import PayloadTooLarge, RecordInvalid, RequestTimeout

pytestmark = pytest.mark.anyio


def scope(*headers: tuple[str, str], query: bytes = b"", version: str = "1.1") -> Any:
    lines = [(name.encode(), value.encode()) for name, value in headers]
    return {"headers": lines, "query_string": query, "http_version": version}


class Wire:
    """A `receive` that plays messages, and counts how often it was asked."""

    def __init__(self, *parts: bytes, ends: bool = True) -> None:
        self.messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": part, "more_body": not ends or part is not parts[-1]} for part in parts
        ]
        self.asked = 0

    async def __call__(self) -> Any:
        """Hand out the next message, or hang like a client that sends nothing more."""
        self.asked += 1
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)


CHUNKED = ("transfer-encoding", "chunked")


class TestReadBody:
    async def test_a_body_in_parts_is_joined(self):
        """However it was cut."""
        assert await read_body(scope(("content-length", "6")), Wire(b"ab", b"cd", b"ef")) == b"abcdef"

    @pytest.mark.parametrize("headers", [[], [("content-length", "0")]])
    async def test_without_a_body_nothing_is_waited_for(self, headers: list[tuple[str, str]]):
        """A request without a body is not held up."""
        wire = Wire(b"x")
        assert await read_body(scope(*headers), wire) == b""
        assert wire.asked == 0

    async def test_http2_need_not_announce_a_body(self):
        """There it is read although no header speaks of it."""
        assert await read_body(scope(version="2"), Wire(b"{}")) == b"{}"

    @pytest.mark.parametrize("length", [LARGEST_BODY + 1, 2**40, 10**30])
    async def test_a_body_that_says_it_is_too_large_is_not_read(self, length: int):
        """It is refused before a byte of it."""
        wire = Wire(b"x")
        with pytest.raises(PayloadTooLarge):
            await read_body(scope(("content-length", str(length))), wire)
        assert wire.asked == 0

    @pytest.mark.parametrize("header", [CHUNKED, ("content-length", "5")])
    async def test_a_body_that_grows_too_large_is_cut(self, header: tuple[str, str]):
        """Bytes are counted, announced or not."""
        wire = Wire(b"x" * LARGEST_BODY, b"x", b"x", ends=False)
        with pytest.raises(PayloadTooLarge):
            await read_body(scope(header), wire)
        assert wire.asked == 2

    async def test_the_largest_body_is_read(self):
        """64 KiB are enough, and they pass."""
        assert len(await read_body(scope(CHUNKED), Wire(b"x" * LARGEST_BODY))) == LARGEST_BODY

    async def test_a_query_that_is_too_large_is_refused(self):
        """Parameters in the query have the same bound."""
        with pytest.raises(PayloadTooLarge):
            await read_body(scope(query=b"x" * (LARGEST_QUERY + 1)), Wire())

    async def test_a_slow_body_meets_the_deadline(self):
        """The deadline is for all of it, not for each part."""
        with pytest.raises(RequestTimeout):
            await read_body(scope(CHUNKED), Wire(b"a", b"b", ends=False), within=0.01)

    async def test_a_client_that_leaves_ends_the_wait(self):
        """Half a body is no body."""
        wire = Wire(b"a", ends=False)
        wire.messages.append({"type": "http.disconnect"})
        with pytest.raises(RequestTimeout):
            await read_body(scope(CHUNKED), wire)

    @pytest.mark.parametrize(
        "headers",
        [
            [("content-length", "1"), CHUNKED],
            [("content-length", "1"), ("content-length", "1")],
            [("content-length", "-1")],
            [("content-length", "1_0")],
            [("content-length", "")],
        ],
    )
    async def test_a_length_told_twice_or_wrongly_is_refused(self, headers: list[tuple[str, str]]):
        """Two lengths are how requests are smuggled."""
        with pytest.raises(RecordInvalid) as refused:
            await read_body(scope(*headers), Wire(b"x"))
        assert refused.value.attributes == {"body": ["is invalid"]}

import pytest

from moorage.api.answers import Answer
from tests.moorage.api.world import send_asgi

pytestmark = pytest.mark.anyio


class TestAnswer:
    async def test_it_is_sent_as_it_is(self):
        """Status, type, length, headers and bytes."""
        answer = Answer("é".encode(), status=418, media_type=b"text/plain", headers=((b"retry-after", b"5"),))
        reply = await send_asgi(answer, "GET", b"/")
        assert (reply.status, reply.body) == (418, "é".encode())
        assert reply.headers == {"content-type": "text/plain", "content-length": "2", "retry-after": "5"}

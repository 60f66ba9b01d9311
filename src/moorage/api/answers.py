"""An answer: status, headers and bytes, sent as they are."""

from dataclasses import dataclass
from typing import Final

from litestar.types import Receive, Scope, Send

JSON: Final = b"application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. It is an ASGI application, so that the framework passes the encoded bytes through untouched."""

    body: bytes
    status: int = 200
    media_type: bytes = JSON
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        length = str(len(self.body)).encode()
        headers = [(b"content-type", self.media_type), (b"content-length", length), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

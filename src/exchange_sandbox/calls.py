"""What goes into a venue and what comes out: a request without its prefix, and a reply."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as the venue's own server would see it.

    `path` is the real path, `query` and `body` are the raw bytes of the wire (signatures cover them unparsed),
    `address` is the client's IP, `now_ms` the venue's clock in milliseconds. The last two fields are set by faults.
    """

    host: str
    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]
    address: str
    now_ms: int
    key_revoked: bool = False
    wrong_user: bool = False

    @property
    def target(self) -> str:
        """Path with its query, as OKX signs it."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def named_key(self, header: str) -> str:
        """The API key that a header names: its text, or the `id` in it, or the `kid` of a bearer token.

        Without such a header, the parameter of that name in the query, the member of that name of a message in the
        body, or `client_id` among the message's parameters; "" when there is none.
        """
        if header not in self.headers:
            return dict(self.query_pairs()).get(header, "") or self._in_message(header)
        kind, _, token = self.headers[header].partition(" ")
        if token.startswith("id="):
            return token.removeprefix("id=").partition(",")[0]
        if kind != "Bearer":
            return token or kind
        head = token.partition(".")[0]
        try:
            return str(msgspec.json.decode(urlsafe_b64decode(head + "=" * (-len(head) % 4))).get("kid", ""))
        except (ValueError, AttributeError):
            return ""

    def _in_message(self, name: str) -> str:
        try:
            said = msgspec.json.decode(self.body) if self.body[:1] == b"{" else {}
            return str(said[name] if name in said else said["params"]["client_id"])
        except (ValueError, TypeError, LookupError):
            return ""

    def query_pairs(self) -> list[tuple[str, str]]:
        """Parameters of the query string, decoded, in their order."""
        return parse_qsl(self.query, keep_blank_values=True) if self.query else []

    def form_pairs(self) -> list[tuple[str, str]]:
        """Parameters of a urlencoded body, decoded, in their order; none when it is not text."""
        try:
            return parse_qsl(self.body.decode(), keep_blank_values=True) if self.body else []
        except UnicodeDecodeError:
            return []


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer, before any fault touches it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON


class Refusal(Exception):
    """The venue says no; `reply` is the answer it gives."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body.decode(errors="replace"))
        self.reply = reply


_encoder = msgspec.json.Encoder()


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:  # noqa: ANN401
    """Encode `value`; bytes are taken as JSON that is encoded already."""
    return Reply(status, value if isinstance(value, bytes) else _encoder.encode(value), headers or {})

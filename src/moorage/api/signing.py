"""A request's `Apikey` and `Signature`, and every payload that the signature may cover.

Payloads are made from the raw bytes of the wire and named as in the contract's table, A to K. A payload that leaves
the query or a non-empty body uncovered is never among them.
"""

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from moorage.api.parameters import is_json
from moorage.api.visit import Visit
from moorage.domain.access import Mode, SignedRequest
from moorage.domain.errors import ApiKeyInvalid, SignatureInvalid

Headers = Iterable[tuple[bytes, bytes]]

MODES: Final = {mode.value.encode(): mode for mode in Mode}
"""What `Forced-Mode` may say; anything else leaves the user's own choice, as if it were not sent."""
SENDABLE: Final = re.compile(r"[\x21-\x7e]{1,512}")
PATH: Final = re.compile(rb"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
"""RFC 3986 `pchar` and slashes: a path that could swallow the start of a JSON body (form I) is no path."""


def read_request(headers: Headers, payloads: tuple[bytes, ...], visit: Visit) -> SignedRequest:
    """Take the credentials out of a request's headers.

    Raises:
        ApiKeyInvalid: no `Apikey` was sent.
        SignatureInvalid: a header was sent twice.
    """
    keys = [value for name, value in headers if name.lower() == b"apikey"]
    signatures = [value for name, value in headers if name.lower() == b"signature"]
    if len(keys) > 1 or len(signatures) > 1:
        raise SignatureInvalid
    if not keys or not keys[0].strip():
        raise ApiKeyInvalid
    forced = [value for name, value in headers if name.lower() == b"forced-mode"]
    key = keys[0].decode("latin-1").strip()
    return SignedRequest(
        api_key=key if SENDABLE.fullmatch(key) else "",
        signature=signatures[0].decode("latin-1") if signatures else "",
        payloads=payloads,
        address=visit.address,
        request_id=visit.request_id,
        forced_mode=MODES.get(forced[-1].strip().lower()) if forced else None,
    )


def payloads(path: bytes, query: bytes, body: bytes) -> tuple[bytes, ...]:
    """Return every payload that a signature of this request may cover.

    Args:
        path: The raw path of the request line.
        query: The raw bytes after the first `?`.
        body: The raw body.

    Returns:
        Distinct payloads. None when path or query hold bytes that they cannot hold, or when a body that is not a JSON
        object stands beside a query: nothing would say where the one ends and the other begins.
    """
    if not PATH.fullmatch(path) or b"{" in query:
        return ()
    if not body:
        found = _of_query(path, query) if query else [path, path + b"?"]  # A, B
    elif query:
        found = [path + b"?" + query + body] if _is_json_object(body) else []  # K
    else:
        found = _of_body(path, body)
    return tuple(dict.fromkeys(found))


def _of_query(path: bytes, query: bytes) -> list[bytes]:
    parts = query.split(b"&")
    pairs = _decoded(parts)
    return [
        path + b"?" + query,  # C
        path + b"?" + b"&".join(sorted(parts)),  # D
        path + b"?" + _encoded(pairs),  # E
        path + b"?" + _encoded(sorted(pairs)),  # J
    ]


def _of_body(path: bytes, body: bytes) -> list[bytes]:
    if is_json(body):
        return [path + b"?" + body, path + body]  # H, I
    return [path + b"?" + body, path + b"?" + _encoded(sorted(_decoded(body.split(b"&"))))]  # H, J


def _decoded(parts: list[bytes]) -> list[tuple[bytes, bytes]]:
    pairs = (part.replace(b"+", b" ").partition(b"=") for part in parts if part)
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs]


def _encoded(pairs: list[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs).encode()


def _is_json_object(body: bytes) -> bool:
    """Whether a body is one JSON object: no suffix of one is another, so it begins where it seems to begin."""
    if body[:1] != b"{":
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True

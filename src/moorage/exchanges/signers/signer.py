"""Turns a named request into the bytes that go over the wire, signed by an entry's template."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from moorage.domain.credentials import Credentials, Secret
from moorage.exchanges.entry import Request, Signing, placeholders
from moorage.exchanges.quirks.quirk import Quirk
from moorage.exchanges.signers.algorithms import signature_of
from moorage.transport import Wire

PROCESS_KEY: Final = secrets.token_bytes(32)
CONTENT_TYPES: Final = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
DIGESTS: Final = {"body_sha256": hashlib.sha256, "body_sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Stamp:
    """The time and the nonce of one request, as texts in the venue's form."""

    timestamp: str = ""
    nonce: str = ""


class Signer:
    """Signs under one key; lives as long as one session."""

    __slots__ = ("_headers", "_named", "_passphrase", "_quirk", "_sign", "_signing", "api_key", "key_id")

    def __init__(
        self, signing: Signing, quirk: Quirk, credentials: Credentials, key_secret: bytes = PROCESS_KEY
    ) -> None:
        """Take the secret out of its type, once; `key_secret` names the key.

        Raises:
            WrongSecret: the secret does not fit the algorithm.
        """
        self._signing = signing
        self._quirk = quirk
        self._sign = signature_of(signing, _text(credentials.secret))
        self.api_key = _text(credentials.api_key)
        self.key_id = hashlib.blake2b(self.api_key.encode(), key=key_secret, digest_size=16).digest()
        """Names the key to whoever has the `key_secret`; tells nothing to anybody else."""
        self._passphrase = self._passphrase_of(credentials)
        self._named = _named(signing)

    def sign(self, request: Request, host: str, stamp: Stamp) -> Wire:
        """Build and sign one request.

        Args:
            request: From the entry.
            host: The venue's own host name, also when a base URL replaces it.
            stamp: Time and nonce, as far as the template asks for them.
        """
        texts = {
            "timestamp": stamp.timestamp,
            "nonce": stamp.nonce,
            "method": request.method,
            "path": request.path,
            "host": host,
            "api_key": self.api_key,
            "passphrase": self._passphrase,
            "algorithm": self._sign.algorithm,
        }
        params = {name: value.format_map(texts) for name, value in self._signing.params.items()}
        params |= {name: value.format_map(texts) for name, value in request.params.items()}
        texts["query"], texts["body"] = query, body = encoded(request, params)
        texts["target"] = f"{request.path}?{query}" if query else request.path
        for name in self._named:
            texts[name] = self._rare(name, params, body)
        if self._quirk.dress is not None:
            dressed = self._quirk.dress(request, texts, self._sign)
            return wire(request, query, body if dressed.body is None else dressed.body, dressed.headers)
        texts["signature"] = signature = self._sign(self._payload(texts))
        headers = {name: value.format_map(texts) for name, value in self._signing.headers.items()}
        if self._signing.signature_parameter:
            query, body = self._append(request, query, body, signature)
        return wire(request, query, body, headers)

    def _payload(self, texts: Mapping[str, str]) -> bytes:
        if self._quirk.payload is not None:
            return self._quirk.payload(texts)
        return self._signing.payload.format_map(texts).encode()

    def _append(self, request: Request, query: str, body: str, signature: str) -> tuple[str, str]:
        last = f"{self._signing.signature_parameter}={quote(signature, safe='')}"
        if request.place == "query":
            return (f"{query}&{last}" if query else last), body
        return query, (f"{body}&{last}" if body else last)

    def _rare(self, name: str, params: Mapping[str, str], body: str) -> str:
        if name == "query_plain":
            return "&".join(f"{key}={value}" for key, value in params.items())
        return DIGESTS[name](body.encode()).hexdigest()

    def _passphrase_of(self, credentials: Credentials) -> str:
        plain = _text(credentials.passphrase)
        return self._sign(plain.encode()) if self._signing.passphrase == "signed" else plain


def encoded(request: Request, params: Mapping[str, str]) -> tuple[str, str]:
    """Return query and body of a request with its parameters in their place, percent-encoded before signing."""
    if request.place == "json":
        return "", json.dumps(params, separators=(",", ":")) if params else ""
    text = "&".join([f"{_percent(name)}={_percent(value)}" for name, value in params.items()])
    return (text, "") if request.place == "query" else ("", text)


def _percent(text: str) -> str:
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


def unsigned(request: Request) -> Wire:
    """Build a public request."""
    return wire(request, *encoded(request, request.params), {})


def wire(request: Request, query: str, body: str, headers: Mapping[str, str]) -> Wire:
    """Put a request together."""
    target = f"{request.path}?{query}" if query else request.path
    if not body:
        return Wire(request.method, target, headers)
    return Wire(request.method, target, {**headers, "Content-Type": CONTENT_TYPES[request.place]}, body.encode())


def _named(signing: Signing) -> frozenset[str]:
    """Return the costly texts that the templates ask for."""
    templates = (signing.payload, *signing.headers.values())
    return frozenset(name for text in templates for name in placeholders(text)) & {"query_plain", *DIGESTS}


def _text(secret: Secret | None) -> str:
    return "" if secret is None else secret.reveal()

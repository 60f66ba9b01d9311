"""Faults in what is said: other bodies, other amounts, other statuses."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from exchange_sandbox.calls import JSON, Reply
from exchange_sandbox.faults.fault import Fault, Scene, Value, reason

HTML: Final = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
DEPTH: Final = 100_000
METADATA: Final = "http://169.254.169.254/latest/meta-data/"


def bodies() -> list[Fault]:
    """Faults of the body, with the status the venue gave."""
    return [
        _body("empty_200", "Answers 200 without a body.", lambda _: b""),
        _body("html_200", "Answers 200 with a web page.", lambda _: HTML, "text/html; charset=utf-8"),
        _body("garbage", "Answers 200 with bytes that are no text.", lambda _: bytes(range(256)) * 4),
        _body("truncated_json", "Ends the body in its middle, with a Content-Length that fits.", _half),
        _body("json_object", "Answers 200 with an empty object.", lambda _: b"{}"),
        _body("json_array", "Answers 200 with an empty array.", lambda _: b"[]"),
        _body("json_null", "Answers 200 with null.", lambda _: b"null"),
        _body("json_string", "Answers 200 with a JSON string.", lambda _: b'"ok"'),
        _body("json_number", "Answers 200 with a JSON number.", lambda _: b"1"),
        _body("deep_json", "Answers 200 with arrays 100,000 deep.", lambda _: b"[" * DEPTH + b"]" * DEPTH),
        _body("duplicate_keys", "Repeats every member of the answer's objects, the second time as null.", _twice),
        _body("byte_order_mark", "Puts a byte order mark before the JSON.", lambda body: b"\xef\xbb\xbf" + body),
        _body("two_documents", "Sends the JSON twice in one body.", lambda body: body + body),
        _amounts("negative_amounts", 'Makes every balance "-1.5".', b'"-1.5"'),
        _amounts("huge_amounts", 'Makes every balance "1e400".', b'"1e400"'),
        _amounts("hex_amounts", 'Makes every balance "0x1".', b'"0x1"'),
        _amounts("nan_amounts", "Makes every balance the bare word NaN.", b"NaN"),
        _amounts("null_amounts", "Makes every balance null.", b"null"),
        _amounts("infinite_amounts", 'Makes every balance "Infinity".', b'"Infinity"'),
        _amounts("text_amounts", "Makes every balance a word.", b'"many"'),
    ]


def statuses() -> list[Fault]:
    """Faults of the status, with a page a proxy would send."""
    waits = {418: {"Retry-After": "120"}, 429: {"Retry-After": "7"}, 503: {"Retry-After": "30"}}
    codes = (400, 401, 403, 404, 418, 429, 451, 500, 502, 503, 504, 520)
    return [_status(code, waits.get(code, {})) for code in codes]


def refusals() -> list[Fault]:
    """Faults in which the venue itself speaks."""
    return [
        Fault(
            name="refusal",
            does="Answers one of the venue's documented refusals; the value is its name.",
            value="rate_limited",
            change_reply=_refusal,
        ),
        Fault(
            name="json_error_200",
            does="Answers one of the venue's refusals with status 200; the value is its name.",
            value="rate_limited",
            change_reply=lambda reply, value, scene: replace(_refusal(reply, value, scene), status=200),
        ),
    ]


def redirects() -> list[Fault]:
    """Faults that lead elsewhere."""
    targets = {
        "redirect_metadata": METADATA,
        "redirect_file": "file:///etc/passwd",
        "redirect_other_host": "http://127.0.0.2:9/",
        "redirect_loop": "?again=1",
    }
    return [_redirect(name, target) for name, target in targets.items()]


def _body(name: str, does: str, make: Callable[[bytes], bytes], content_type: str = JSON) -> Fault:
    def change(reply: Reply, _: Value | None, __: Scene) -> Reply:
        return replace(reply, body=make(reply.body), content_type=content_type)

    return Fault(name=name, does=does, change_reply=change)


def _amounts(name: str, does: str, token: bytes) -> Fault:
    def change(reply: Reply, _: Value | None, scene: Scene) -> Reply:
        fields = "|".join(map(re.escape, sorted(scene.amount_fields))).encode()
        amount = re.compile(rb'"(' + fields + rb')":("?)-?[0-9.]+\2')
        return replace(reply, body=amount.sub(rb'"\1":' + token, reply.body))

    return Fault(name=name, does=does, change_reply=change)


def _status(code: int, headers: dict[str, str]) -> Fault:
    page = f"<html><head><title>{code} {reason(code)}</title></head><body></body></html>".encode()
    reply = Reply(code, page, headers, "text/html")
    return Fault(
        name=f"status_{code}",
        does=f"Answers HTTP {code} with a web page.",
        change_reply=lambda _reply, _value, _scene: reply,
    )


def _refusal(_: Reply, value: Value | None, scene: Scene) -> Reply:
    return scene.refusals[str(value)]


def _redirect(name: str, target: str) -> Fault:
    reply = Reply(302, b"", {"Location": target}, "text/html")
    return Fault(
        name=name,
        does=f"Answers 302 to {target}.",
        value=target,
        change_reply=lambda _, value, __: replace(reply, headers={"Location": str(value)}),
    )


def _half(body: bytes) -> bytes:
    return body[: max(1, len(body) // 2)]


def _twice(body: bytes) -> bytes:
    """Repeat every member: `"a":1` becomes `"a":1,"a":null` for members with plain values."""
    return re.sub(rb'("[^"\\]*"):("[^"\\]*"|-?[0-9.]+|true|false|null)', rb"\1:\2,\1:null", body)

import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.faults.replies import DEPTH, METADATA, bodies, redirects, refusals, statuses
from tests.exchange_sandbox.wire import Seen, account, spoilt

BOM = b"\xef\xbb\xbf"


def frees(token: str) -> Callable[[Seen, bytes], bool]:
    """Say that every free and locked amount reads `token`."""

    def check(seen: Seen, whole: bytes) -> bool:
        count = len(json.loads(whole)["balances"])
        return seen.body.count(f'"free":{token}'.encode()) == count == seen.body.count(f'"locked":{token}'.encode())

    return check


def doubled(seen: Seen, whole: bytes) -> bool:
    """Say that every member is there twice, and that a parser which takes the last one loses all amounts."""
    pairs: list[list[tuple[str, Any]]] = []
    json.loads(seen.body, object_pairs_hook=lambda found: pairs.append(found) or dict(found))
    rows = [found for found in pairs if ("asset", "BTC") in found]
    return len(rows[0]) == 2 * 3 and dict(rows[0])["free"] is None and b"null" not in whole


SHOWN: dict[str, Callable[[Seen, bytes], bool]] = {
    "empty_200": lambda seen, _: seen.body == b"" and "content-length: 0" in seen.head,
    "html_200": lambda seen, _: seen.body.startswith(b"<!DOCTYPE html>") and "text/html" in seen.head,
    "garbage": lambda seen, _: seen.body == bytes(range(256)) * 4,
    "truncated_json": lambda seen, whole: seen.body == whole[: len(whole) // 2],
    "json_object": lambda seen, _: seen.body == b"{}",
    "json_array": lambda seen, _: seen.body == b"[]",
    "json_null": lambda seen, _: seen.body == b"null",
    "json_string": lambda seen, _: seen.body == b'"ok"',
    "json_number": lambda seen, _: seen.body == b"1",
    "deep_json": lambda seen, _: seen.body == b"[" * DEPTH + b"]" * DEPTH,
    "duplicate_keys": doubled,
    "byte_order_mark": lambda seen, whole: seen.body == BOM + whole,
    "two_documents": lambda seen, whole: seen.body == whole * 2,
    "negative_amounts": frees('"-1.5"'),
    "huge_amounts": frees('"1e400"'),
    "hex_amounts": frees('"0x1"'),
    "nan_amounts": frees("NaN"),
    "null_amounts": frees("null"),
    "infinite_amounts": frees('"Infinity"'),
    "text_amounts": frees('"many"'),
}


class TestBodies:
    def test_every_fault_is_shown(self) -> None:
        """No fault of the body is left out."""
        assert set(SHOWN) == {fault.name for fault in bodies()}

    @pytest.mark.parametrize("fault", SHOWN)
    def test_what_a_client_sees(self, sandbox: SandboxClient, fault: str) -> None:
        """The status stays 200 and the body is spoilt as promised; the next request is whole again."""
        sandbox.move_clock(freeze_at_ms=sandbox.now_ms())
        whole = account(sandbox).body
        seen = spoilt(sandbox, fault)
        assert seen.status == 200
        assert SHOWN[fault](seen, whole)
        assert account(sandbox).body == whole


class TestStatuses:
    @pytest.mark.parametrize("fault", [fault.name for fault in statuses()])
    def test_what_a_client_sees(self, sandbox: SandboxClient, fault: str) -> None:
        """The status is the one in the name, with a page that is no JSON."""
        seen = spoilt(sandbox, fault)
        assert f"status_{seen.status}" == fault
        assert seen.body.startswith(b"<html>")

    def test_the_codes(self) -> None:
        """All statuses an exchange or its proxy was seen to send."""
        codes = {int(fault.name.removeprefix("status_")) for fault in statuses()}
        assert codes >= {401, 403, 418, 429, 451, 500, 502, 503, 504, 520}

    def test_waiting_is_told(self, sandbox: SandboxClient) -> None:
        """429 and 418 say when to come back."""
        assert "retry-after: 7" in spoilt(sandbox, "status_429").head
        assert "retry-after: 120" in spoilt(sandbox, "status_418").head


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "status", "body"),
        [
            ("maintenance", 503, {"code": -1000, "msg": "System is under maintenance."}),
            ("bad_key_format", 401, {"code": -2014, "msg": "API-key format invalid."}),
            ("missing_permission_sapi", 401, {"code": -1002, "msg": "You are not authorized to execute this request."}),
        ],
    )
    def test_refusal(self, sandbox: SandboxClient, name: str, status: int, body: Any) -> None:
        """The venue's own words and status."""
        seen = spoilt(sandbox, "refusal", value=name)
        assert (seen.status, seen.json) == (status, body)

    def test_json_error_200(self, sandbox: SandboxClient) -> None:
        """The same words with status 200."""
        seen = spoilt(sandbox, "json_error_200", value="rate_limited")
        assert (seen.status, seen.json["code"]) == (200, -1003)

    def test_names(self) -> None:
        """Both faults are in the list."""
        assert [fault.name for fault in refusals()] == ["refusal", "json_error_200"]


class TestRedirects:
    def test_targets(self, sandbox: SandboxClient) -> None:
        """Each leads where its name says."""
        targets = {
            "redirect_metadata": METADATA,
            "redirect_file": "file:///etc/passwd",
            "redirect_other_host": "http://127.0.0.2:9/",
            "redirect_loop": "?again=1",
        }
        assert set(targets) == {fault.name for fault in redirects()}
        for name, target in targets.items():
            seen = spoilt(sandbox, name)
            assert seen.status == 302
            assert f"location: {target}\r" in seen.head

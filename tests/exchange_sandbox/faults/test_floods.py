import json
import zlib

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.faults.floods import MEBIBYTE, floods, repeated
from tests.exchange_sandbox.wire import End, account, spoilt

FIELDS = frozenset({"free", "balance"})


class TestFloods:
    def test_huge_headers(self, sandbox: SandboxClient) -> None:
        """10 MiB of headers before an answer that is right."""
        seen = spoilt(sandbox, "huge_headers", most=20 * MEBIBYTE, patience=5)
        assert len(seen.head) > 9.5 * MEBIBYTE
        assert seen.json["uid"] == 354937868

    def test_one_long_header(self, sandbox: SandboxClient) -> None:
        """One header of a whole mebibyte."""
        seen = spoilt(sandbox, "one_long_header", most=3 * MEBIBYTE)
        assert max(map(len, seen.head.split("\r\n"))) > MEBIBYTE

    @pytest.mark.parametrize("fault", ["endless_chunked", "endless_headers"])
    def test_endless(self, sandbox: SandboxClient, fault: str) -> None:
        """More comes for as long as somebody reads."""
        seen = spoilt(sandbox, fault, most=32 * MEBIBYTE, patience=5)
        assert seen.end is End.FULL
        assert (b"\r\n\r\n" in seen.raw) == (fault == "endless_chunked")

    def test_huge_body(self, sandbox: SandboxClient) -> None:
        """A JSON string with a true length."""
        seen = spoilt(sandbox, "huge_body", value=4 * MEBIBYTE, most=8 * MEBIBYTE, patience=5)
        assert f"content-length: {4 * MEBIBYTE}" in seen.head
        assert len(seen.json) == 4 * MEBIBYTE - 2

    def test_gzip_bomb(self, sandbox: SandboxClient) -> None:
        """200 MiB in a packet of 200 KiB."""
        seen = spoilt(sandbox, "gzip_bomb", patience=10)
        assert len(seen.body) < MEBIBYTE
        unpacker = zlib.decompressobj(31)
        size, left = 0, seen.body
        while left and not unpacker.eof:
            size += len(unpacker.decompress(left, MEBIBYTE))
            left = unpacker.unconsumed_tail
        assert size == 200 * MEBIBYTE

    def test_many_assets(self, sandbox: SandboxClient) -> None:
        """So many balances in an answer that is otherwise right."""
        seen = spoilt(sandbox, "many_assets", value=20_000, most=32 * MEBIBYTE, patience=5)
        assert seen.end is End.CLOSED
        answer = json.loads(_unchunked(seen.body))
        assert len({row["asset"] for row in answer["balances"]}) == 20_000
        assert answer["uid"] == 354937868

    def test_the_server_lives_on(self, sandbox: SandboxClient) -> None:
        """A client that leaves in the middle of a flood leaves the sandbox in order."""
        spoilt(sandbox, "endless_chunked", most=1000, patience=5)
        assert account(sandbox).status == 200

    def test_every_fault_is_shown(self) -> None:
        """No fault of the file is left out above."""
        shown = {name.removeprefix("test_") for name in vars(TestFloods)} | {"endless_chunked", "endless_headers"}
        assert {fault.name for fault in floods()} <= shown


class TestRepeated:
    def test_lists(self) -> None:
        """A list of balances grows, what stands around it stays."""
        body = b'{"a":1,"rows":[{"asset":"BTC","free":"1"},{"asset":"ETH","free":"2"}],"z":2}'
        whole = json.loads(b"".join(repeated(body, 2_500, FIELDS)))
        assert whole["rows"][2_499] == {"asset": "A0002499", "free": "1"}
        assert (len(whole["rows"]), whole["a"], whole["z"]) == (2_500, 1, 2)

    def test_objects(self) -> None:
        """An object with a member per asset grows as well."""
        body = b'{"error":[],"result":{"XXBT":{"balance":"1.5"}}}'
        whole = json.loads(b"".join(repeated(body, 3, FIELDS)))
        assert whole == {"error": [], "result": {f"A000000{number}": {"balance": "1.5"} for number in range(3)}}

    def test_a_million_is_the_usual_number(self) -> None:
        """Without a value there are 1,000,000."""
        assert next(fault.value for fault in floods() if fault.name == "many_assets") == 1_000_000

    def test_answers_without_balances_stay(self) -> None:
        """What carries no amount is not touched."""
        assert b"".join(repeated(b'{"serverTime":1}', 10, FIELDS)) == b'{"serverTime":1}'


def _unchunked(body: bytes) -> bytes:
    pieces, left = [], body
    while True:
        size, _, left = left.partition(b"\r\n")
        if int(size, 16) == 0:
            return b"".join(pieces)
        pieces.append(left[: int(size, 16)])
        left = left[int(size, 16) + 2 :]

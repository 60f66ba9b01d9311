import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.faults.wires import delays, wires
from tests.exchange_sandbox.wire import End, account, spoilt


@pytest.fixture
def whole(sandbox: SandboxClient) -> bytes:
    """The body of an unspoilt answer; the world's clock stands still."""
    sandbox.move_clock(freeze_at_ms=sandbox.now_ms())
    return account(sandbox).body


class TestDelays:
    def test_latency(self, sandbox: SandboxClient, whole: bytes) -> None:
        """Nothing comes before the time is over, then everything."""
        assert spoilt(sandbox, "latency", value=60_000, patience=0.1).raw == b""
        assert spoilt(sandbox, "latency", value=20).body == whole


class TestWires:
    @pytest.mark.parametrize("fault", ["timeout", "drip"])
    def test_silence(self, sandbox: SandboxClient, fault: str) -> None:
        """The request is taken and nothing, or a byte, comes within the client's patience."""
        seen = spoilt(sandbox, fault)
        assert len(seen.raw) == (1 if fault == "drip" else 0)
        assert seen.end is End.SILENT

    def test_reset_at_once(self, sandbox: SandboxClient) -> None:
        """A reset instead of an answer."""
        seen = spoilt(sandbox, "reset_at_once")
        assert (seen.raw, seen.end) == (b"", End.RESET)

    @pytest.mark.parametrize("count", [1, 100, 300])
    def test_reset_at_byte(self, sandbox: SandboxClient, count: int) -> None:
        """Exactly so many bytes, then a reset."""
        seen = spoilt(sandbox, "reset_at_byte", value=count)
        assert (len(seen.raw), seen.end) == (count, End.RESET)

    def test_close_at_once(self, sandbox: SandboxClient) -> None:
        """An orderly end without a byte."""
        seen = spoilt(sandbox, "close_at_once")
        assert (seen.raw, seen.end) == (b"", End.CLOSED)

    def test_stall_after_headers(self, sandbox: SandboxClient, whole: bytes) -> None:
        """The headers promise a body that does not come."""
        seen = spoilt(sandbox, "stall_after_headers")
        assert (seen.status, seen.body, seen.end) == (200, b"", End.SILENT)
        assert f"content-length: {len(whole)}" in seen.head

    def test_stall_in_body(self, sandbox: SandboxClient, whole: bytes) -> None:
        """Half of the body, then nothing."""
        seen = spoilt(sandbox, "stall_in_body")
        assert (seen.body, seen.end) == (whole[: len(whole) // 2], End.SILENT)

    def test_drip_body(self, sandbox: SandboxClient, whole: bytes) -> None:
        """The headers at once, the body byte by byte."""
        seen = spoilt(sandbox, "drip_body")
        assert (seen.body, seen.end) == (whole[:1], End.SILENT)

    def test_not_http(self, sandbox: SandboxClient) -> None:
        """Another protocol answers."""
        assert spoilt(sandbox, "not_http").raw.startswith(b"SSH-2.0")

    def test_length_too_long(self, sandbox: SandboxClient, whole: bytes) -> None:
        """The connection closes 1,000 bytes early."""
        seen = spoilt(sandbox, "length_too_long")
        assert f"content-length: {len(whole) + 1000}" in seen.head
        assert (seen.body, seen.end) == (whole, End.CLOSED)

    def test_length_too_short(self, sandbox: SandboxClient, whole: bytes) -> None:
        """Twice as many bytes as promised."""
        seen = spoilt(sandbox, "length_too_short")
        assert f"content-length: {len(whole) // 2}\r" in seen.head + "\r"
        assert seen.body == whole

    def test_length_negative(self, sandbox: SandboxClient) -> None:
        """A length below zero."""
        assert "content-length: -1" in spoilt(sandbox, "length_negative").head

    def test_two_lengths(self, sandbox: SandboxClient) -> None:
        """Two lengths that differ."""
        assert spoilt(sandbox, "two_lengths").head.count("content-length") == 2

    def test_length_and_chunked(self, sandbox: SandboxClient) -> None:
        """Both ways of telling the length at once."""
        head = spoilt(sandbox, "length_and_chunked").head
        assert "content-length: 4" in head
        assert "transfer-encoding: chunked" in head

    def test_bad_chunk_size(self, sandbox: SandboxClient) -> None:
        """A chunk whose size is no hexadecimal number."""
        assert spoilt(sandbox, "bad_chunk_size").body.startswith(b"zz\r\n")

    def test_chunked_cut(self, sandbox: SandboxClient) -> None:
        """The body ends without its last chunk."""
        seen = spoilt(sandbox, "chunked_cut")
        assert seen.end is End.CLOSED
        assert not seen.body.endswith(b"0\r\n\r\n")

    def test_not_gzip(self, sandbox: SandboxClient, whole: bytes) -> None:
        """Plain bytes that are called gzip."""
        seen = spoilt(sandbox, "not_gzip")
        assert "content-encoding: gzip" in seen.head
        assert seen.body == whole

    def test_informational_flood(self, sandbox: SandboxClient, whole: bytes) -> None:
        """So many early answers, then the real one."""
        seen = spoilt(sandbox, "informational_flood", value=1_000)
        assert seen.raw.count(b"HTTP/1.1 103 ") == 1_000
        assert seen.raw.endswith(whole)

    def test_switching_protocols(self, sandbox: SandboxClient) -> None:
        """An upgrade nobody asked for, then silence."""
        seen = spoilt(sandbox, "switching_protocols")
        assert (seen.status, seen.end) == (101, End.SILENT)

    def test_every_fault_is_shown(self) -> None:
        """No fault of the file is left out above."""
        shown = {name.removeprefix("test_") for name in vars(TestWires)} | {"timeout", "drip"}
        assert {fault.name for fault in wires()} <= shown
        assert [fault.name for fault in delays()] == ["latency"]

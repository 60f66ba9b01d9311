from exchange_sandbox.calls import Reply
from exchange_sandbox.faults.fault import chunk, head, reason


class TestHead:
    def test_lines(self) -> None:
        """Status, type, the reply's headers, more lines and the length, each on its line."""
        made = head(Reply(429, b"", {"Retry-After": "7"}), "X-A: b", length=3)
        assert made == (
            b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 7\r\n"
            b"X-A: b\r\nContent-Length: 3\r\n\r\n"
        )

    def test_without_length(self) -> None:
        """No length, no such header."""
        assert b"Content-Length" not in head(Reply(200, b"abc"))


class TestReason:
    def test_unknown_statuses_have_a_phrase(self) -> None:
        """520 is Cloudflare's own."""
        assert (reason(200), reason(520)) == ("OK", "Unknown")


class TestChunk:
    def test_size_is_hexadecimal(self) -> None:
        """Size, line end, bytes, line end."""
        assert chunk(b"a" * 26) == b"1a\r\n" + b"a" * 26 + b"\r\n"
        assert chunk(b"") == b"0\r\n\r\n"

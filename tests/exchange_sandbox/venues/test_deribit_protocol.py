import pytest

from exchange_sandbox.venues.deribit_protocol import sign
from tests.exchange_sandbox.deribit_desk import code_of, deribit, deribit_token
from tests.exchange_sandbox.desk import NOW_MS, Desk

SUMMARIES = "get_account_summaries"


class TestSign:
    def test_equals_the_documents_vector(self) -> None:
        """The example of "Client Signature"."""
        signature = "56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1"
        assert sign("AMANDASECRECT", b"1576074319000\n1iqt2wls\n") == signature


class TestSignature:
    def test_a_wrong_secret(self, desk: Desk) -> None:
        """Is a wrong signature, and no credentials for a token."""
        answer = deribit(desk, SUMMARIES, secret="a")
        assert (answer.status, answer.json["error"]["data"]) == (401, {"reason": "invalid signature"})
        assert code_of(deribit_token(desk, secret="a")) == 13004

    def test_covers_the_query(self, desk: Desk) -> None:
        """A header that was signed for another query is of another request."""
        key, query = desk.key("deribit").credentials, "extended=true"
        assert code_of(deribit(desk, SUMMARIES, query=query)) == 0
        said = f"deri-hmac-sha256 id={key.api_key},ts={NOW_MS},sig=0,nonce=n"
        assert code_of(deribit(desk, SUMMARIES, query=query, extra={"authorization": said})) == 13009

    def test_covers_the_data_of_a_token(self, desk: Desk) -> None:
        """Any text that goes with it."""
        assert code_of(deribit_token(desk, data="harbour")) == 0

    def test_an_unknown_key(self, desk: Desk) -> None:
        """Is refused before its signature is looked at."""
        assert code_of(deribit(desk, SUMMARIES, api_key="nobody12", secret="a")) == 13004


class TestTime:
    @pytest.mark.parametrize(("off_ms", "code"), [(-60_000, 0), (60_000, 0), (-60_001, 13009), (60_001, 13009)])
    def test_a_minute_is_allowed(self, desk: Desk, off_ms: int, code: int) -> None:
        """Late or early, in both forms."""
        assert code_of(deribit(desk, SUMMARIES, timestamp=NOW_MS + off_ms)) == code
        assert code_of(deribit_token(desk, timestamp=NOW_MS + off_ms)) == code

    def test_no_time(self, desk: Desk) -> None:
        """Is no number of milliseconds."""
        assert code_of(deribit(desk, SUMMARIES, timestamp="now")) == 13009

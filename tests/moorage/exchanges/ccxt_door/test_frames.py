"""What service and worker say to each other."""

import msgspec
import pytest

from moorage.exchanges.ccxt_door.frames import HEADER, MOST_BYTES, Amount, Question, Told, framed, length

QUESTION = Question(what="balances", exchange="brest", credentials={"secret": "canary"}, seconds=1.0)


class TestFramed:
    @pytest.mark.parametrize(
        "message",
        [QUESTION, Told(id=3, amounts=[Amount(currency="BTC", free="1", used=None, total=None, debt=None)])],
    )
    def test_comes_back(self, message):
        """Four bytes of length, then the message."""
        frame = framed(message)
        assert length(frame[:HEADER]) == len(frame) - HEADER
        assert msgspec.msgpack.decode(frame[HEADER:], type=type(message)) == message


class TestLength:
    def test_a_frame_has_a_largest_size(self):
        """More is no message of ours."""
        assert length(MOST_BYTES.to_bytes(HEADER)) == MOST_BYTES
        with pytest.raises(ValueError, match="too large"):
            length((MOST_BYTES + 1).to_bytes(HEADER))


class TestQuestion:
    def test_shows_no_credentials(self):
        """It is in plain text for the worker, and for nobody else."""
        assert repr(QUESTION) == "Question(balances of brest)"

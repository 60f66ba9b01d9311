from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.errors import StorageError
from moorage.domain.history import History
from moorage.domain.transfer import Reading
from moorage.storage import encoding
from tests.moorage.storage.strategies import holdings, texts


class TestTimes:
    def test_names_keep_their_instants(self):
        """In their order, to the millisecond."""
        times = (
            ("earn", datetime(2026, 11, 22, 12, 0, 0, 7000, tzinfo=UTC)),
            ("a wallet", datetime(2026, 1, 1, tzinfo=UTC)),
        )
        assert encoding.from_times_json(encoding.to_times_json(times)) == times
        assert encoding.from_times_json("[]") == ()


class TestMilliseconds:
    @given(st.datetimes(timezones=st.just(UTC)))
    def test_an_instant_keeps_its_milliseconds(self, at: datetime):
        """What is read is what was written, less what is finer than a millisecond."""
        read = encoding.from_milliseconds(encoding.to_milliseconds(at))
        assert read == at - timedelta(microseconds=at.microsecond % 1000)

    def test_another_zone_is_the_same_instant(self):
        """An aware instant of any zone is stored as UTC."""
        at = datetime(2026, 11, 22, 14, tzinfo=timezone(timedelta(hours=2)))
        assert encoding.from_milliseconds(encoding.to_milliseconds(at)) == datetime(2026, 11, 22, 12, tzinfo=UTC)

    def test_a_naive_instant_is_a_mistake(self):
        """A time without a zone is refused, not guessed."""
        with pytest.raises(TypeError):
            encoding.to_milliseconds(datetime(2026, 11, 22))  # noqa: DTZ001

    def test_none_stays_none(self):
        """An absent instant stays absent."""
        assert encoding.to_optional_milliseconds(None) is None
        assert encoding.from_optional_milliseconds(None) is None


class TestToDigits:
    @given(st.decimals(allow_nan=False, allow_infinity=False))
    def test_digits_are_exact(self, amount: Decimal):
        """The digits give the very same decimal, exponent included."""
        assert Decimal(encoding.to_digits(amount)).as_tuple() == amount.as_tuple()

    @pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
    def test_what_is_no_number_is_refused(self, amount: str):
        """Not-a-number never becomes a balance."""
        with pytest.raises(StorageError):
            encoding.to_digits(Decimal(amount))


class TestJson:
    @given(st.lists(texts()))
    def test_texts_round_trip(self, given_texts: list[str]):
        """A list of texts is read as it was written."""
        assert encoding.from_json(encoding.to_json(given_texts)) == tuple(given_texts)


class TestHoldingsJson:
    @given(holdings())
    def test_holdings_round_trip_to_the_digit(self, held):
        """Every amount keeps its digits and exponent."""
        read = encoding.from_holdings_json(encoding.to_holdings_json(held))
        assert read == held
        assert [repr(holding) for holding in read] == [repr(holding) for holding in held]


class TestHistoryJson:
    def test_readings_round_trip(self):
        """How far each list is known."""
        at = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
        history = History(readings={"moves:IN": Reading(at - timedelta(days=1), at)}, missing="Not all.")
        assert encoding.from_history_json(encoding.to_history_json(history)) == history

    def test_the_first_form_begins_again(self):
        """It had one time for all lists; what is read again counts once."""
        assert encoding.from_history_json('{"transfers_from":"2026-11-22T12:00:00Z"}') == History()

import pytest

from moorage.domain.exchange_errors import (
    ExchangeOutage,
    ExchangeTimeout,
    InvalidNonce,
    IpNotAllowed,
    KeyExpired,
    KeyRefused,
    KeyTooNew,
    RateLimitExceeded,
    UnknownMarketApiError,
    WrongPassphrase,
    WrongSecret,
)
from tests.moorage.domain.test_errors import tree


class TestKeyRefused:
    def test_a_refusal_speaks_of_a_field(self) -> None:
        """The class knows the field, and an occurrence may know better."""
        fields = [refusal.refused_field for refusal in (IpNotAllowed(), WrongSecret(), WrongPassphrase())]
        assert fields == ["api_key", "secret", "passphrase"]
        assert KeyRefused("The id is wrong.", field="customer_id").refused_field == "customer_id"

    def test_the_reason_is_the_sentence(self) -> None:
        """A reason replaces the docstring; what else is known of an error is kept."""
        fault = KeyExpired("It ended in May.", retry_after=1.0, extension={"a": 1})
        assert (str(fault), fault.retry_after, fault.extension) == ("It ended in May.", 1.0, {"a": 1})
        assert KeyExpired().description == "The API key has expired; make a new one at the exchange."

    def test_what_passes_by_itself_locks_nothing(self) -> None:
        """A new key and a wrong clock are retryable and no reason to lock; every other refusal locks."""
        passing = {kind for kind in tree(KeyRefused) if kind.lock_reason is None}
        assert passing == {KeyTooNew, InvalidNonce}
        assert all(kind.retryable is (kind in passing) for kind in tree(KeyRefused))


class TestExchangeOutage:
    @pytest.mark.parametrize("kind", list(tree(ExchangeOutage)), ids=lambda kind: kind.__name__)
    def test_an_outage_never_judges_a_key(self, kind: type[ExchangeOutage]) -> None:
        """No outage is a refusal, each may pass, and each is a 502, 503 or 504."""
        assert not issubclass(kind, KeyRefused)
        assert kind.retryable
        assert kind.status in {502, 503, 504}

    def test_the_kinds_are_told_apart(self) -> None:
        """Silence, slowness and a request to slow down have different codes."""
        assert {kind.code for kind in (ExchangeTimeout, RateLimitExceeded)} == {
            "exchange_timeout",
            "exchange_rate_limited",
        }
        assert not issubclass(UnknownMarketApiError, ExchangeOutage | KeyRefused)

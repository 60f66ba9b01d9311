"""ccxt's classes as ours."""

import pytest
from ccxt.base import errors

from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    ExchangeTimeout,
    KeyRefused,
    PermissionDenied,
    RateLimitExceeded,
    UnknownMarketApiError,
)
from moorage.exchanges.ccxt_door.refusals import MEANINGS, WAIT, meaning
from moorage.exchanges.ccxt_door.worker import _classes


class TestMeaning:
    @pytest.mark.parametrize(
        ("raised", "expected"),
        [
            (errors.AuthenticationError, AuthenticationError),
            (errors.AccountNotEnabled, PermissionDenied),
            (errors.DDoSProtection, RateLimitExceeded),
            (errors.RequestTimeout, ExchangeTimeout),
            (errors.ChecksumError, ExchangeNotAvailable),
            (errors.NullResponse, BadResponse),
            (errors.NotSupported, UnknownMarketApiError),
            (TimeoutError, ExchangeTimeout),
            (KeyError, BadResponse),
        ],
    )
    def test_the_most_specific_class_decides(self, raised, expected):
        """Of the classes of what was raised; what is not ccxt's own is an answer that nobody understood."""
        assert type(meaning("Brest", _classes(raised("x")), "")) is expected

    def test_every_class_of_ccxt_has_a_meaning(self):
        """A new class stands under an old one, or under none that refuses a key."""
        kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
        assert len(kinds) > 30
        refused = {kind.__name__ for kind in kinds if isinstance(meaning("x", _classes(kind("")), ""), KeyRefused)}
        assert refused == {
            "AuthenticationError",
            "PermissionDenied",
            "AccountNotEnabled",
            "AccountSuspended",
            "InvalidNonce",
        }

    def test_every_name_is_one_of_ccxt_or_of_python(self):
        """A name that ccxt has no more would never be met."""
        assert all(hasattr(errors, name) or name == "TimeoutError" for name in MEANINGS)

    def test_a_person_reads_what_the_exchange_said(self):
        """With a refusal or an unknown error; an outage says nothing about the key."""
        told = meaning("Brest", ["AuthenticationError"], 'brest {"code":7}').description
        assert told == 'Brest does not know this API key. Brest says: brest {"code":7}'
        assert "code" not in meaning("Brest", ["ExchangeNotAvailable"], 'brest {"code":7}').description

    def test_too_many_requests_name_a_time(self):
        """Ccxt does not tell what the exchange said, so it is ours."""
        assert meaning("Brest", ["RateLimitExceeded"], "").retry_after == WAIT

"""From ccxt's classes of errors to ours; ccxt knows less of a refusal than an entry of our own."""

from collections.abc import Sequence
from typing import Final

from moorage.domain.exchange_errors import (
    AccountSuspended,
    AuthenticationError,
    BadResponse,
    ExchangeError,
    ExchangeNotAvailable,
    ExchangeTimeout,
    InvalidNonce,
    KeyRefused,
    OnMaintenance,
    PermissionDenied,
    RateLimitExceeded,
    RestrictedLocation,
    UnknownMarketApiError,
)

# Source: ccxt 4.5.90, base/errors.py.
MEANINGS: Final[dict[str, type[ExchangeError]]] = {
    "AccountSuspended": AccountSuspended,
    "PermissionDenied": PermissionDenied,
    "AuthenticationError": AuthenticationError,
    "ChecksumError": ExchangeNotAvailable,
    "InvalidNonce": InvalidNonce,
    "DDoSProtection": RateLimitExceeded,
    "RateLimitExceeded": RateLimitExceeded,
    "OnMaintenance": OnMaintenance,
    "RestrictedLocation": RestrictedLocation,
    "ExchangeNotAvailable": ExchangeNotAvailable,
    "RequestTimeout": ExchangeTimeout,
    "TimeoutError": ExchangeTimeout,
    "NetworkError": ExchangeNotAvailable,
    "OperationFailed": ExchangeNotAvailable,
    "BadResponse": BadResponse,
    "ExchangeError": UnknownMarketApiError,
}
WAIT: Final = 30.0  # seconds after a refusal for too many requests; ccxt does not tell what the exchange said


def meaning(name: str, failure: Sequence[str], text: str) -> ExchangeError:
    """Return our error for what ccxt raised.

    Args:
        name: The exchange's name, for people.
        failure: The classes of what was raised, most specific first; what is no class of ccxt is a bad response.
        text: What the exchange said, free of secrets; may be empty.
    """
    kind = next((MEANINGS[named] for named in failure if named in MEANINGS), BadResponse)
    told = (kind.__doc__ or "").strip().splitlines()[0].replace("The exchange", name, 1)
    sentence = f"{told} {name} says: {text}" if text and issubclass(kind, KeyRefused | UnknownMarketApiError) else told
    return kind(sentence, retry_after=WAIT) if kind is RateLimitExceeded else kind(sentence)

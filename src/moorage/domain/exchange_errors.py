"""What an exchange's answer, or its silence, means; the tree stands in `errors.py`.

"The key is refused" (`KeyRefused`) and "nobody answered" (`ExchangeOutage`) stay apart up to the user.
"""

from typing import ClassVar

from moorage.domain.errors import MoorageError


class ExchangeError(MoorageError):
    """The exchange answered with an error."""

    code = "unknown_market_api_error"
    status = 422


class KeyRefused(ExchangeError):
    """API keys are no longer valid or incorrect."""

    code = "invalid_api_key"
    status = 422
    field: ClassVar[str] = "api_key"
    """The credential field the sentence is about, unless the occurrence names another."""
    lock_reason: ClassVar[str | None] = "invalid_api_key"
    """Why an account is locked by this refusal; None when it must not be."""

    def __init__(self, reason: str | None = None, *, field: str | None = None, **more: object) -> None:
        """Say why, and of which field.

        Args:
            reason: One sentence for the person who typed the key; the class docstring when absent.
            field: `api_key`, `secret`, `passphrase`, `customer_id` or `address`.
            more: As `MoorageError`.
        """
        super().__init__(reason, **more)  # type: ignore[arg-type]
        self.refused_field = field or self.field


class AuthenticationError(KeyRefused):
    """The exchange does not know this API key."""


class WrongSecret(AuthenticationError):
    """The exchange knows the API key, but the secret does not belong to it."""

    field = "secret"


class WrongPassphrase(AuthenticationError):
    """The passphrase is not the one chosen when the API key was made."""

    field = "passphrase"


class KeyExpired(KeyRefused):
    """The API key has expired; make a new one at the exchange."""

    lock_reason = "expired_api_key"


class IpNotAllowed(KeyRefused):
    """The API key is bound to other IP addresses than this server's."""

    lock_reason = "ip_not_allowed"


class PermissionDenied(KeyRefused):
    """The API key lacks a right that is needed."""

    lock_reason = "missing_permission"


class KeyTooNew(KeyRefused):
    """The API key was made a moment ago and is not active yet; try again in some minutes."""

    retryable = True
    lock_reason = None


class WrongRegion(KeyRefused):
    """The API key belongs to another region or environment of this exchange."""


class AccountSuspended(KeyRefused):
    """The exchange has blocked the account of this API key."""

    lock_reason = "account_suspended"


class InvalidNonce(KeyRefused):
    """The exchange refuses the time or the nonce of the request, also after the clocks were compared."""

    retryable = True
    lock_reason = None


class ExchangeOutage(ExchangeError):
    """The exchange could not be asked."""

    status = 502
    retryable = True


class ExchangeNotAvailable(ExchangeOutage):
    """The exchange cannot be reached or answers with a fault of its own; the key was not judged."""

    code = "exchange_not_available"
    status = 502


class OnMaintenance(ExchangeNotAvailable):
    """The exchange is under maintenance; the key was not judged."""


class RestrictedLocation(ExchangeNotAvailable):
    """The exchange does not serve the place this server stands in; the key was not judged."""


class BadResponse(ExchangeNotAvailable):
    """The exchange's answer could not be understood; the key was not judged."""


class RateLimitExceeded(ExchangeOutage):
    """The exchange asks this server to slow down; the key was not judged."""

    code = "exchange_rate_limited"
    status = 503


class ExchangeTimeout(ExchangeOutage):
    """The exchange did not answer in time; the key was not judged."""

    code = "exchange_timeout"
    status = 504


class MarketNotSetUp(ExchangeError):
    """This server is not set up for this market."""

    code = "market_not_set_up"


class UnknownMarketApiError(ExchangeError):
    """The exchange answered with an error this version does not know."""


class NoDepositAddress(UnknownMarketApiError):
    """There is no deposit address for this currency and network yet; make it at the exchange, then ask again."""

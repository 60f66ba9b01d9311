"""Every failure the product can name, modelled once and rendered once (`api/errors.py`).

A class per meaning. Its docstring is the sentence a user reads; `code` is the machine word, `status` the HTTP
status, `retryable` says whether the same request may succeed later.

    MoorageError
    ├── RequestError                  the caller is at fault
    │   ├── RecordInvalid                 400 record_invalid
    │   │   └── AlreadyConnected              400 record_invalid
    │   ├── ApiKeyInvalid                 401 api_key_invalid_or_expired
    │   ├── SignatureInvalid              401 signature_invalid
    │   ├── AccessDenied                  403 access_denied
    │   ├── Forbidden                     403 Forbidden. Unavailable for this account.
    │   ├── NotFound                      404 not_found
    │   │   └── VolumeNotFound                404 Volume data not found
    │   ├── MethodNotAllowed              405 method_not_allowed
    │   ├── RequestTimeout                408 request_timeout
    │   ├── PayloadTooLarge               413 payload_too_large
    │   ├── AccountNotDeletable           422 account_not_deletable
    │   ├── TooManyRequests               429 too_many_requests
    │   └── IpBanned                      418 ip_banned
    ├── ExchangeError                 an exchange spoke, or did not (`exchange_errors.py`)
    │   ├── KeyRefused                    422 invalid_api_key: the key is the cause
    │   │   ├── AuthenticationError           unknown key, or the venue does not say which part is wrong
    │   │   │   ├── WrongSecret
    │   │   │   └── WrongPassphrase
    │   │   ├── KeyExpired
    │   │   ├── IpNotAllowed
    │   │   ├── PermissionDenied
    │   │   ├── KeyTooNew
    │   │   ├── WrongRegion
    │   │   ├── AccountSuspended
    │   │   └── InvalidNonce                  the clock or the nonce, never locks an account
    │   ├── ExchangeOutage                nobody answered: never marks a key invalid
    │   │   ├── ExchangeNotAvailable          502 exchange_not_available
    │   │   │   ├── OnMaintenance
    │   │   │   ├── RestrictedLocation
    │   │   │   └── BadResponse
    │   │   ├── RateLimitExceeded             503 exchange_rate_limited
    │   │   └── ExchangeTimeout               504 exchange_timeout
    │   ├── MarketNotSetUp                422 market_not_set_up: the owner has to set something
    │   └── UnknownMarketApiError         422 unknown_market_api_error
    │       └── NoDepositAddress              it has to be made at the exchange
    ├── VaultError                    a sealed value or its key
    │   ├── VaultIntegrityError           500 internal_error: does not open
    │   └── VaultLocked                   the service does not start
    ├── StorageError                  503 storage_not_available
    └── ConfigurationError            the service does not start
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

Attributes = Mapping[str, Sequence[str]]


class MoorageError(Exception):
    """An unexpected error occurred."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        description: str | None = None,
        *,
        attributes: Attributes | None = None,
        retry_after: float | None = None,
        extension: Mapping[str, object] | None = None,
    ) -> None:
        """Take what this occurrence adds to its class.

        Args:
            description: The sentence for the user; the class docstring's first line when absent.
            attributes: Field name -> sentences about that field.
            retry_after: Seconds until the same request may succeed.
            extension: Facts for the `x_moorage` key of the answer; JSON-ready, never secret.
        """
        self.description = description or (type(self).__doc__ or "").strip().splitlines()[0]
        self.attributes: Attributes = attributes or {}
        self.retry_after = retry_after
        self.extension: Mapping[str, object] = extension or {}
        super().__init__(self.description)


class RequestError(MoorageError):
    """The request cannot be served."""

    status = 400


class RecordInvalid(RequestError):
    """Invalid parameters"""

    code = "record_invalid"


class AlreadyConnected(RecordInvalid):
    """Invalid parameters"""

    def __init__(self, account_id: int | None = None) -> None:
        """Name the account that holds the key or the exchange account; None when it was lost to a race."""
        super().__init__(
            attributes={"api_key": ["This account is already connected!"]},
            extension={} if account_id is None else {"account_id": account_id},
        )


class ApiKeyInvalid(RequestError):
    """Unauthorized. Invalid or expired api key."""

    code = "api_key_invalid_or_expired"
    status = 401


class SignatureInvalid(RequestError):
    """Provided signature is invalid"""

    code = "signature_invalid"
    status = 401


class AccessDenied(RequestError):
    """Api key doesn't have enough permissions"""

    code = "access_denied"
    status = 403


class Forbidden(RequestError):
    """Moving money is not part of this product."""

    code = "Forbidden. Unavailable for this account."
    status = 403


class NotFound(RequestError):
    """Not Found"""

    code = "not_found"
    status = 404


class VolumeNotFound(NotFound):
    """It is not known what the account traded then."""

    code = "Volume data not found"


class MethodNotAllowed(RequestError):
    """Method Not Allowed"""

    code = "method_not_allowed"
    status = 405


class RequestTimeout(RequestError):
    """The request body did not arrive in time."""

    code = "request_timeout"
    status = 408
    retryable = True


class PayloadTooLarge(RequestError):
    """The request is larger than this service accepts."""

    code = "payload_too_large"
    status = 413


class AccountNotDeletable(RequestError):
    """There are active trading deals on this exchange. Close all trading operations and try again"""

    code = "account_not_deletable"
    status = 422


class TooManyRequests(RequestError):
    """Too many requests. Slow down."""

    code = "too_many_requests"
    status = 429
    retryable = True


class IpBanned(RequestError):
    """This address went on after it was told to slow down, and is banned for a while."""

    code = "ip_banned"
    status = 418
    retryable = True


class VaultError(MoorageError):
    """The vault cannot be used."""


class VaultIntegrityError(VaultError):
    """A sealed value does not open: it was damaged, moved, or sealed under another key."""


class VaultLocked(VaultError):
    """The key-encryption key is missing, readable by others, or not this installation's."""


class StorageError(MoorageError):
    """The database cannot be used right now; nothing was stored."""

    code = "storage_not_available"
    status = 503
    retryable = True


class ConfigurationError(MoorageError):
    """A setting is wrong."""

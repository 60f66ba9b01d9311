"""What the use cases need from the world, as Protocols; adapters implement them and meet in `app.py`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from moorage.domain.access import ApiKey
from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.currency import Currency
from moorage.domain.deposit import CurrencyNetworks, DepositAddress
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.domain.quotes import Quotes
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.domain.transfer import Known, Transfers
from moorage.domain.valuation import PriceBook
from moorage.domain.volume import Trades

T = TypeVar("T")

Clock = Callable[[], datetime]
"""Returns now, aware, UTC."""


class Markets(Protocol):
    """The catalogue of account types."""

    def get(self, code: str) -> Market:
        """Return one market.

        Raises:
            RecordInvalid: on `type`, `does not have a valid value`.
        """

    def all(self) -> Sequence[Market]:
        """Return every market, in catalogue order."""

    def siblings(self, market: Market) -> Sequence[Market]:
        """Return the markets of the same venue, the given one first."""


class DepositDesk(Protocol):
    """Tells where coins can be sent to, under one key. Nothing is made at the venue."""

    async def networks(self, currency: str | None) -> Sequence[CurrencyNetworks]:
        """Tell the networks of a currency (exactly one entry), or of all currencies.

        Raises:
            RecordInvalid: on `currency`: the venue does not have it, or has to be asked for one.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `ExchangeSession.inspect`.
        """

    async def address(self, currency: str, network: str) -> DepositAddress:
        """Tell an address that is there.

        Raises:
            NoDepositAddress: it has to be made at the venue first, or the network is closed.
            RecordInvalid: on `currency` or `network`: the venue does not have it.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `ExchangeSession.inspect`.
        """


class ExchangeSession(Protocol):
    """One conversation with a venue under one key: no request is sent twice, the clock is learned once."""

    async def inspect(self) -> KeyReport:
        """Ask the venue what the key is and may do.

        Raises:
            KeyRefused: by class, why the venue refuses the key.
            ExchangeOutage: the venue could not be asked; the key was not judged.
            UnknownMarketApiError: the venue said something unknown.
        """

    async def fetch_balances(self, market: Market, earlier: Balances | None = None) -> Balances:
        """Load what one account type of the venue holds.

        Args:
            market: Which account type.
            earlier: What it held at the last load, under the same key. Wallets of it that are heavy to ask for may
                stand as they were told, and say so; what it holds in a wallet is not left out for a refusal that
                nobody knows.

        Raises:
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `inspect`.
        """

    async def fetch_transfers(self, market: Market, known: Known) -> Transfers | None:
        """Ask what came into an account type and left it, beyond what is known.

        A venue tells it in several lists. One that changes seldom and was asked lately is not asked again; one that
        fails is named as missing.

        Returns:
            The transfers, in a bounded number of requests; None when the venue tells nothing of them.

        Raises:
            PermissionDenied: the key may not read any of them; nothing else is said of the key.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `inspect`, of all lists.
        """

    def deposit_desk(self, market: Market) -> DepositDesk | None:
        """Return who tells where coins for an account type can be sent to; None where the venue does not."""

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:
        """Add to the rule of an instrument what the venue tells only under a key. Raises as `inspect`."""

    async def count_open_orders(self, market: Market) -> int | None:
        """Count the orders of an account type that wait at the exchange to be filled.

        Returns:
            How many, on all pages; None when the venue does not tell all of them at once.

        Raises:
            PermissionDenied: the key may not see them; nothing else is said of the key.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `inspect`.
        """

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:
        """Ask what was bought and sold in an account type from a day (UTC) on.

        Returns:
            The trades, in a bounded number of requests, so that more may have to be asked for; None when the venue
            does not tell those of all instruments at once.

        Raises:
            PermissionDenied: the key may not see them; nothing else is said of the key.
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as `inspect`.
        """


class Exchanges(Protocol):
    """The door to every venue."""

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        """Open a conversation. Obvious paste faults are refused here, before any request.

        Args:
            market: Names the venue; any of its account types may be loaded in the session.
            credentials: As the market requires.

        Raises:
            KeyRefused: white space inside, key and secret swapped, wrong shape; naming the field.
        """


class MarketData(Protocol):
    """What may be traded, under which rules, at which prices; public, shared by all callers."""

    async def rules(self, market: Market) -> RuleBook:
        """Return the instruments of a market, at most an hour old, or older while the venue is silent.

        Returns:
            An empty book for a market on which nothing is traded.

        Raises:
            RecordInvalid: on `market_code`: nothing is known of the venue's instruments.
            ExchangeOutage, UnknownMarketApiError: the venue does not answer, and nothing can stand in.
        """

    async def quote(self, market: Market, rule: TradingRule) -> Quote:
        """Return the prices of an instrument of a market, at most some seconds old. Raises as `rules`."""


class Prices(Protocol):
    """One price snapshot per venue and kind of market, shared by all accounts."""

    async def book(self, market: Market) -> PriceBook | None:
        """Return a snapshot at most some seconds old, or the last one while the venue is silent, or None."""

    async def dollar_in(self, currency: str) -> Decimal | None:
        """Return how many units of a currency a dollar is at the venues that stand in for others, None: unknown."""

    async def quotes(self, market: Market, missing: Sequence[str] = ()) -> Quotes:
        """Return what prices the market's accounts: its venue's snapshot, and other venues' where they are needed.

        Args:
            market: Whose accounts.
            missing: Currencies that the market's own venue is known not to price.
        """


class Currencies(Protocol):
    """What currencies are called."""

    def get(self, code: str) -> Currency:
        """Return what is known of a currency; one that is not known is called by its code."""


class SealedField(StrEnum):
    """What a sealed value is; part of its associated data."""

    API_KEY = "api_key"
    SECRET = "secret"
    PASSPHRASE = "passphrase"
    SIGNING_SECRET = "signing_secret"


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where a sealed value belongs; a value opens in its own place only."""

    user_id: int
    vault_id: str
    field: SealedField


class Vault(Protocol):
    """The only code that sees stored secrets in the clear."""

    def seal(self, secret: Secret, place: SealPlace) -> bytes:
        """Encrypt a secret, bound to its place."""

    def open(self, sealed: bytes, place: SealPlace) -> Secret:
        """Decrypt.

        Raises:
            VaultIntegrityError: damaged, moved, or of another installation.
        """

    def fingerprint(self, user_id: int, api_key: Secret) -> bytes:
        """Return 32 keyed bytes that are equal for equal keys of one user, and tell nothing without the vault.

        The address of a wallet account takes the place of the key.
        """


class SignatureChecker(Protocol):
    """Verifies signatures in constant time."""

    def matches(self, api_key: ApiKey | None, signature: str, payloads: Sequence[bytes]) -> bool:
        """Say whether the signature covers one of the payloads under the key.

        None stands for an unknown key: the same work is done, and the answer is no.

        Raises:
            VaultIntegrityError: the stored secret of the key does not open.
        """

    def public_key(self, pem: bytes) -> bytes:
        """Return an RSA public key in its one normal form (PEM, SubjectPublicKeyInfo).

        Raises:
            RecordInvalid: on `rsa_public_key`: a private key, no RSA key, not 2048 to 8192 bits, a weak exponent.
        """

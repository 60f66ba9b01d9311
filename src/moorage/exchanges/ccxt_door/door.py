"""The door to ccxt's exchanges: sessions and prices out of the worker's answers."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Final

from moorage.balances_only import BalancesOnly
from moorage.domain.balance import ZERO, Balances, Holding
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import BadResponse, KeyRefused, RateLimitExceeded
from moorage.domain.key_report import KeyReport, Permissions
from moorage.domain.market import Market
from moorage.domain.valuation import EXACT, PriceBook, Ticker
from moorage.exchanges.ccxt_door.catalog import NOTE, CcxtCatalog
from moorage.exchanges.ccxt_door.frames import Amount, Question, Told
from moorage.exchanges.ccxt_door.process import WorkerProcess
from moorage.exchanges.ccxt_door.refusals import WAIT, meaning
from moorage.exchanges.parsers import BOUNDS
from moorage.exchanges.signers.paste import leaks, require_clean
from moorage.services.ports import Clock

SECONDS: Final = 12.0  # for one question: ccxt asks for the list of markets first
WALLET: Final = "spot"
NOBODY: Final = Credentials()
NAMES: Final = {"api_key": "apiKey", "secret": "secret", "passphrase": "password", "customer_id": "uid"}
"""Our fields -> ccxt's."""


class CcxtSession(BalancesOnly):
    """ccxt has one private question that every exchange answers."""

    def __init__(self, door: "CcxtDoor", market: Market, credentials: Credentials) -> None:
        """Take whom to ask, and with what."""
        super().__init__(lambda: door.balances(market, credentials))

    async def inspect(self) -> KeyReport:
        """Say that the key is accepted, and no more. A refusal heard before is asked for again. Raises as the port."""
        if self._reading is not None and self._reading.done() and isinstance(self._reading.exception(), KeyRefused):
            self._reading = None
        await self._read()
        return KeyReport(permissions=Permissions(), notes=(NOTE,))


class CcxtDoor:
    """Implements `services.ports.Exchanges`, and is the ticker source of `prices`."""

    def __init__(
        self,
        catalog: CcxtCatalog,
        *,
        base_urls: Mapping[str, str],
        clock: Clock,
        worker: WorkerProcess | None = None,
        seconds: float = SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what never changes.

        Args:
            catalog: All exchanges of ccxt.
            base_urls: As `Settings.exchange_base_urls`; a venue is `ccxt_<id>`.
            clock: For when balances were true.
            worker: The process that is asked; one of its own when absent.
            seconds: For one question.
            monotonic: For waiting after an exchange asked to slow down.
        """
        self._catalog = catalog
        self._overrides = base_urls
        self._clock = clock
        self._worker = worker or WorkerProcess()
        self._seconds = seconds
        self._monotonic = monotonic
        self._blocked_until: dict[str, float] = {}

    def session(self, market: Market, credentials: Credentials) -> CcxtSession:
        """Open a conversation. Raises as the port says."""
        require_clean(self._catalog.rules(market.venue), credentials)
        return CcxtSession(self, market, credentials)

    def ticker_kind(self, market: Market) -> tuple[str, str]:
        """Return what names the market's price snapshot."""
        return market.venue, WALLET

    def references(self) -> tuple[()]:
        """Return nothing: these exchanges stand in for no other."""
        return ()

    async def fetch_prices(self, venue: str, kind: str) -> PriceBook:  # noqa: ARG002 - spot prices only
        """Ask for all spot prices of an exchange. Raises `ExchangeError`, also when there is not a single one."""
        told = await self.ask(venue, "prices")
        tickers: list[Ticker] = []
        with suppress(InvalidOperation, ValueError):
            tickers = [Ticker(price.base, price.quote, exact(price.last)) for price in told.prices]
        if not tickers:
            raise self.misread(venue)
        return PriceBook(tickers, self._clock())

    async def balances(self, market: Market, credentials: Credentials) -> Balances:
        """Ask for a spot account. Raises as the port's session."""
        told = await self.ask(market.venue, "balances", credentials)
        try:
            holdings = [_holding(amount) for amount in told.amounts]
        except (InvalidOperation, ValueError):
            fault = self.misread(market.venue)
        else:
            return Balances(tuple(holding for holding in holdings if not holding.is_empty()), self._clock())
        raise fault

    async def close(self) -> None:
        """End the worker."""
        await self._worker.close()

    async def ask(self, venue: str, what: str, credentials: Credentials = NOBODY, pair: str = "") -> Told:
        """Ask the worker about an exchange. Raises `ExchangeError`, also as long as it wants nobody to ask."""
        self._require_not_blocked(venue)
        given = {NAMES[name]: _plain(value) for name, value in credentials.given().items() if name in NAMES}
        question = Question(
            what=what,  # type: ignore[arg-type]
            exchange=self._catalog.venues[venue].id,
            pair=pair,
            credentials=given,
            base_url=self._base_url(venue),
            seconds=self._seconds,
        )
        told = await self._worker.ask(question)
        if told.failure:
            text = "" if leaks(told.text, credentials) else told.text
            error = meaning(self._name(venue), told.failure, text)
            if isinstance(error, RateLimitExceeded):
                self._blocked_until[venue] = self._monotonic() + WAIT
            raise error
        return told

    def _require_not_blocked(self, venue: str) -> None:
        wait = self._blocked_until.get(venue, float("-inf")) - self._monotonic()
        if wait > 0:
            sentence = f"{self._name(venue)} has asked this server to slow down; the key was not judged."
            raise RateLimitExceeded(sentence, retry_after=wait)

    def _base_url(self, venue: str) -> str | None:
        if venue in self._overrides:
            return self._overrides[venue]
        return f"{self._overrides[''].rstrip('/')}/{venue}" if "" in self._overrides else None

    def misread(self, venue: str) -> BadResponse:
        """Return the fault of an answer that is none."""
        return BadResponse(f"{self._name(venue)} sent an answer that cannot be understood; the key was not judged.")

    def _name(self, venue: str) -> str:
        return self._catalog.venues[venue].name


def _holding(told: Amount) -> Holding:
    """Return a holding; what ccxt does not tell follows from the rest, and what follows from nothing is refused."""
    free, used, total = (_maybe(text) for text in (told.free, told.used, told.total))
    if total is None:
        total = EXACT.add(_known(free), used or ZERO)
    if free is None:
        free = EXACT.subtract(total, used or ZERO)
    used = EXACT.subtract(total, free) if used is None else used
    debt = _maybe(told.debt) or ZERO
    return Holding(
        currency=told.currency,
        wallet=WALLET,
        free=free,
        used=used,
        total=total,
        equity=EXACT.subtract(total, debt),
        borrowed=debt,
    )


def _known(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise ValueError("no amount")
    return amount


def _maybe(text: str | None) -> Decimal | None:
    return None if text is None else exact(text)


def exact(text: str) -> Decimal:
    """Return a number within `BOUNDS`. Raises `InvalidOperation` or `ValueError`."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError("not a number")
    try:
        return BOUNDS.plus(number) if number else ZERO
    except ArithmeticError:
        raise ValueError("a number out of bounds") from None


def _plain(value: Secret | str) -> str:
    return value.reveal() if isinstance(value, Secret) else value

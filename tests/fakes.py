# ruff: noqa: D102 - the contracts stand in services/ports.py
"""In-memory fakes of every port of `services/ports.py`, typed by its Protocols.

The fakes keep the contracts: they raise what the ports document, and nothing else. A test scripts what the world
answers (`FakeExchanges.reports`, `.balances`, `FakePrices.books`) and where it fails (`Faults`).
"""

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar, Union

from moorage.domain.access import ApiKey
from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid, StorageError, VaultIntegrityError
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.domain.quotes import WELL_KNOWN, OtherVenue, Quotes
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.domain.transfer import Known, Transfers
from moorage.domain.valuation import PriceBook
from moorage.domain.volume import Trades
from moorage.services.ports import (
    DepositDesk,
    Exchanges,
    ExchangeSession,
    MarketData,
    Markets,
    Prices,
    SealPlace,
    SignatureChecker,
    Vault,
)
from moorage.services.repositories import Store
from tests.fake_store import FakeStore
from tests.makers import CATALOGUE, NOW, make_balances, make_report

LISTED = "deposits"
"""The one list of transfers that a venue here has."""

T = TypeVar("T")


class FakeClock:
    """`Clock` that moves only when told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self.now += by


class FakeVault:
    """`Vault` that keeps the secrets itself and hands out random names for them, bound to their places."""

    def __init__(self) -> None:
        self._sealed: dict[bytes, tuple[SealPlace, Secret]] = {}
        self._numbers = itertools.count(1)

    def seal(self, secret: Secret, place: SealPlace) -> bytes:
        name = hashlib.sha256(b"sealed %d" % next(self._numbers)).digest()
        self._sealed[name] = (place, secret)
        return name

    def open(self, sealed: bytes, place: SealPlace) -> Secret:
        kept = self._sealed.get(sealed)
        if kept is None or kept[0] != place:
            raise VaultIntegrityError
        return kept[1]

    def fingerprint(self, user_id: int, api_key: Secret) -> bytes:
        return hashlib.sha256(repr((user_id, api_key.reveal())).encode()).digest()


class FakeSignatures:
    """`SignatureChecker` for which `sign(key, payload)` is the right signature of any usable key."""

    def matches(self, api_key: ApiKey | None, signature: str, payloads: Sequence[bytes]) -> bool:
        return api_key is not None and signature in {self.sign(api_key.key, payload) for payload in payloads}

    def sign(self, key: str, payload: bytes) -> str:
        """Return what `matches` accepts."""
        return hashlib.sha256(key.encode() + b"\0" + payload).hexdigest()

    def public_key(self, pem: bytes) -> bytes:
        if not pem.strip().startswith(b"-----BEGIN PUBLIC KEY-----"):
            raise RecordInvalid(attributes={"rsa_public_key": ["is invalid"]})
        return pem.strip() + b"\n"


class FakeMarkets:
    """`Markets` over a given catalogue, five account types of three venues when none is given."""

    def __init__(self, *markets: Market) -> None:
        self._markets = {market.code: market for market in markets or CATALOGUE}

    def get(self, code: str) -> Market:
        if code not in self._markets:
            raise RecordInvalid(attributes={"type": ["does not have a valid value"]})
        return self._markets[code]

    def all(self) -> Sequence[Market]:
        return list(self._markets.values())

    def siblings(self, market: Market) -> Sequence[Market]:
        others = (other for other in self.all() if other.venue == market.venue and other.code != market.code)
        return [market, *others]


Scripted = Union[T, Exception, Callable[[Credentials], Awaitable[T]]]  # noqa: UP007 - an alias over a type variable
"""What a fake answers: a value, an error to raise, or a function to await (to hang, count or look at the key)."""


async def answer(script: Scripted[T], credentials: Credentials) -> T:
    """Play one line of a script."""
    await asyncio.sleep(0)
    if isinstance(script, Exception):
        raise script
    return await script(credentials) if callable(script) else script


@dataclass
class FakeExchanges:
    """`Exchanges`: `reports` by venue, `balances` by market code, `refusals` on opening a session by venue.

    `calls` lists what was asked, in order: `open binance`, `inspect binance`, `fetch binance_margin`, `close binance`.
    `earlier` lists the balances that each fetch was shown of the load before.
    """

    reports: dict[str, Scripted[KeyReport]] = field(default_factory=dict)
    balances: dict[str, Scripted[Balances]] = field(default_factory=dict)
    transfers: dict[str, Scripted[Transfers | None]] = field(default_factory=dict)
    desks: dict[str, DepositDesk] = field(default_factory=dict)
    rules: dict[str, Scripted[TradingRule]] = field(default_factory=dict)
    orders: dict[str, Scripted[int | None]] = field(default_factory=dict)
    trades: dict[str, Scripted[Trades | None]] = field(default_factory=dict)
    refusals: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    earlier: list[Balances | None] = field(default_factory=list)

    def session(self, market: Market, credentials: Credentials) -> AbstractAsyncContextManager[ExchangeSession]:
        return self._session(market, credentials)

    @asynccontextmanager
    async def _session(self, market: Market, credentials: Credentials) -> AsyncIterator[ExchangeSession]:
        if market.venue in self.refusals:
            raise self.refusals[market.venue]
        self.calls.append(f"open {market.venue}")
        try:
            yield FakeSession(self, market.venue, credentials)
        finally:
            self.calls.append(f"close {market.venue}")


@dataclass
class FakeSession:
    """`ExchangeSession` that plays the script of its `FakeExchanges`."""

    exchanges: FakeExchanges
    venue: str
    credentials: Credentials

    async def inspect(self) -> KeyReport:
        self.exchanges.calls.append(f"inspect {self.venue}")
        return await answer(self.exchanges.reports.get(self.venue, make_report()), self.credentials)

    async def fetch_balances(self, market: Market, earlier: Balances | None = None) -> Balances:
        assert market.venue == self.venue, "another venue's market in this session"
        self.exchanges.calls.append(f"fetch {market.code}")
        self.exchanges.earlier.append(earlier)
        return await answer(self.exchanges.balances.get(market.code, make_balances()), self.credentials)

    def deposit_desk(self, market: Market) -> DepositDesk | None:
        self.exchanges.calls.append(f"desk {market.code}")
        return self.exchanges.desks.get(market.code)

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:
        self.exchanges.calls.append(f"complete {market.code} {rule.symbol}")
        return await answer(self.exchanges.rules.get(market.code, rule), self.credentials)

    async def fetch_transfers(self, market: Market, known: Known) -> Transfers | None:
        self.exchanges.calls.append(f"transfers {market.code} since {known.begin(LISTED):%Y-%m-%dT%H:%M}")
        return await answer(self.exchanges.transfers.get(market.code), self.credentials)

    async def count_open_orders(self, market: Market) -> int | None:
        self.exchanges.calls.append(f"orders {market.code}")
        return await answer(self.exchanges.orders.get(market.code), self.credentials)

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:
        self.exchanges.calls.append(f"trades {market.code} since {since}")
        return await answer(self.exchanges.trades.get(market.code), self.credentials)


@dataclass
class FakePrices:
    """`Prices` with books by venue; a venue without one is silent. `others` price what is missing, if `known`."""

    books: dict[str, PriceBook | None] = field(default_factory=dict)
    dollars: dict[str, Decimal] = field(default_factory=dict)
    others: dict[str, PriceBook] = field(default_factory=dict)
    known: Container[str] = WELL_KNOWN
    asked: list[str] = field(default_factory=list)

    async def book(self, market: Market) -> PriceBook | None:
        self.asked.append(market.code)
        await asyncio.sleep(0)
        return self.books.get(market.venue)

    async def dollar_in(self, currency: str) -> Decimal | None:
        return self.dollars.get(currency)

    async def quotes(self, market: Market, missing: Sequence[str] = ()) -> Quotes:
        others = [OtherVenue(venue.title(), book) for venue, book in self.others.items()] if missing else []
        return Quotes(await self.book(market), others, self.known)


@dataclass
class FakeMarketData:
    """`MarketData` with rules by market code and quotes by symbol; a market without rules is silent."""

    books: dict[str, Sequence[TradingRule]] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    fault: Exception = field(default_factory=ExchangeNotAvailable)

    async def rules(self, market: Market) -> RuleBook:
        await asyncio.sleep(0)
        if market.code not in self.books:
            raise self.fault
        return RuleBook(self.books[market.code], NOW)

    async def quote(self, market: Market, rule: TradingRule) -> Quote:
        await asyncio.sleep(0)
        return self.quotes.get(rule.symbol, Quote())


class Faults:
    """Fails the n-th await of a store: `store.step = Faults(at=n).step`; `passed` names the awaits so far."""

    def __init__(self, at: int | None = None, error: Exception | None = None) -> None:
        self.at = at
        self.error = error or StorageError()
        self.passed: list[str] = []

    async def step(self, name: str) -> None:
        """Count one await, and fail if it is the chosen one (from 0)."""
        self.passed.append(name)
        await asyncio.sleep(0)
        if len(self.passed) - 1 == self.at:
            raise self.error


def _keep_the_contracts() -> tuple[
    Store, Vault, Markets, Exchanges, ExchangeSession, Prices, SignatureChecker, MarketData
]:
    """Let mypy compare each fake with its port."""
    exchanges = FakeExchanges()
    session = FakeSession(exchanges, "binance", Credentials())
    return FakeStore(), FakeVault(), FakeMarkets(), exchanges, session, FakePrices(), FakeSignatures(), FakeMarketData()

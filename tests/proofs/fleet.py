"""A thousand accounts at emulated venues that keep their limits, refreshed by the real runner in virtual time.

Everything is the product's own but the wire and the database: the signed request of an account goes straight into the
emulated venue, which checks its signature, counts its weight, and bans who goes on.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from multidict import CIMultiDict

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call
from exchange_sandbox.clock import Clock
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.world_file import load
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.doors import Door, Doors
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.prices import PriceBooks
from moorage.refresh.embedded import EmbeddedRefresh, Sources
from moorage.services.balances import BalanceService
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import SealedField, SealPlace
from moorage.services.rhythm import Rhythm
from moorage.services.watching import Watching
from moorage.transport import Answer, Wire
from tests.fake_store import FakeStore, FakeTransaction
from tests.fakes import FakeVault
from tests.makers import make_account, make_user
from tests.proofs.queues import QueuedAccounts, QueuedAgenda

BEGIN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANSWERS_AFTER = 0.05  # seconds


class Ledger(FakeStore):
    """The store in memory without its copies: nothing here fails half-way, and no history is kept."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.world.accounts = QueuedAccounts()

    async def read(self, work):
        """See `Store.read`."""
        return await work(self._transaction())

    async def write(self, work):
        """See `Store.write`."""
        done = await work(self._transaction())
        self.world.records.clear()
        getattr(self.world, "snapshots", []).clear()
        return done

    def _transaction(self) -> FakeTransaction:
        transaction = FakeTransaction(self.world, self.step)
        transaction.agenda = QueuedAgenda(self.world, self.step)
        return transaction


@dataclass
class Wires:
    """The way to the emulated venues; `down` is the one that does not answer from one second to another."""

    sandbox: Sandbox
    now: Callable[[], float]
    down: tuple[str, float, float] = ("", 0.0, 0.0)
    requests: int = 0
    too_early: list[str] = field(default_factory=list)
    bans: list[str] = field(default_factory=list)
    slowed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    until: dict[str, float] = field(default_factory=dict)

    async def send(self, venue: str, host: str, wire: Wire) -> Answer:
        """Carry one request there and back."""
        await asyncio.sleep(ANSWERS_AFTER)
        name, begin, end = self.down
        if venue == name and begin <= self.now() < end:
            raise ExchangeNotAvailable
        self.requests += 1
        if self.now() < self.until.get(venue, 0.0):
            self.too_early.append(f"{venue} {wire.target.partition('?')[0]}")
        path, _, query = wire.target.partition("?")
        headers = {header.lower(): value for header, value in wire.headers.items()}
        call = Call(
            host=host,
            method=wire.method,
            path=path,
            query=query,
            body=wire.body or b"",
            headers=headers,
            address="127.0.0.1",
            now_ms=self.sandbox.world.clock.now_ms(),
        )
        reply = self.sandbox.venues[venue].answer(call)
        if reply.status in {418, 429}:
            self.slowed[venue] += 1
            self.until[venue] = self.now() + float(dict(reply.headers).get("Retry-After", "0"))
            if reply.status == 418:
                self.bans.append(venue)
        return Answer(reply.status, CIMultiDict(reply.headers), reply.body)


@dataclass
class _Client:
    wires: Wires
    venue: str

    async def send(self, host: str, build: Callable[[], Wire], _most: int = 0) -> Answer:
        return await self.wires.send(self.venue, host, build())

    async def close(self) -> None:
        return None


class Fleet:
    """Accounts spread over all venues, and the refresh that keeps them fresh."""

    def __init__(self, accounts: int, down: tuple[str, float, float] = ("", 0.0, 0.0)) -> None:
        """Connect accounts that were last loaded at some time in the hour before."""
        loop = asyncio.get_running_loop()
        self.now = lambda: BEGIN + timedelta(milliseconds=int(loop.time() * 1000))
        clock = lambda: Clock(lambda: int((BEGIN.timestamp() + loop.time()) * 1e9))  # noqa: E731
        self.wires = Wires(Sandbox(load(), clock), loop.time, down)
        catalog = Catalog.load()
        gateway = Gateway(catalog, clock=self.now, monotonic=loop.time)
        for name in catalog.entries:
            gateway._venue(name).client = _Client(self.wires, name)
        self.doors = Doors([Door(catalog, gateway, gateway, gateway.background(), gateway)])
        self.store, self._vault = Ledger(), FakeVault()
        prices = PriceBooks(self.doors, monotonic=loop.time)
        policy, rhythm = Policy(), Rhythm()
        markets = self.doors
        loader = Loader(
            store=self.store, vault=self._vault, markets=markets, prices=prices, policy=policy, clock=self.now
        )
        watching = Watching(self.now, rhythm)
        self.balances = BalanceService(
            store=self.store,
            markets=markets,
            exchanges=markets,
            loader=loader,
            policy=policy,
            clock=self.now,
            watching=watching,
        )
        self.refresh = EmbeddedRefresh(
            Sources(
                store=self.store,
                balances=self.balances,
                markets=markets,
                door=self.doors.background(),
                outlooks=self.doors,
                watching=watching,
                clock=self.now,
            )
        )
        self._wanted = accounts
        self._venues = [name for name in catalog.entries if name in self.wires.sandbox.venues]
        self._catalog = catalog

    async def connect(self) -> None:
        """Store the accounts, each with a key of its own at its venue."""
        await self.store.write(lambda tx: tx.access.add_user(make_user(id=0)))
        for number in range(self._wanted):
            venue = self._venues[number % len(self._venues)]
            emulated = self.wires.sandbox.venues[venue]
            mint = self.wires.sandbox.world.mint
            await self._store(venue, number, mint(venue, "fleet", emulated.minted_permissions, emulated.minted_wallets))

    async def _store(self, venue: str, number: int, key: Key) -> None:
        vault_id = secrets.token_hex(16)
        told = key.credentials
        given = Credentials(
            api_key=Secret(told.api_key),
            secret=Secret(told.secret),
            passphrase=Secret(told.passphrase) if told.passphrase else None,
        )
        account = make_account(
            vault_id=vault_id,
            market_code=self._catalog.entries[venue].markets[0].code,
            customer_id=key.account.uid,
            created_at=BEGIN,
            updated_at=BEGIN,
            balances_due_at=BEGIN + timedelta(seconds=number * 3600 / self._wanted),
        )
        sealed = {
            SealedField(name): self._vault.seal(value, SealPlace(1, vault_id, SealedField(name)))
            for name, value in given.secrets().items()
        }
        await self.store.write(lambda tx: tx.accounts.add(account, secrets.token_bytes(32), sealed))

    def ages(self) -> dict[str, list[float]]:
        """Return venue -> the age in seconds of every account's balances; what was never loaded is as old as all."""
        ages: dict[str, list[float]] = defaultdict(list)
        for account in self.store.accounts:
            balances = account.worth.balances
            as_of = balances.as_of if balances else BEGIN
            ages[self.doors.get(account.market_code).venue].append((self.now() - as_of).total_seconds())
        return ages

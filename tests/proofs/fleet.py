"""A thousand accounts at emulated venues that keep their limits, refreshed by the real runner in virtual time.

Everything is the product's own but the wire and the database: the signed request of an account goes straight into the
emulated venue, which checks its signature, counts its weight, and bans who goes on.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Final

from exchange_sandbox.accounts import Key
from exchange_sandbox.clock import Clock
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.world_file import load
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import ExchangeOutage
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
from tests.makers import make_account, make_caller, make_user
from tests.proofs.queues import QueuedAccounts, QueuedAgenda
from tests.proofs.wires import Weather, Wires

BEGIN: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE: Final = 60.0  # seconds
A_MOMENT: Final = 0.01  # seconds, so that a new minute of the venues has begun
RESTLESS: Final = 5.0  # seconds between two wishes of a person


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
        self.world.snapshots.clear()
        return done

    def _transaction(self) -> FakeTransaction:
        transaction = FakeTransaction(self.world, self.step)
        transaction.agenda = QueuedAgenda(self.world, self.step)
        return transaction


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

    def __init__(self, accounts: int, weather: Weather, venues: Collection[str] = ()) -> None:
        """Get ready for accounts at some venues, all of them unless told; nothing is connected yet."""
        loop = asyncio.get_running_loop()
        self.now = lambda: BEGIN + timedelta(milliseconds=int(loop.time() * 1000))
        clock = lambda: Clock(lambda: int((BEGIN.timestamp() + loop.time()) * 1e9))  # noqa: E731
        catalog = Catalog.load()
        gateway = Gateway(catalog, clock=self.now, monotonic=loop.time)
        self._at_work = {name: gateway._venue(name) for name in catalog.entries}
        self._venues = venues or self._at_work.keys()
        self.wires = Wires(Sandbox(load(), clock), self._at_work, loop.time, weather)
        for name, venue in self._at_work.items():
            venue.client = _Client(self.wires, name)
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
        self._wanted, self._weather = accounts, weather

    async def connect(self) -> None:
        """Store the accounts, each with a key of its own: evenly over the venues, and there over all account types.

        They were last loaded at some time in the hour before, or are all due now in a crowd.
        """
        await self.store.write(lambda tx: tx.access.add_user(make_user(id=0)))
        types = {name: cycle(facts.code for facts in self._at_work[name].entry.markets) for name in self._venues}
        world, names = self.wires.sandbox.world, cycle(types)
        wallets = {name: [*self._wallets(name)] for name in types}
        for number in range(self._wanted):
            name = next(names)
            emulated = self.wires.sandbox.venues[name]
            key = world.mint(name, "fleet", emulated.minted_permissions, wallets[name])
            await self._store(next(types[name]), number, key)

    async def live(self) -> None:
        """Refresh, among neighbours and people, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.refresh.run())
            group.create_task(self._neighbours())
            group.create_task(self._people())

    async def _neighbours(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if self._weather.neighbours.at(loop.time()):
                self.wires.crowd_out()
            await asyncio.sleep(MINUTE - loop.time() % MINUTE + A_MOMENT)

    async def _people(self) -> None:
        """Ask for one account of each venue after another, again and again, as an impatient person does."""
        loop, caller = asyncio.get_running_loop(), make_caller()
        chosen = {account.market_code: account.id for account in self.store.accounts}
        while True:
            await asyncio.sleep(RESTLESS)
            if self._weather.people.at(loop.time()):
                wishes = (self.balances.load(caller, account_id) for account_id in chosen.values())
                for outcome in await asyncio.gather(*wishes, return_exceptions=True):
                    if isinstance(outcome, Exception) and not isinstance(outcome, ExchangeOutage):
                        raise outcome

    def _wallets(self, venue: str) -> Iterable[str]:
        """Return the wallets that the accounts of the sandbox's own world have at a venue, those of one pair aside."""
        keys = (key for key in self.wires.sandbox.world.all_keys() if key.account.venue == venue)
        return dict.fromkeys(wallet for key in keys for wallet in key.account.wallets if ":" not in wallet)

    async def _store(self, market_code: str, number: int, key: Key) -> None:
        vault_id = secrets.token_hex(16)
        told = key.credentials
        given = Credentials(
            api_key=Secret(told.api_key),
            secret=Secret(told.secret),
            passphrase=Secret(told.passphrase) if told.passphrase else None,
        )
        account = make_account(
            vault_id=vault_id,
            market_code=market_code,
            customer_id=key.account.uid,
            created_at=BEGIN,
            updated_at=BEGIN,
            balances_due_at=BEGIN + timedelta(hours=0 if self._weather.crowd else number / self._wanted),
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

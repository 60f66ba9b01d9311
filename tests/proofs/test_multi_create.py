"""A connect of several account types stores all of them or none, wherever it breaks."""

import asyncio
import contextlib
from collections import Counter

import pytest

from moorage.domain.access import Caller, Plan, User
from moorage.domain.account import NewAccount
from moorage.domain.errors import AlreadyConnected, StorageError
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.services.accounts import AccountService
from moorage.services.checking import KeyCheck
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.storage.audit import verify
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.fakes import FakeClock, FakeExchanges, FakeMarkets, FakePrices, FakeVault
from tests.makers import NOW, make_caller, make_credentials, make_market
from tests.proofs.interruptions import BreakingEngine, Points, cancelled
from tests.stores import mac

TYPES = ("venue_spot", "venue_margin", "venue_futures", "venue_coin_futures")
MORE_THAN_ENOUGH = 1000

pytestmark = pytest.mark.anyio


class Quay:
    """The account service on a real database, with one user for every attempt."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = FakeVault()
        self.plain = SqlStore(database, mac=mac)

    def service(self, points: Points | None = None, exchanges: FakeExchanges | None = None) -> AccountService:
        """Return a service whose store breaks at a point, at exchanges that answer unless told otherwise."""
        engine = BreakingEngine(self._database.engine, points or Points())
        store, vault, clock, policy = SqlStore(Database(engine), mac=mac), self._vault, FakeClock(), Policy()
        markets = FakeMarkets(*(make_market(code, "venue") for code in TYPES))
        loader = Loader(store=store, vault=vault, markets=markets, prices=FakePrices(), policy=policy, clock=clock)
        check = KeyCheck(exchanges=exchanges or FakeExchanges(), loader=loader, policy=policy)
        return AccountService(
            store=store, vault=vault, markets=markets, check=check, loader=loader, policy=policy, clock=clock
        )

    async def caller(self, number: int) -> Caller:
        """Store a user who has nothing yet."""
        user = User(id=0, name=f"user{number}", plan=Plan.EXPERT, created_at=NOW)
        return make_caller(await self.plain.write(lambda tx: tx.access.add_user(user)))

    async def stored(self, caller: Caller) -> tuple[str, ...]:
        """Return the account types of a caller, in the order of their ids; each must have its two secrets."""
        accounts = await self.plain.read(lambda tx: tx.accounts.list(caller.user.id))
        for account in accounts:
            sealed = await self.plain.read(lambda tx, number=account.id: tx.accounts.sealed(caller.user.id, number))
            assert len(sealed) == 2
        return tuple(account.market_code for account in accounts)

    async def settle(self) -> None:
        """Wait until a write that nobody waits for any more is through."""
        await self.plain.write(lambda tx: tx.access.users())

    async def require_whole(self, made: int) -> None:
        """Check that the audit trail is whole and names each account once."""
        verdict = await verify(self._database.engine, mac)
        assert verdict.broken is None
        assert verdict.records == made


def wish(caller: Caller) -> NewAccount:
    """Return the wish to connect four types with the caller's own key."""
    credentials = make_credentials(f"api key of {caller.user.name}", "a secret")
    return NewAccount(market_code=TYPES[0], name="Main", credentials=credentials, types_to_create=TYPES[1:])


@pytest.fixture
def quay(database: Database) -> Quay:
    """The service on each database."""
    return Quay(database)


class TestMultiCreate:
    async def test_a_fault_at_any_statement_stores_nothing(self, quay: Quay):
        """Four types are asked for and a statement fails: no account, and the next attempt makes all four."""
        whole = Points()
        await quay.service(whole).connect(await quay.caller(0), wish(await quay.caller(1)))
        for at in range(whole.passed):
            caller = await quay.caller(at + 2)
            with pytest.raises(StorageError):
                await quay.service(Points(at)).connect(caller, wish(caller))
            assert await quay.stored(caller) == ()
            await quay.service().connect(caller, wish(caller))
            assert await quay.stored(caller) == TYPES
        print(f"{whole.passed} statements broken: 0 rows each time, then 4")
        assert whole.passed > 25
        await quay.require_whole(4 * (whole.passed + 1))

    async def test_a_cancellation_at_any_await_stores_all_or_nothing(self, quay: Quay):
        """Whoever asked goes away while the connect waits for anything: no account or all four, then all four."""
        outcomes: Counter[int] = Counter()
        for at in range(MORE_THAN_ENOUGH):
            caller = await quay.caller(at)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.create_task(cancelled(quay.service().connect(caller, wish(caller)), at))
                break
            await quay.settle()
            stored = await quay.stored(caller)
            assert stored in {(), TYPES}
            outcomes[len(stored)] += 1
            with contextlib.suppress(*([AlreadyConnected] if stored else [])):
                await quay.service().connect(caller, wish(caller))
            assert await quay.stored(caller) == TYPES
        print(f"{outcomes.total()} awaits cancelled: rows left {dict(outcomes)}, then 4")
        assert outcomes[0] > 2
        await quay.require_whole(4 * (outcomes.total() + 1))

    @pytest.mark.parametrize("silent", ["the inspection", *TYPES])
    async def test_a_fault_of_any_exchange_call_stores_nothing(self, quay: Quay, silent: str):
        """The exchange does not answer one of the calls: no account, and the next attempt makes all four."""
        caller, outage = await quay.caller(0), ExchangeNotAvailable()
        exchanges = FakeExchanges(balances={silent: outage}, reports={"venue": outage} if silent not in TYPES else {})
        with pytest.raises(ExchangeNotAvailable):
            await quay.service(exchanges=exchanges).connect(caller, wish(caller))
        assert await quay.stored(caller) == ()
        await quay.service().connect(caller, wish(caller))
        assert await quay.stored(caller) == TYPES

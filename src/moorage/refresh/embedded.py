"""Runs the plan inside the server: one task for each pair, nothing kept of any account."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, TypeVar

import structlog

from moorage.domain.errors import NotFound
from moorage.domain.exchange_errors import ExchangeError, ExchangeOutage, RateLimitExceeded
from moorage.refresh.plan import LOOK_EVERY, MOST_LANES, Pair, Turn, choose, lanes_after, pairs
from moorage.services.agenda import DueAccount
from moorage.services.balances import BalanceService
from moorage.services.outlook import Outlook, Outlooks
from moorage.services.ports import Clock, Exchanges, Markets
from moorage.services.repositories import Store, Transaction
from moorage.services.watching import Watching

T = TypeVar("T")

WINDOW: Final = 2 * MOST_LANES  # accounts of one type that are looked at together
HASTEN_EVERY: Final = 5.0  # seconds between two looks at who is watched
ELSEWHERE: Final = "elsewhere"  # the outcome of a load that another process began
SHORTEST_PAUSE: Final = 1.0  # seconds
SET_ASIDE_FOR: Final = 600.0  # seconds; an account whose load fails in an unknown way is tried again after them
CLAIMED_FOR: Final = timedelta(seconds=45)  # longer than any load; after it another process may try
AFTER_A_FAULT: Final = 5.0  # seconds until a task goes on after an error that it does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the refresh works with; `door` is the one for calls that nobody waits for.

    Where the database is `shared` with other processes that refresh, each load is claimed before it begins.
    """

    store: Store
    balances: BalanceService
    markets: Markets
    door: Exchanges
    outlooks: Outlooks
    watching: Watching
    clock: Clock
    egress: str = ""
    shared: bool = False


@dataclass(slots=True)
class _Work:
    """What is under way for one pair."""

    pair: Pair
    busy: set[int] = field(default_factory=set)
    lanes: int = MOST_LANES
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class EmbeddedRefresh:
    """Keeps every account fresh while it runs. `outcomes` counts loads by venue and by how they ended."""

    def __init__(self, sources: Sources) -> None:
        """Take what to work with."""
        self._sources = sources
        self._works: dict[str, _Work] = {}
        self.outcomes: Counter[tuple[str, str]] = Counter()

    async def run(self) -> None:
        """Work until cancelled; the loads that are under way are cancelled too, and leave nothing half done."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._always(self._hasten, HASTEN_EVERY))
            while True:
                none: list[Pair] = []
                for pair in await _at_the_edge(self._occupied_pairs, none):
                    if pair.venue in self._works:
                        self._works[pair.venue].pair = pair
                    else:
                        self._works[pair.venue] = _Work(pair)
                        group.create_task(self._work(self._works[pair.venue]))
                await asyncio.sleep(LOOK_EVERY)

    async def _occupied_pairs(self) -> list[Pair]:
        occupied = await self._sources.store.read(lambda tx: tx.agenda.occupied())
        return pairs(self._sources.markets.all(), occupied, self._sources.egress)

    async def _work(self, work: _Work) -> None:
        async with asyncio.TaskGroup() as loads:
            while True:
                turn = await _at_the_edge(lambda: self._turn(work), Turn((), AFTER_A_FAULT))
                for due in turn.start:
                    work.busy.add(due.id)
                    loads.create_task(self._load(work, due))
                await _rest(work.ended, turn.rest)

    async def _turn(self, work: _Work) -> Turn:
        if len(work.busy) >= work.lanes:
            return Turn((), LOOK_EVERY)
        shut = {code: self._look_ahead(code, 1).is_shut for code in work.pair.market_codes}

        async def read(tx: Transaction) -> list[DueAccount]:
            found: list[DueAccount] = []
            for code, is_shut in shut.items():
                found += await tx.agenda.soonest(code, WINDOW, fresh=is_shut)
            return found

        queue = await self._sources.store.read(read)
        return choose(queue, self._look_ahead, busy=work.busy, lanes=work.lanes, now=self._sources.clock())

    async def _load(self, work: _Work, due: DueAccount) -> None:
        """Load one account; whatever comes of it, it is due later than before, and the loop goes on."""
        try:
            claimed = await self._claimed(due)
            outcome, answered = await self._outcome(claimed) if claimed else (ELSEWHERE, True)
        except Exception as fault:  # noqa: BLE001 - the edge: one account never stops the loop
            outcome, answered = type(fault).__name__, True
            structlog.get_logger().error("refresh_failed", fault=outcome, account_id=due.id)
            await _at_the_edge(lambda: self._postpone(due, SET_ASIDE_FOR), None)
        work.busy.discard(due.id)
        work.lanes = lanes_after(work.lanes, answered=answered)
        work.ended.set()
        self.outcomes[work.pair.venue, outcome] += 1

    async def _claimed(self, due: DueAccount) -> DueAccount | None:
        """Return the account as it is due while it is loaded here; None when another process was quicker."""
        if not self._sources.shared:
            return due
        until = self._sources.clock() + CLAIMED_FOR
        until = until.replace(microsecond=until.microsecond // 1000 * 1000)
        is_ours = await self._sources.store.write(lambda tx: tx.agenda.claim(due, until))
        return replace(due, due_at=until) if is_ours else None

    async def _outcome(self, due: DueAccount) -> tuple[str, bool]:
        try:
            await self._sources.balances.refresh(due.user_id, due.id, self._sources.door)
        except NotFound:
            return "gone", True
        except RateLimitExceeded as pause:
            await self._postpone(due, max(pause.retry_after or 0.0, SHORTEST_PAUSE))
            only_this_key = self._look_ahead(due.market_code, 1).wait <= 0
            return type(pause).__name__, only_this_key
        except ExchangeError as error:
            return type(error).__name__, not isinstance(error, ExchangeOutage)
        return "loaded", True

    async def _postpone(self, due: DueAccount, seconds: float) -> None:
        due_at = self._sources.clock() + timedelta(seconds=seconds)

        async def work(tx: Transaction) -> None:
            if not await tx.agenda.claim(due, due_at):
                await tx.agenda.postpone(due.user_id, due.id, due_at)

        await self._sources.store.write(work)

    async def _hasten(self) -> None:
        hasty = self._sources.watching.to_hasten()

        async def work(tx: Transaction) -> None:
            for haste in hasty:
                await tx.agenda.hasten(haste.user_id, haste.account_id, haste.as_of, haste.due_at)

        if hasty:
            await self._sources.store.write(work)

    async def _always(self, what: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await _at_the_edge(what, None)

    def _look_ahead(self, market_code: str, loads: int) -> Outlook:
        return self._sources.outlooks.outlook(self._sources.markets.get(market_code), loads)


async def _at_the_edge(what: Callable[[], Awaitable[T]], otherwise: T) -> T:
    """Do one thing of a loop that goes on whatever happens."""
    try:
        return await what()
    except Exception as fault:  # noqa: BLE001 - the edge: a database that is away comes back
        structlog.get_logger().warning("refresh_paused", fault=type(fault).__name__)
        return otherwise


async def _rest(ended: asyncio.Event, seconds: float) -> None:
    """Wait until a load ended, or some seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await ended.wait()
    ended.clear()

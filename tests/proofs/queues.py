"""The agenda of the store in memory for many accounts: a queue for each type, so that nobody looks at all of them."""

from collections import defaultdict
from datetime import datetime
from heapq import heappop, heappush

from moorage.services.agenda import DueAccount
from tests.fake_agenda import FakeAgenda
from tests.fake_world import StoredAccount


class QueuedAccounts(dict[int, StoredAccount]):
    """Accounts by id. Each change of when one is due is queued; what is queued and no longer true is skipped."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._queues: dict[str, list[tuple[datetime, int]]] = defaultdict(list)

    def __setitem__(self, account_id: int, row: StoredAccount) -> None:
        """Store an account."""
        before, account = self.get(account_id), row.account
        super().__setitem__(account_id, row)
        if before is None or before.account.balances_due_at != account.balances_due_at:
            heappush(self._queues[account.market_code], (account.balances_due_at, account_id))

    def codes(self) -> frozenset[str]:
        """Return the types that have, or had, an account."""
        return frozenset(self._queues)

    def soonest(self, market_code: str, limit: int, *, fresh: bool) -> list[DueAccount]:
        """See `Agenda.soonest`."""
        queue, seen = self._queues[market_code], dict[int, tuple[datetime, int]]()
        found: list[DueAccount] = []
        while queue and len(found) < limit:
            due_at, account_id = entry = heappop(queue)
            row = self.get(account_id)
            if row is None or row.account.balances_due_at != due_at or account_id in seen:
                continue
            seen[account_id] = entry
            is_stale = row.account.worth.stale_reason is not None
            if not (fresh and is_stale):
                found.append(
                    DueAccount(
                        id=account_id,
                        user_id=row.account.user_id,
                        market_code=market_code,
                        due_at=due_at,
                        is_stale=is_stale,
                    )
                )
        for entry in seen.values():
            heappush(queue, entry)
        return found


class QueuedAgenda(FakeAgenda):
    """`Agenda` over `QueuedAccounts`."""

    async def occupied(self) -> frozenset[str]:
        """See `Agenda.occupied`."""
        return self._queued.codes()

    async def soonest(self, market_code: str, limit: int, *, fresh: bool = False) -> list[DueAccount]:
        """See `Agenda.soonest`."""
        return self._queued.soonest(market_code, limit, fresh=fresh)

    @property
    def _queued(self) -> QueuedAccounts:
        accounts = self._world.accounts
        assert isinstance(accounts, QueuedAccounts)
        return accounts

"""Show what accounts were worth over a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from moorage.domain.access import Caller
from moorage.domain.account import Account
from moorage.domain.balance_chart import ChartPoint, Line, Span, chart, chart_together
from moorage.services.modes import accounts_in
from moorage.services.ports import Clock, Markets
from moorage.services.repositories import Store, Transaction
from moorage.services.shared_wallets import summed_accounts

BEFORE_CREATION: Final = timedelta(days=1)
"""How far before it was stored an account may have been loaded first; far more than it can be."""


class BalanceChartService:
    """Reads of the past of a caller's accounts; nothing is asked of an exchange."""

    def __init__(self, *, store: Store, markets: Markets, clock: Clock) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._clock = clock

    async def account(self, caller: Caller, account_id: int, begin: datetime, end: datetime | None) -> list[ChartPoint]:
        """Return the points of one account, oldest first; to the present without an end. Raises `NotFound`."""

        async def work(tx: Transaction) -> Line:
            account = await tx.accounts.get(caller.user.id, account_id)
            return await _line(tx, account, self._span([account], begin, end))

        return chart(await self._store.read(work))

    async def summary(self, caller: Caller, begin: datetime, end: datetime | None) -> list[ChartPoint]:
        """Return the points of the accounts that count in the summary, taken as one, oldest first."""

        async def work(tx: Transaction) -> tuple[list[Line], Span]:
            looked_at = accounts_in(caller.mode, self._markets)
            found = await tx.accounts.list(caller.user.id, looked_at=looked_at)
            accounts, _ = summed_accounts(found, self._markets)
            span = self._span(accounts, begin, end)
            return [await _in_turn(tx, account, span) for account in accounts], span

        return await asyncio.to_thread(chart_together, *await self._store.read(work))

    def _span(self, accounts: Sequence[Account], begin: datetime, end: datetime | None) -> Span:
        """Return the span that was asked for, without the time before there was any account: it has no points."""
        now = self._clock()
        opened = min((account.created_at for account in accounts), default=now) - BEFORE_CREATION
        return Span.over(max(begin, opened), min(end or now, now), len(accounts))


async def _line(tx: Transaction, account: Account, span: Span) -> Line:
    inside = await tx.history.between(account.id, span.begin, span.end, span.step)
    before = await tx.history.before(account.id, span.begin)
    return Line(before, inside)


async def _in_turn(tx: Transaction, account: Account, span: Span) -> Line:
    """Return as `_line`, after whoever else is ready had a turn: the past of many accounts is much to read."""
    await asyncio.sleep(0)
    return await _line(tx, account, span)

# ruff: noqa: D102 - the contracts stand in services/agenda.py
"""The agenda and the blocks of the store in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest

from moorage.services.agenda import Backlog, DueAccount, VenueBlock
from tests.fake_world import Repository


class FakeAgenda(Repository):
    """`Agenda`."""

    async def occupied(self) -> frozenset[str]:
        await self._step("occupied")
        return frozenset(row.account.market_code for row in self._world.accounts.values())

    async def soonest(self, market_code: str, limit: int, *, fresh: bool = False) -> list[DueAccount]:
        await self._step("soonest")
        accounts = [
            row.account
            for row in self._world.accounts.values()
            if row.account.market_code == market_code and not (fresh and row.account.worth.stale_reason)
        ]
        return [
            DueAccount(
                id=account.id,
                user_id=account.user_id,
                market_code=market_code,
                due_at=account.balances_due_at,
                is_stale=account.worth.stale_reason is not None,
            )
            for account in nsmallest(limit, accounts, key=lambda account: (account.balances_due_at, account.id))
        ]

    async def backlog(self, now: datetime) -> list[Backlog]:
        await self._step("backlog")
        told = []
        for code in sorted({row.account.market_code for row in self._world.accounts.values()}):
            accounts = [row.account for row in self._world.accounts.values() if row.account.market_code == code]
            open_ones = [account.worth.balances for account in accounts if not account.key.is_locked]
            told.append(
                Backlog(
                    market_code=code,
                    accounts=len(accounts),
                    due=sum(account.balances_due_at <= now for account in accounts),
                    locked=sum(account.key.is_locked for account in accounts),
                    oldest=min((balances.as_of for balances in open_ones if balances), default=None),
                )
            )
        return told

    async def hasten(self, user_id: int, account_id: int, as_of: datetime, due_at: datetime) -> bool:
        await self._step("hasten")
        row = self._world.accounts.get(account_id)
        if row is None or row.account.user_id != user_id or row.account.balances_due_at <= due_at:
            return False
        if row.account.worth.balances is None or row.account.worth.balances.as_of != as_of:
            return False
        self._world.accounts[account_id] = replace(row, account=replace(row.account, balances_due_at=due_at))
        return True

    async def postpone(self, user_id: int, account_id: int, due_at: datetime) -> bool:
        await self._step("postpone")
        row = self._world.accounts.get(account_id)
        if row is None or row.account.user_id != user_id or row.account.balances_due_at >= due_at:
            return False
        self._world.accounts[account_id] = replace(row, account=replace(row.account, balances_due_at=due_at))
        return True

    async def claim(self, due: DueAccount, until: datetime) -> bool:
        await self._step("claim")
        row = self._world.accounts.get(due.id)
        if row is None or (row.account.user_id, row.account.balances_due_at) != (due.user_id, due.due_at):
            return False
        self._world.accounts[due.id] = replace(row, account=replace(row.account, balances_due_at=until))
        return True


class FakeBlocks(Repository):
    """`BlockRepository`."""

    async def all(self) -> Sequence[VenueBlock]:
        await self._step("blocks")
        return list(self._world.blocks.values())

    async def put(self, block: VenueBlock) -> None:
        await self._step("block")
        self._world.blocks[block.venue, block.limit, block.key_id] = block

    async def forget(self, until: datetime) -> None:
        await self._step("forget")
        self._world.blocks = {name: block for name, block in self._world.blocks.items() if block.until > until}

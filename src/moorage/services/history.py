"""Keeps the past of accounts: a snapshot with every load, transfers counted once, and the profit that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from moorage.domain.account import Account, Worth
from moorage.domain.balance_chart import EPOCH
from moorage.domain.history import History, KeptTransfer, ToldTransfers, ValuedTransfer
from moorage.domain.profit import DAY, MONTH, NOTHING, Figures, Profit, Snapshot, gain
from moorage.domain.transfer import Direction, Known, Reading, Transfer, TransferState
from moorage.services.repositories import HistoryRepository

OVERLAP: Final = timedelta(hours=24)
"""How far transfers are read again: venues add some late, under the time they began."""
KEPT: Final = ((timedelta(hours=48), timedelta(hours=1)), (timedelta(days=90), timedelta(days=1)))
"""Older than this, one snapshot is kept in each of these steps; the first one of all stays."""
FORGOTTEN_AFTER: Final = timedelta(days=30)
"""A transfer that is pending longer than this is no longer waited for."""
NOT_ASKED_YET: Final = "The deposits and withdrawals were not read yet."


@dataclass(frozen=True, slots=True)
class _Moved:
    """What transfers add to `Snapshot.net` and `.put_in`."""

    net: Figures = NOTHING
    put_in: Figures = NOTHING

    def changed(self, before: KeptTransfer | None, after: KeptTransfer) -> "_Moved":
        """Return the sum with one more transfer; what has no known price adds nothing, as it has no value either."""
        was, now = before.counted if before else None, after.counted
        if (was is None) == (now is None):
            return self
        value = (now or NOTHING) - (was or NOTHING)
        if after.transfer.direction is Direction.IN:
            return _Moved(self.net + value, self.put_in + value)
        return _Moved(self.net - value, self.put_in)


def snapshot(worth: Worth) -> Snapshot | None:
    """Return the first snapshot of an account; None while it was not loaded, or nothing has a price."""
    if worth.balances is None or worth.valuation.priced_at is None:
        return None
    value = Figures(worth.valuation.btc, worth.valuation.usd)
    complete = not (worth.valuation.unpriced or worth.balances.unread)
    return Snapshot(at=worth.balances.as_of, value=value, complete=complete)


def opening(first: Snapshot | None) -> History:
    """Return the history of an account with its first snapshot: no profit yet."""
    if first is None:
        return History(missing=NOT_ASKED_YET)
    none = gain(first, first)
    return History(profit=Profit(day=none, month=none, total=none), missing=NOT_ASKED_YET)


def known_before(account: Account) -> Known:
    """Return what is known of an account's transfers."""
    return Known(account.created_at - OVERLAP, account.history.readings)


async def record(history: HistoryRepository, account: Account, told: ToldTransfers | None) -> Account:
    """Store what an account is worth now, count its new transfers, and return it with its profit.

    Without a price for anything there is no value to record, and the history stays as it is.

    Args:
        history: Of the transaction that also stores the account.
        account: Freshly loaded, with its id.
        told: What the load learned of transfers; None when they were not asked for.
    """
    fresh = snapshot(account.worth)
    if fresh is None:
        return account
    at = fresh.at
    first, last = await history.first(account.id), await history.last(account.id)
    moved = await _count(history, account.id, told, first.at, at) if first and told else _Moved()
    net, put_in = (last.net, last.put_in) if last else (NOTHING, NOTHING)
    now = replace(fresh, net=net + moved.net, put_in=put_in + moved.put_in)
    await history.add(account.id, now)
    if last is not None:
        await _thin(history, account.id, last.at, at)
    profit = await _profit(history, account.id, now, first or now)
    if told is None or told.readings is None:
        missing = account.history.missing if told is None else told.missing
        return replace(account, history=replace(account.history, profit=profit, missing=missing))
    readings = await _overlapping(history, account, told.readings)
    return replace(account, history=History(profit=profit, readings=readings, missing=told.missing))


async def _thin(history: HistoryRepository, account_id: int, before: datetime, now: datetime) -> None:
    """Thin what became old between two loads: whole steps, each once."""
    for age, every in KEPT:
        begin, end = _floor(before - age, every), _floor(now - age, every)
        if begin < end:
            await history.thin(account_id, begin, end, every)


def _floor(at: datetime, every: timedelta) -> datetime:
    return at - (at - EPOCH) % every


async def _profit(history: HistoryRepository, account_id: int, now: Snapshot, first: Snapshot) -> Profit:
    day = await history.at(account_id, now.at - DAY) or first
    month = await history.at(account_id, now.at - MONTH) or first
    return Profit(day=gain(day, now), month=gain(month, now), total=gain(first, now))


async def _count(
    history: HistoryRepository, account_id: int, told: ToldTransfers, opened: datetime, at: datetime
) -> _Moved:
    """Store what is new of the transfers and return what enters the profit now.

    A transfer counts once, as soon as it moved the balance. What had moved it before the account was connected does
    not count: the first snapshot held it already.
    """
    moved = _Moved()
    begin = min((valued.transfer.at for valued in told.transfers), default=at) - OVERLAP
    kept = {known.key: known for known in await history.transfers(account_id, begin)}
    for valued in told.transfers:
        transfer = valued.transfer
        known = kept.get((transfer.direction, transfer.reference))
        if known is None and transfer.at <= opened and not _is_awaited(transfer):
            continue
        after = _after(valued, known, at)
        if after != known:
            await history.keep(account_id, after)
        moved = moved.changed(known, after)
    return moved


def _after(valued: ValuedTransfer, known: KeptTransfer | None, at: datetime) -> KeptTransfer:
    """Return what is to be stored of a transfer: counted or not, at the first value it had when it was counted."""
    transfer = valued.transfer
    was_counted = known is not None and known.counted_at is not None
    if known is not None and was_counted and transfer.state is not TransferState.FAILED:
        return replace(known, transfer=transfer, value=known.value or valued.value)
    if not was_counted and _has_moved(transfer, at):
        return KeptTransfer(transfer=transfer, counted_at=at, value=valued.value)
    return KeptTransfer(transfer=transfer, value=known.value if known is not None and was_counted else valued.value)


def _has_moved(transfer: Transfer, at: datetime) -> bool:
    """Whether balances of `at` tell of a transfer: what leaves is taken at once, what comes is given in the end."""
    states = {TransferState.DONE} | ({TransferState.PENDING} if transfer.direction is Direction.OUT else set())
    return transfer.state in states and transfer.at <= at


def _is_awaited(transfer: Transfer) -> bool:
    return transfer.direction is Direction.IN and transfer.state is TransferState.PENDING


async def _overlapping(
    history: HistoryRepository, account: Account, told: Mapping[str, Reading]
) -> Mapping[str, Reading]:
    """Return from when on each list is asked next: some time again, and from the oldest transfer that it has open."""
    fresh = {name: reading for name, reading in told.items() if reading != account.history.readings.get(name)}
    since = min((reading.until for reading in fresh.values()), default=None)
    waiting = [] if since is None else await history.waiting(account.id, since - FORGOTTEN_AFTER)
    begun = {
        name: min([reading.until, *(kept.transfer.at for kept in waiting if _is_of(kept, name))]) - OVERLAP
        for name, reading in fresh.items()
    }
    return {name: replace(reading, until=begun.get(name, reading.until)) for name, reading in told.items()}


def _is_of(kept: KeptTransfer, name: str) -> bool:
    return kept.transfer.reference.startswith(f"{name}:")

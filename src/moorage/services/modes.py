"""Two sets of accounts of a user: the ones on paper, and the real ones."""

from moorage.domain.access import Caller, Mode
from moorage.services.audit import audited
from moorage.services.ports import Clock, Markets
from moorage.services.repositories import MarketFilter, Store, Transaction


class ModeService:
    """Which accounts a user looks at, unless a request says otherwise."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        """Take the ports."""
        self._store = store
        self._clock = clock

    async def change(self, caller: Caller, mode: Mode) -> Mode:
        """Choose a mode and return it."""

        async def work(tx: Transaction) -> None:
            await tx.access.set_mode(caller.user.id, mode)
            await tx.audit.append(audited(caller, self._clock(), "user.mode", caller.user.id, {"mode": mode}))

        if mode is not caller.user.mode:
            await self._store.write(work)
        return mode


def accounts_in(mode: Mode, markets: Markets) -> MarketFilter:
    """Return which accounts are looked at in a mode."""
    paper = next((market.code for market in markets.all() if market.on_paper), "")
    return MarketFilter(paper, mode is Mode.PAPER)

"""A conversation with a venue that tells balances and nothing else."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from types import TracebackType
from typing import Self

from moorage.domain.balance import Balances
from moorage.domain.market import Market
from moorage.domain.trading_rule import TradingRule
from moorage.domain.transfer import Known, Transfers
from moorage.domain.volume import Trades


class BalancesOnly:
    """The part of `services.ports.ExchangeSession` that such venues have in common: an account is read once."""

    def __init__(self, load: Callable[[], Coroutine[object, object, Balances]]) -> None:
        """Take what asks the venue; it raises as `fetch_balances` of the port."""
        self._load = load
        self._reading: asyncio.Task[Balances] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def fetch_balances(self, market: Market, earlier: Balances | None = None) -> Balances:  # noqa: ARG002
        """Load what the account holds: there is one type, and one wallet. Raises as the port says."""
        return await self._read()

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:  # noqa: ARG002 - the port's
        """Return the rule as it is: nothing more is told under a key."""
        return rule

    async def fetch_transfers(self, market: Market, known: Known) -> Transfers | None:  # noqa: ARG002 - the port's
        """Tell nothing: no list is kept, or none is asked for."""
        return None

    def deposit_desk(self, market: Market) -> None:
        """Offer none."""

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:  # noqa: ARG002 - the port's
        """Tell nothing."""
        return None

    async def count_open_orders(self, market: Market) -> int | None:  # noqa: ARG002 - the port's
        """Tell nothing: nobody is asked."""
        return None

    async def _read(self) -> Balances:
        if self._reading is None:
            self._reading = asyncio.create_task(self._load())
        return await asyncio.shield(self._reading)

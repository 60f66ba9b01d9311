"""The door to wallets and paper accounts."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Final, Protocol

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials
from moorage.domain.key_report import KeyReport, Permissions
from moorage.domain.market import Market
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.domain.transfer import Transfers
from moorage.domain.volume import Trades
from moorage.services.ports import Clock
from moorage.transport import DEADLINE
from moorage.wallets.catalog import WalletCatalog
from moorage.wallets.entry import AnyEntry, Evm, OnChain, Paper
from moorage.wallets.evm import EvmChain
from moorage.wallets.node import Node
from moorage.wallets.paper import PaperDesk
from moorage.wallets.tron import TronChain

READ_ONLY: Final = Permissions(read=True, trade=False, withdraw=False)


class Place(Protocol):
    """Where accounts of one kind lie."""

    def identity(self, credentials: Credentials) -> str | None:
        """Return what names an account, in one form. Raises `AuthenticationError` on `address`."""

    async def read(self, identity: str) -> Balances:
        """Load what an account holds. Raises `MarketNotSetUp`, `ExchangeOutage`."""


class WalletSession:
    """Implements `services.ports.ExchangeSession`: a wallet is read once, whoever asks for it."""

    def __init__(self, place: Place, credentials: Credentials) -> None:
        """Check the address. Raises `AuthenticationError` on `address`."""
        self._place = place
        self._identity = place.identity(credentials)
        self._reading: asyncio.Task[Balances] | None = None

    async def __aenter__(self) -> "WalletSession":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def inspect(self) -> KeyReport:
        """Read the wallet: whoever knows an address may read it, and do nothing else. Raises as the port says."""
        await self._read()
        return KeyReport(permissions=READ_ONLY, exchange_uid=self._identity)

    async def fetch_balances(self, market: Market) -> Balances:  # noqa: ARG002 - a wallet has one account type
        """Load what the wallet holds. Raises as the port says."""
        return await self._read()

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:  # noqa: ARG002 - the port's
        """Return the rule as it is: nothing more is told under a key."""
        return rule

    async def fetch_transfers(self, market: Market, since: datetime) -> Transfers | None:  # noqa: ARG002 - the port's
        """Tell nothing: a node keeps no list of what came and went."""
        return None

    def deposit_desk(self, market: Market) -> None:
        """Offer none: coins for a wallet go to its own address."""

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:  # noqa: ARG002 - the port's
        """Tell nothing: a wallet does not trade."""
        return None

    async def count_open_orders(self, market: Market) -> int | None:  # noqa: ARG002 - the port's
        """There are none: a wallet does not trade."""
        return 0

    async def _read(self) -> Balances:
        if self._reading is None:
            self._reading = asyncio.create_task(self._place.read(self._identity or ""))
        return await asyncio.shield(self._reading)


class Wallets:
    """Implements `services.ports.Exchanges` and `.MarketData` for the entries of this package."""

    def __init__(
        self,
        catalog: WalletCatalog,
        *,
        urls: Mapping[str, str],
        clock: Clock,
        deadline: float = DEADLINE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what never changes.

        Args:
            catalog: All wallets.
            urls: Venue -> URL of its node, as `Settings.rpc_urls`.
            clock: For when balances were true.
            deadline: Seconds for one request to a node.
            monotonic: For waiting as long as a node asks to.
        """
        self._nodes = {
            venue: Node(
                f"The node for {entry.market.name}",
                urls.get(venue),
                f"MOORAGE_RPC_URL_{venue.upper()}",
                deadline=deadline,
                monotonic=monotonic,
            )
            for venue, entry in catalog.entries.items()
            if isinstance(entry, OnChain)
        }
        self._clock = clock
        self._places = {venue: self._place(entry, clock) for venue, entry in catalog.entries.items()}

    def session(self, market: Market, credentials: Credentials) -> WalletSession:
        """Open a conversation. Raises as the port says."""
        return WalletSession(self._places[market.venue], credentials)

    async def rules(self, market: Market) -> RuleBook:  # noqa: ARG002 - the port's
        """Return an empty book: in a wallet, and on paper, nothing is traded here."""
        return RuleBook((), self._clock())

    async def quote(self, market: Market, rule: TradingRule) -> Quote:  # noqa: ARG002 - the port's
        """Tell nothing."""
        return Quote()

    async def close(self) -> None:
        """Close all connections."""
        for node in self._nodes.values():
            await node.close()

    def _place(self, entry: AnyEntry, clock: Clock) -> Place:
        if isinstance(entry, Paper):
            return PaperDesk(entry, clock)
        node = self._nodes[entry.venue]
        return EvmChain(entry, node, clock) if isinstance(entry, Evm) else TronChain(entry, node, clock)

"""The door to wallets and paper accounts."""

import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from moorage.balances_only import BalancesOnly
from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials
from moorage.domain.key_report import KeyReport, Permissions
from moorage.domain.market import Market
from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
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


class WalletSession(BalancesOnly):
    """A wallet or an account on paper."""

    def __init__(self, place: Place, credentials: Credentials) -> None:
        """Check the address. Raises `AuthenticationError` on `address`."""
        self._identity = identity = place.identity(credentials)
        super().__init__(lambda: place.read(identity or ""))

    async def inspect(self) -> KeyReport:
        """Read the wallet: whoever knows an address may read it, and do nothing else. Raises as the port says."""
        await self._read()
        return KeyReport(permissions=READ_ONLY, exchange_uid=self._identity)

    async def count_open_orders(self, market: Market) -> int | None:  # noqa: ARG002 - the port's
        """There are none: a wallet does not trade."""
        return 0


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

"""All use cases over one set of fakes."""

from dataclasses import dataclass, field

import pytest

from moorage.services.access import AccessService
from moorage.services.accounts import AccountService
from moorage.services.activity import ActivityService
from moorage.services.balances import BalanceService
from moorage.services.checking import KeyCheck
from moorage.services.deposits import DepositService
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.portfolio import PortfolioService
from moorage.services.rhythm import Rhythm
from moorage.services.volumes import Venues, VolumeService
from moorage.services.watching import Watching
from tests.fakes import (
    FakeClock,
    FakeExchanges,
    FakeMarketData,
    FakeMarkets,
    FakePrices,
    FakeSignatures,
    FakeStore,
    FakeVault,
)


@dataclass
class Desk:
    """The services of one process and the world they run in; `policy` counts for services made after it is set."""

    store: FakeStore = field(default_factory=FakeStore)
    vault: FakeVault = field(default_factory=FakeVault)
    markets: FakeMarkets = field(default_factory=FakeMarkets)
    exchanges: FakeExchanges = field(default_factory=FakeExchanges)
    prices: FakePrices = field(default_factory=FakePrices)
    market_data: FakeMarketData = field(default_factory=FakeMarketData)
    signatures: FakeSignatures = field(default_factory=FakeSignatures)
    clock: FakeClock = field(default_factory=FakeClock)
    policy: Policy = field(default_factory=Policy)
    rhythm: Rhythm = field(default_factory=lambda: Rhythm(scatter=lambda _: 0.0))
    watching: Watching = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nobody looking."""
        self.watching = Watching(self.clock, self.rhythm)

    @property
    def loader(self) -> Loader:
        """Return a new loader."""
        return Loader(
            store=self.store,
            vault=self.vault,
            markets=self.markets,
            prices=self.prices,
            policy=self.policy,
            clock=self.clock,
        )

    @property
    def check(self) -> KeyCheck:
        """Return a new key check."""
        return KeyCheck(exchanges=self.exchanges, loader=self.loader, policy=self.policy)

    @property
    def accounts(self) -> AccountService:
        """Return a new account service."""
        return AccountService(
            store=self.store,
            vault=self.vault,
            markets=self.markets,
            check=self.check,
            loader=self.loader,
            policy=self.policy,
            clock=self.clock,
        )

    @property
    def balances(self) -> BalanceService:
        """Return a new balance service."""
        return BalanceService(
            store=self.store,
            markets=self.markets,
            exchanges=self.exchanges,
            loader=self.loader,
            policy=self.policy,
            clock=self.clock,
            watching=self.watching,
        )

    @property
    def deposits(self) -> DepositService:
        """Return a new deposit service."""
        return DepositService(
            store=self.store,
            markets=self.markets,
            exchanges=self.exchanges,
            loader=self.loader,
            policy=self.policy,
        )

    @property
    def activity(self) -> ActivityService:
        """What is going on at the exchange."""
        return ActivityService(
            store=self.store, markets=self.markets, exchanges=self.exchanges, loader=self.loader, policy=self.policy
        )

    @property
    def volumes(self) -> VolumeService:
        """Return a new service that read nothing yet."""
        return VolumeService(
            store=self.store,
            venues=Venues(self.exchanges, self.markets, self.market_data, self.prices),
            loader=self.loader,
            policy=self.policy,
            clock=self.clock,
        )

    @property
    def portfolio(self) -> PortfolioService:
        """Return a new portfolio service."""
        return PortfolioService(store=self.store, vault=self.vault, markets=self.markets, watching=self.watching)

    @property
    def access(self) -> AccessService:
        """Return a new access service."""
        return AccessService(store=self.store, vault=self.vault, signatures=self.signatures, clock=self.clock)


@pytest.fixture
def desk() -> Desk:
    """Return services over an empty world."""
    return Desk()

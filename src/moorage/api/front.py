"""What all requests share: the use cases, and how their outcomes are shown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from moorage.api.figures import Figures
from moorage.api.market_list import MarketList
from moorage.api.showing import Showing
from moorage.services.access import AccessService
from moorage.services.accounts import AccountService
from moorage.services.activity import ActivityService
from moorage.services.balance_chart import BalanceChartService
from moorage.services.balances import BalanceService
from moorage.services.deposits import DepositService
from moorage.services.display import DisplayService
from moorage.services.market_data import MarketDataService
from moorage.services.modes import ModeService
from moorage.services.portfolio import PortfolioService
from moorage.services.ports import Clock, Currencies, Markets
from moorage.services.positions import PositionService
from moorage.services.volumes import VolumeService

ReadyCheck = Callable[[], Awaitable[bool]]
"""Says whether the service can serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiServices:
    """The use cases behind the API."""

    access: AccessService
    accounts: AccountService
    balances: BalanceService
    activity: ActivityService
    volumes: VolumeService
    portfolio: PortfolioService
    display: DisplayService
    charts: BalanceChartService
    modes: ModeService
    deposits: DepositService
    positions: PositionService
    currencies: Currencies
    market_data: MarketDataService
    markets: Markets
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The use cases and the shapes of their outcomes; `description` is the encoded OpenAPI document."""

    services: ApiServices
    show: Showing
    market_list: MarketList
    figures: Figures
    is_ready: ReadyCheck
    description: bytes

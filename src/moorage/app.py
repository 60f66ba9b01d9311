"""Composition root: wires adapters into use cases. Adapters meet here, and in `core.py` for what commands need."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Final

import structlog

from moorage.api.application import ApiOptions, ApiServices, build
from moorage.api.limits import PROFILES
from moorage.config import Settings
from moorage.core import Core, now, opened
from moorage.currencies import Currencies
from moorage.domain.errors import MoorageError
from moorage.doors import Door, Doors
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.ccxt_door.catalog import CcxtCatalog
from moorage.exchanges.ccxt_door.desk import CcxtDesk
from moorage.exchanges.ccxt_door.door import CcxtDoor
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.sharing import Sharing
from moorage.prices import PriceBooks
from moorage.refresh.embedded import EmbeddedRefresh, Sources
from moorage.refresh.metrics import Metrics
from moorage.services.accounts import AccountService
from moorage.services.activity import ActivityService
from moorage.services.agenda import VenueBlock
from moorage.services.balance_chart import BalanceChartService
from moorage.services.balances import BalanceService
from moorage.services.blocks import Blocks
from moorage.services.checking import KeyCheck
from moorage.services.deposits import DepositService
from moorage.services.display import DisplayService
from moorage.services.loading import Loader
from moorage.services.market_data import MarketDataService
from moorage.services.modes import ModeService
from moorage.services.portfolio import PortfolioService
from moorage.services.positions import PositionService
from moorage.services.volumes import Venues, VolumeService
from moorage.services.watching import Watching
from moorage.wallets.catalog import WalletCatalog
from moorage.wallets.door import Wallets

KEYSETS_READ_EVERY: Final = 5.0  # seconds; how soon a running server adopts rotated keysets
NAMES_OF_KEYS: Final = b"names of keys in budgets"
READY_WITHIN: Final = 2.0  # seconds for the readiness probe
PRICE_SHARE: Final = 0.2  # of the deadline: what a load waits for prices before the last ones, or none, stand in


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[object]:
    """Open everything and yield the API as an ASGI application; close everything afterwards. Raises as `opened`."""
    async with opened(settings) as core:
        await core.access.ensure_first_user()
        blocks = Blocks(core.store, now)
        async with venues(settings, sharing(core, blocks), await blocks.load()) as doors, aside(adopt_keysets(core)):
            watching, prices = Watching(now, settings.rhythm), price_books(settings, doors)
            wired = services(core, doors, watching, prices)
            refresh = EmbeddedRefresh(sources(core, doors, wired, watching)) if settings.refresh else None
            metrics = Metrics(core.store, doors, doors, refresh.outcomes if refresh else None, now)
            try:
                async with aside(refresh.run() if refresh else None):
                    yield build(wired, options(core, metrics))
            finally:
                await wired.balances.close()
                await wired.volumes.close()
                await prices.close()
                await blocks.close()


@asynccontextmanager
async def aside(work: Coroutine[object, object, None] | None) -> AsyncIterator[None]:
    """Let some work go on beside, and end it afterwards."""
    tasks = [] if work is None else [asyncio.create_task(work)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def sharing(core: Core, blocks: Blocks) -> Sharing:
    """Return how this process shares the venues' limits; keys have the same names there after a restart."""
    return Sharing(
        of_limits=core.settings.budget_share,
        background=core.settings.background_share,
        key_secret=core.vault.audit_mac(NAMES_OF_KEYS),
        blocked=blocks.put,
    )


@asynccontextmanager
async def venues(
    settings: Settings, sharing: Sharing | None = None, blocks: Sequence[VenueBlock] = ()
) -> AsyncIterator[Doors]:
    """Open the doors to everything that can be connected; close all connections afterwards."""
    catalog, wallet_catalog = Catalog.load(), WalletCatalog.load()
    gateway = Gateway(
        catalog,
        base_urls=settings.exchange_base_urls,
        egress_addresses=settings.policy.egress_addresses,
        clock=now,
        sharing=sharing or Sharing(of_limits=settings.budget_share),
    )
    gateway.restore(blocks)
    wallets = Wallets(wallet_catalog, urls=settings.rpc_urls, clock=now)
    taken = {market.code for market in (*catalog.all(), *wallet_catalog.all())}
    foreign_catalog = CcxtCatalog.load(catalog.entries, taken)
    foreign = CcxtDoor(foreign_catalog, base_urls=settings.exchange_base_urls, clock=now)
    foreign_desk = CcxtDesk(foreign, now)
    try:
        yield Doors(
            [
                Door(catalog, gateway, gateway, gateway.background(), gateway, gateway),
                Door(wallet_catalog, wallets, market_data=wallets),
                Door(foreign_catalog, foreign, foreign, market_data=foreign_desk),
            ]
        )
    finally:
        await gateway.close()
        await wallets.close()
        await foreign_desk.close()
        await foreign.close()


def loading(core: Core, doors: Doors, prices: PriceBooks) -> Loader:
    """Wire what reads and values balances."""
    return Loader(
        store=core.store,
        vault=core.vault,
        markets=doors,
        prices=prices,
        policy=core.settings.policy,
        clock=now,
        rhythm=core.settings.rhythm,
    )


def price_books(settings: Settings, doors: Doors) -> PriceBooks:
    """Return the prices that everybody shares; whoever asks for them closes them."""
    return PriceBooks(doors, known=Currencies(), patience=settings.policy.deadline * PRICE_SHARE)


def services(core: Core, doors: Doors, watching: Watching, prices: PriceBooks) -> ApiServices:
    """Wire the use cases that the API offers."""
    policy = core.settings.policy
    loader = loading(core, doors, prices)
    return ApiServices(
        access=core.access,
        accounts=AccountService(
            store=core.store,
            vault=core.vault,
            markets=doors,
            check=KeyCheck(exchanges=doors, loader=loader, policy=policy),
            loader=loader,
            policy=policy,
            clock=now,
        ),
        balances=BalanceService(
            store=core.store,
            markets=doors,
            exchanges=doors,
            loader=loader,
            policy=policy,
            clock=now,
            watching=watching,
        ),
        display=DisplayService(prices),
        deposits=DepositService(store=core.store, markets=doors, exchanges=doors, loader=loader, policy=policy),
        positions=PositionService(store=core.store, markets=doors, prices=prices),
        currencies=Currencies(),
        portfolio=PortfolioService(store=core.store, vault=core.vault, markets=doors, watching=watching),
        activity=ActivityService(store=core.store, markets=doors, exchanges=doors, loader=loader, policy=policy),
        volumes=volumes(core, doors, loader, prices),
        charts=BalanceChartService(store=core.store, markets=doors, clock=now),
        modes=ModeService(store=core.store, clock=now),
        market_data=market_questions(core, doors, loader),
        markets=doors,
        clock=now,
    )


def sources(core: Core, doors: Doors, wired: ApiServices, watching: Watching) -> Sources:
    """Return what the refresh works with."""
    return Sources(
        store=core.store,
        balances=wired.balances,
        markets=doors,
        door=doors.background(),
        outlooks=doors,
        watching=watching,
        clock=now,
        egress=next(iter(core.settings.policy.egress_addresses), ""),
        shared=core.settings.database_url is not None,
    )


def volumes(core: Core, doors: Doors, loader: Loader, prices: PriceBooks) -> VolumeService:
    """Wire the questions about what was traded."""
    venues = Venues(exchanges=doors, markets=doors, market_data=doors, prices=prices)
    return VolumeService(store=core.store, venues=venues, loader=loader, policy=core.settings.policy, clock=now)


def market_questions(core: Core, doors: Doors, loader: Loader) -> MarketDataService:
    """Wire the questions about markets."""
    return MarketDataService(
        store=core.store,
        markets=doors,
        market_data=doors,
        exchanges=doors,
        loader=loader,
        policy=core.settings.policy,
    )


def options(core: Core, metrics: Metrics) -> ApiOptions:
    """Return what the API takes from the settings."""
    return ApiOptions(
        base_url=core.settings.base_url,
        egress_addresses=core.settings.policy.egress_addresses,
        limits=PROFILES[core.settings.limits],
        trusted_proxies=core.settings.trusted_proxies,
        is_ready=lambda: is_ready(core),
        metrics=metrics.text,
        metrics_networks=core.settings.metrics_networks,
    )


async def is_ready(core: Core) -> bool:
    """Say whether the database takes writes: one that changes nothing waits for its turn and costs no sync."""
    try:
        async with asyncio.timeout(READY_WITHIN):
            wrapped = await core.store.write(lambda tx: tx.keysets.load())
    except (MoorageError, TimeoutError):
        return False
    return wrapped is not None


async def adopt_keysets(core: Core) -> None:
    """Follow a rotation that another process carries out, until cancelled."""
    while True:
        await asyncio.sleep(KEYSETS_READ_EVERY)
        try:
            wrapped = await core.store.read(lambda tx: tx.keysets.load())
            if wrapped is not None:
                core.vault.adopt(wrapped)
        except MoorageError as error:
            structlog.get_logger().warning("keysets_not_adopted", reason=error.description)

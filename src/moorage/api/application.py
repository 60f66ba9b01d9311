"""Composition of the API: services and options in, one ASGI application out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import structlog
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from moorage.api import (
    accounts,
    balance_chart,
    charts,
    deposits,
    errors,
    markets,
    metrics,
    money,
    openapi,
    portfolio,
    service,
    users,
)
from moorage.api.access_log import Logger
from moorage.api.addresses import ClientAddress
from moorage.api.call import Door
from moorage.api.entities import Entities
from moorage.api.figures import Figures, Source, no_figures
from moorage.api.frame import Frame
from moorage.api.front import ApiServices, Front, ReadyCheck
from moorage.api.limits import CONTRACT, Limiter, MonotonicClock, Rules
from moorage.api.market_list import MarketList
from moorage.api.positions import PositionShapes
from moorage.api.routing import endpoint_of, require_declared
from moorage.api.showing import Showing

__all__ = ["PREFIXES", "ApiOptions", "ApiServices", "build"]

PREFIXES: Final = ("/public/api/ver1", "/ver1")
ENDPOINTS: Final[list[HTTPRouteHandler]] = [
    accounts.connect,
    accounts.update,
    accounts.types_to_connect,
    accounts.rename,
    accounts.remove,
    portfolio.list_accounts,
    portfolio.summary,
    portfolio.show_account,
    portfolio.load_balances,
    balance_chart.summary_chart,
    balance_chart.account_chart,
    users.current_mode,
    users.change_mode,
    charts.pie_chart_data,
    charts.account_table_data,
    markets.market_list,
    service.ping,
    service.time,
    service.validate,
    *deposits.ENDPOINTS,
    *money.ENDPOINTS,
]
"""The contract's routes, served under both prefixes."""
OPERATIONAL: Final[list[HTTPRouteHandler]] = [
    service.livez,
    service.readyz,
    metrics.metrics,
    service.schema,
    service.schema_document,
    markets.icon,
    charts.currency_icon,
    markets.guide,
]
"""Routes that stand at the root."""


async def _always_ready() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOptions:
    """What the API has to know of the installation.

    Args:
        base_url: What clients call this server, without a trailing slash.
        egress_addresses: Public addresses of this server, for `trusted_ips`.
        limits: `limits.PROFILES[settings.limits]`, or figures of one's own.
        trusted_proxies: Networks whose `X-Forwarded-For` is believed.
        is_ready: Says whether the service can serve, for `/readyz`.
        metrics: Returns figures for Prometheus.
        metrics_networks: Who may see them, besides loopback.
        logger: Takes one line per request.
        monotonic: Seconds that only grow, for the limits.
    """

    base_url: str
    egress_addresses: Sequence[str] = ()
    limits: Rules = CONTRACT
    trusted_proxies: Sequence[str] = ()
    is_ready: ReadyCheck = _always_ready
    metrics: Source = no_figures
    metrics_networks: Sequence[str] = ()
    logger: Logger = field(default_factory=lambda: cast("Logger", structlog.get_logger("moorage.access")))
    monotonic: MonotonicClock = time.monotonic


def build(services: ApiServices, options: ApiOptions) -> ASGIApp:
    """Return the API as an ASGI application.

    Raises:
        ConfigurationError: a route does not declare who may call it, or a trusted proxy is no network.
    """
    entities = Entities(services.markets, options.base_url)
    front = Front(
        services=services,
        show=Showing(entities, PositionShapes(services.currencies, options.base_url)),
        market_list=MarketList(services.markets, entities, options.egress_addresses),
        figures=Figures(options.metrics, options.metrics_networks),
        is_ready=options.is_ready,
        description=openapi.document(
            [(prefix, endpoint_of(handler)) for prefix in PREFIXES for handler in ENDPOINTS]
            + [("", endpoint_of(handler)) for handler in OPERATIONAL],
            [market.code for market in services.markets.all()],
            options.base_url,
        ),
    )
    door = Door(front, Limiter(options.limits, options.monotonic), Limiter(options.limits, options.monotonic))
    app = routes(front, door)
    require_declared(app)
    return Frame(app, ClientAddress(options.trusted_proxies), options.logger)


def routes(front: Front, door: Door) -> Litestar:
    """Return the routes with what they are given; errors of the framework's own are answered as ours."""
    return Litestar(
        route_handlers=[*(Router(path=prefix, route_handlers=ENDPOINTS) for prefix in PREFIXES), *OPERATIONAL],
        dependencies={
            "call": Provide(door.open),
            "front": Provide(lambda: front, sync_to_thread=False),
        },
        exception_handlers={Exception: errors.answer},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )

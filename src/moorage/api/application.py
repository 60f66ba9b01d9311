"""Composition of the API: services and options in, one ASGI application out."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import structlog
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from moorage.api import (
    accounts,
    activity,
    balance_chart,
    charts,
    deposits,
    errors,
    market_data,
    markets,
    metrics,
    money,
    openapi,
    portfolio,
    service,
    users,
    volumes,
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
from moorage.api.visitor import Porch

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
    market_data.market_pairs,
    market_data.currency_rates,
    market_data.rates_with_leverage,
    market_data.leverage_data,
    activity.active_trading_entities,
    markets.market_list,
    service.ping,
    service.time,
    service.validate,
    *deposits.ENDPOINTS,
    *volumes.ENDPOINTS,
    *money.ENDPOINTS,
]
"""The contract's routes, served under both prefixes."""
SECOND_PREFIXES: Final = ("/public/api/v2", "/v2", *(f"{prefix}/v2" for prefix in PREFIXES))
"""Clients put the second version in the place of the first; the contract reads as if it stood behind it."""
SECOND: Final[list[HTTPRouteHandler]] = [market_data.market_pairs]
"""Routes that the contract has in a second version as well."""
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
SERVED: Final[Mapping[str, Sequence[HTTPRouteHandler]]] = {
    **dict.fromkeys(PREFIXES, ENDPOINTS),
    **dict.fromkeys(SECOND_PREFIXES, SECOND),
    "": OPERATIONAL,
}
"""All routes by the prefix they are served under."""


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
            [(prefix, endpoint_of(handler)) for prefix, handlers in SERVED.items() for handler in handlers],
            [market.code for market in services.markets.all()],
            options.base_url,
        ),
    )
    door = Door(front, Limiter(options.limits, options.monotonic), Limiter(options.limits, options.monotonic))
    app = routes(front, door, Porch(front, Limiter(options.limits, options.monotonic)))
    require_declared(app)
    return Frame(app, ClientAddress(options.trusted_proxies), options.logger)


def routes(front: Front, door: Door, porch: Porch) -> Litestar:
    """Return the routes with what they are given; errors of the framework's own are answered as ours."""
    return Litestar(
        route_handlers=[Router(path=prefix or "/", route_handlers=handlers) for prefix, handlers in SERVED.items()],
        dependencies={
            "call": Provide(door.open),
            "visitor": Provide(porch.open),
            "front": Provide(lambda: front, sync_to_thread=False),
        },
        exception_handlers={Exception: errors.answer},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )

"""How an endpoint is declared: its path, its methods, who may call it, and what it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from litestar import Litestar
from litestar import route as litestar_route
from litestar.handlers import HTTPRouteHandler

from moorage.api.operations import Operation
from moorage.domain.access import Permission
from moorage.domain.errors import ConfigurationError

Method = Literal["GET", "POST"]

IN_OPT: Final = "endpoint"


class Access(Enum):
    """Who may call an endpoint."""

    PUBLIC = "public"
    """Anybody; credentials are not looked at."""
    SIGNED = "signed"
    """Whoever signs, whatever the key may do."""
    READ = Permission.ACCOUNTS_READ
    WRITE = Permission.ACCOUNTS_WRITE

    @property
    def permission(self) -> Permission | None:
        """The permission a key needs."""
        return self.value if isinstance(self.value, Permission) else None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The declaration of one endpoint; `path` holds `{account_id:str}` where an id stands."""

    path: str
    methods: tuple[Method, ...]
    access: Access
    operation: Operation


def route(path: str, methods: tuple[Method, ...], access: Access, operation: Operation) -> HTTPRouteHandler:
    """Return a decorator that makes a function the endpoint of a path. Every success is 200."""
    endpoint = Endpoint(path, methods, access, operation)
    return litestar_route(path, http_method=list(methods), status_code=200, opt={IN_OPT: endpoint})


def get(path: str, access: Access, operation: Operation) -> HTTPRouteHandler:
    """Return the decorator of an endpoint that is asked by GET."""
    return route(path, ("GET",), access, operation)


def post(path: str, access: Access, operation: Operation) -> HTTPRouteHandler:
    """Return the decorator of an endpoint that is asked by POST."""
    return route(path, ("POST",), access, operation)


def endpoint_of(handler: HTTPRouteHandler) -> Endpoint:
    """Return the declaration behind a handler.

    Raises:
        ConfigurationError: it was made without one: nobody said who may call it.
    """
    endpoint = handler.opt.get(IN_OPT)
    if not isinstance(endpoint, Endpoint):
        raise ConfigurationError(f"The route {sorted(handler.paths)} does not declare who may call it.")
    return endpoint


def require_declared(app: Litestar) -> None:
    """Check that every route declares who may call it; the framework's own OPTIONS routes are never reached.

    Raises:
        ConfigurationError: one does not.
    """
    for handler in _handlers(app):
        if handler.http_methods != {"OPTIONS"}:
            endpoint_of(handler)


def _handlers(app: Litestar) -> Iterable[HTTPRouteHandler]:
    for registered in app.routes:
        yield from getattr(registered, "route_handlers", None) or [registered.route_handler]  # type: ignore[union-attr]

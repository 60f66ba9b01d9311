"""One line per request: what was asked of which route, how it ended, how long it took, and whose key it was.

Never the query, the body, a header or the path itself, which may hold what somebody pasted in the wrong place.
"""

from typing import Any, Final, Protocol

from litestar.types import Scope

from moorage.api.visit import Visit

UNKNOWN_ROUTE: Final = "-"
METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Logger(Protocol):
    """What a line is given to; structlog's loggers are such."""

    def info(self, event: str, /, **fields: Any) -> object:  # noqa: ANN401 - as structlog
        """Log one line."""


def log_request(logger: Logger, scope: Scope, visit: Visit, status: int, seconds: float) -> None:
    """Log one request.

    Args:
        logger: Where to.
        scope: Of the request, after it was routed.
        visit: Of the request.
        status: What was answered.
        seconds: From the first byte we saw to the last we sent.
    """
    method = scope["method"]  # type: ignore[typeddict-item]
    logger.info(
        "request",
        route=scope.get("path_template") or UNKNOWN_ROUTE,
        method=method if method in METHODS else UNKNOWN_ROUTE,
        status=status,
        ms=round(seconds * 1000, 2),
        request_id=visit.request_id,
        key_id=visit.api_key_id,
    )

"""Logging of the command line: one JSON object a line on standard error, no locals, no foreign chatter."""

import logging
import sys
from typing import Final

import structlog

TALKATIVE: Final = (
    "aiohttp",
    "asyncio",
    "sqlalchemy",
    "alembic",
    "litestar",
    "_granian",
    "granian",
    "tink",
)
"""Libraries whose records may hold URLs, statements or values: only their warnings are let through."""


def configure(level: str) -> None:
    """Set up structlog and the standard library's logging.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`, for our own records.
    """
    threshold = logging.getLevelNamesMapping().get(level, logging.INFO)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"event": "library", "logger": "%(name)s"}')
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )

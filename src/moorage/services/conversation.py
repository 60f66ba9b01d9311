"""Sessions with an exchange under one deadline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from moorage.domain.credentials import Credentials
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import ExchangeTimeout, KeyRefused
from moorage.domain.market import Market
from moorage.services.ports import Exchanges, ExchangeSession


@asynccontextmanager
async def conversing(
    exchanges: Exchanges, market: Market, credentials: Credentials, deadline: float
) -> AsyncIterator[ExchangeSession]:
    """Open a session whose requests all together end within `deadline` seconds.

    Raises:
        ExchangeTimeout: they did not.
    """
    try:
        async with asyncio.timeout(deadline), exchanges.session(market, credentials) as session:
            yield session
    except TimeoutError:
        raise ExchangeTimeout from None


@asynccontextmanager
async def judging(
    exchanges: Exchanges, market: Market, credentials: Credentials, deadline: float
) -> AsyncIterator[ExchangeSession]:
    """Open a session for a key that a person just typed: a refusal speaks of the field it is about.

    Raises:
        RecordInvalid: the venue refuses the key; one attribute, one sentence, and the refusal's class name in
            `x_moorage.refusal` for programs.
        ExchangeTimeout: as `conversing`.
    """
    try:
        async with conversing(exchanges, market, credentials, deadline) as session:
            yield session
    except KeyRefused as refusal:
        raise RecordInvalid(
            attributes={refusal.refused_field: [refusal.description]},
            extension={"refusal": type(refusal).__name__, **refusal.extension},
        ) from None

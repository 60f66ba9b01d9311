"""Trades of every account type that tells them, asked of the sandbox over HTTP, against the sandbox's own book."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage.domain.exchange_errors import PermissionDenied
from moorage.domain.volume import Trades
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.trading_entry import read_trading_entry
from tests.moorage.exchanges.test_order_sandbox import VENUE_OF, given

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
WALLETS: Final[Mapping[str, str]] = {"okex": "trading", "kraken": "spot", "bybit_spot": "trading"}
"""Account type -> the sandbox's wallet whose trades it tells."""
MONEY: Final[Mapping[str, str]] = {"kraken": "USD"}


async def traded(sandbox: SandboxClient, code: str, days: int = 20) -> Trades | None:
    """Ask through the gateway."""
    market = CATALOG.get(code)
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, given(sandbox, market.venue)[0]) as session:
            return await session.fetch_trades(market, (datetime.now(UTC) - timedelta(days=days)).date())
    finally:
        await gateway.close()


def booked(sandbox: SandboxClient, code: str) -> list[Decimal]:
    """What the sandbox's own book says was paid or got, in order."""
    venue = VENUE_OF[code]
    mine = (venue, sandbox.key(venue, "trader").uid, WALLETS[code])
    told = [one for one in sandbox.trades() if (one.venue, one.uid, one.wallet) == mine]
    return sorted(Decimal(one.amount) * Decimal(one.price) for one in told)


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """A sandbox as it starts."""
    exchange_sandbox.reset()
    return exchange_sandbox


def test_every_account_type_is_here():
    """What is told is read."""
    trading = [read_trading_entry(entry) for entry in CATALOG.entries.values()]
    assert {code for told in trading for listed in told.trades.lists for code in listed.markets} == set(WALLETS)


@pytest.mark.parametrize("code", sorted(WALLETS))
async def test_equals_the_book(sandbox: SandboxClient, code: str):
    """The seeded ones, and as many as need several pages."""
    seeded = await traded(sandbox, code)
    assert seeded is not None
    assert sorted(trade.total for trade in seeded.trades) == booked(sandbox, code)
    assert len(seeded.trades) == 3
    wish = {"wallet": WALLETS[code], "side": "buy", "base": "BTC", "quote": MONEY.get(code, "USDT")}
    sandbox.trade(sandbox.key(VENUE_OF[code], "trader"), 120, amount="0.00001", price="60000", **wish)
    many = await traded(sandbox, code, days=1)
    assert many is not None
    assert (many.short, len(many.trades) >= 120) == (frozenset(), True)


async def test_a_key_without_the_right_is_told_so(sandbox: SandboxClient):
    """It is no account without trades."""
    sandbox.alter_key(sandbox.key("kraken", "trader"), permissions=["query-funds", "query-open-trades"])
    with pytest.raises(PermissionDenied):
        await traded(sandbox, "kraken")


async def test_what_cannot_be_told_is_not_guessed(sandbox: SandboxClient):
    """Binance tells trades by symbol only."""
    assert await traded(sandbox, "binance") is None

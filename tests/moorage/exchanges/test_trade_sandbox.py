"""Trades of every account type that tells them, asked of the sandbox over HTTP, against the sandbox's own book."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

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


class Desk(NamedTuple):
    """Where the sandbox keeps what an account type trades."""

    wallet: str = "spot"
    quote: str = "USDT"
    kinds: tuple[str, ...] = ("spot",)


DESKS: Final[Mapping[str, Desk]] = {
    "bybit": Desk("trading", "USD", ("inverse",)),
    "bybit_spot": Desk("trading"),
    "bybit_usdt_perpetual": Desk("trading", kinds=("linear",)),
    "kraken": Desk(quote="USD"),
    "okex": Desk("trading"),
    "okex_futures": Desk("trading", kinds=("linear", "inverse")),
}
"""Account type -> what the sandbox keeps."""
SEEDED: Final = {"spot": 3, "linear": 2, "inverse": 1}


async def traded(sandbox: SandboxClient, code: str, days: int = 20) -> tuple[Trades | None, list[Decimal | None]]:
    """Ask through the gateway; what was paid or got, in order, is made of what the venue's rules tell."""
    market = CATALOG.get(code)
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, given(sandbox, market.venue)[0]) as session:
            told = await session.fetch_trades(market, (datetime.now(UTC) - timedelta(days=days)).date())
        rules = (await gateway.rules(market)).by_symbol()
        trades = told.trades if told else ()
        return told, sorted(trade.total_by(rules[trade.symbol]) for trade in trades)
    finally:
        await gateway.close()


def booked(sandbox: SandboxClient, code: str) -> list[Decimal]:
    """What the sandbox's own book says was paid or got, in order."""
    venue = VENUE_OF[code]
    mine = (venue, sandbox.key(venue, "trader").uid, DESKS[code].wallet)
    told = [
        one for one in sandbox.trades() if (one.venue, one.uid, one.wallet) == mine and one.kind in DESKS[code].kinds
    ]
    return sorted(Decimal(one.amount) * Decimal(one.price) for one in told)


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """A sandbox as it starts."""
    exchange_sandbox.reset()
    return exchange_sandbox


def test_every_account_type_is_here():
    """What is told is read."""
    trading = [read_trading_entry(entry) for entry in CATALOG.entries.values()]
    assert {code for told in trading for listed in told.trades.lists for code in listed.markets} == set(DESKS)


@pytest.mark.parametrize("code", sorted(DESKS))
async def test_equals_the_book(sandbox: SandboxClient, code: str):
    """The seeded ones, and as many as need several pages."""
    desk = DESKS[code]
    seeded, totals = await traded(sandbox, code)
    assert seeded is not None
    assert totals == booked(sandbox, code)
    assert len(totals) == sum(SEEDED[kind] for kind in desk.kinds)
    kind, amount = desk.kinds[0], "0.00001" if desk.kinds[0] == "spot" else "0.01"
    wish = {"wallet": desk.wallet, "side": "buy", "base": "BTC", "quote": desk.quote, "amount": amount, "kind": kind}
    sandbox.trade(sandbox.key(VENUE_OF[code], "trader"), 120, price="60000", **wish)
    many, totals = await traded(sandbox, code)
    assert many is not None
    assert (many.short, totals) == (frozenset(), booked(sandbox, code))


async def test_a_key_without_the_right_is_told_so(sandbox: SandboxClient):
    """It is no account without trades."""
    sandbox.alter_key(sandbox.key("kraken", "trader"), permissions=["query-funds", "query-open-trades"])
    with pytest.raises(PermissionDenied):
        await traded(sandbox, "kraken")


async def test_what_cannot_be_told_is_not_guessed(sandbox: SandboxClient):
    """Binance tells trades by symbol only."""
    assert await traded(sandbox, "binance") == (None, [])

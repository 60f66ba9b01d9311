"""Trades of every account type that tells them, asked of the sandbox over HTTP, against the sandbox's own book."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import pytest

from exchange_sandbox.client import SandboxClient, SandboxTrade
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
    "bitfinex": Desk("exchange", "USD"),
    "bitget_usdt_futures": Desk("futures", kinds=("linear",)),
    "bitstamp": Desk(quote="USD"),
    "bybit": Desk("trading", "USD", ("inverse",)),
    "bybit_spot": Desk("trading"),
    "bybit_usdt_perpetual": Desk("trading", kinds=("linear",)),
    "coinbase_advanced": Desk(quote="USD"),
    "coinbase_advanced_perpetual": Desk("futures", "USD", ("linear",)),
    "crypto_com": Desk("cross", "USD"),
    "deribit": Desk("futures", "USDC", ("linear", "inverse")),
    "gate_io": Desk(),
    "gate_io_btc_perpetual": Desk("futures_btc", "USD", ("inverse",)),
    "gate_io_usdt_perpetual": Desk("futures_usdt", kinds=("linear",)),
    "huobi": Desk(),
    "kraken": Desk(quote="USD"),
    "kraken_futures": Desk("flex", "USD", ("linear", "inverse")),
    "kucoin_futures": Desk("futures", kinds=("linear", "inverse")),
    "okex": Desk("trading"),
    "okex_futures": Desk("trading", kinds=("linear", "inverse")),
}
"""Account type -> what the sandbox keeps."""
BLIND: Final[Mapping[str, list[str]]] = {
    "bitfinex": ["account.read", "wallets.read"],
    "bitstamp": ["Account balance", "Open orders"],
    "deribit": ["account:read"],
    "kraken": ["query-funds", "query-open-trades"],
}
"""Account type -> what a key may do that reads balances and may not see trades."""
SEEDED: Final = {"spot": 3, "linear": 2, "inverse": 1}


async def traded(
    sandbox: SandboxClient, code: str, days: int = 13, label: str = "trader"
) -> tuple[Trades | None, list[Decimal | None]]:
    """Ask through the gateway; what was paid or got, in order, is made of what the venue's rules tell."""
    market = CATALOG.get(code)
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, given(sandbox, market.venue, label)[0]) as session:
            told = await session.fetch_trades(market, (datetime.now(UTC) - timedelta(days=days)).date())
        rules = (await gateway.rules(market)).by_symbol()
        trades = told.trades if told else ()
        return told, sorted(trade.total_by(rules[trade.symbol]) for trade in trades)
    finally:
        await gateway.close()


def mine(sandbox: SandboxClient, code: str) -> list[SandboxTrade]:
    """What the sandbox's own book has of an account type."""
    venue, desk = VENUE_OF[code], DESKS[code]
    place = (venue, sandbox.key(venue, "trader").uid, desk.wallet)
    return [one for one in sandbox.trades() if (one.venue, one.uid, one.wallet) == place and one.kind in desk.kinds]


def booked(sandbox: SandboxClient, code: str) -> list[Decimal]:
    """What was paid or got, in order."""
    return sorted(Decimal(one.amount) * Decimal(one.price) for one in mine(sandbox, code))


def wish(code: str) -> dict[str, str]:
    """Return what is to be traded in an account type, all but the price."""
    desk = DESKS[code]
    amount = "0.00001" if desk.kinds[0] == "spot" else "0.01"
    side = {"wallet": desk.wallet, "side": "sell", "kind": desk.kinds[0]}
    return {**side, "base": "BTC", "quote": desk.quote, "amount": amount}


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
    seeded, totals = await traded(sandbox, code)
    assert seeded is not None
    assert totals == booked(sandbox, code)
    assert len(totals) == sum(SEEDED[kind] for kind in DESKS[code].kinds)
    for _ in range(2):
        sandbox.trade(sandbox.key(VENUE_OF[code], "trader"), 60, price="60000", **wish(code))
    many, totals = await traded(sandbox, code)
    assert many is not None
    assert (many.short, totals) == (frozenset(), booked(sandbox, code))


@pytest.mark.parametrize("code", sorted(BLIND))
async def test_a_key_without_the_right_is_told_so(sandbox: SandboxClient, code: str):
    """It is no account without trades."""
    sandbox.alter_key(sandbox.key(VENUE_OF[code], "trader"), permissions=BLIND[code])
    with pytest.raises(PermissionDenied):
        await traded(sandbox, code)


async def test_a_unified_account_is_asked_in_its_own_way(sandbox: SandboxClient):
    """At Bitget, where the classic page refuses it."""
    more = {"wallet": "unified", "side": "sell", "base": "BTC", "quote": "USDT", "kind": "linear"}
    sandbox.trade(sandbox.key("bitget", "unified"), 2, amount="0.01", price="60000", **more)
    assert (await traded(sandbox, "bitget_usdt_futures", label="unified"))[1] == [600, 600]


async def test_what_cannot_be_told_is_not_guessed(sandbox: SandboxClient):
    """Binance tells trades by symbol only."""
    assert await traded(sandbox, "binance") == (None, [])

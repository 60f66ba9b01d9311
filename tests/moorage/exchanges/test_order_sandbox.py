"""Open orders of every account type, asked of the sandbox over HTTP, against the sandbox's own book."""

from collections.abc import Mapping
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import PermissionDenied
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.trading_entry import read_trading_entry

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
VENUE_OF: Final = {facts.code: entry.venue for entry in CATALOG.entries.values() for facts in entry.markets}
WALLETS: Final[Mapping[str, frozenset[str]]] = {
    "binance": frozenset({"spot"}),
    "binance_margin": frozenset({"margin"}),
    "binance_futures": frozenset({"usdm"}),
    "binance_futures_eea": frozenset({"usdm"}),
    "binance_futures_coin": frozenset({"coinm"}),
    "binance_us": frozenset({"spot"}),
    "bitfinex": frozenset({"exchange", "margin"}),
    "bitget": frozenset({"spot"}),
    "bitget_usdt_futures": frozenset({"futures"}),
    "bitstamp": frozenset({"spot"}),
    "bybit_spot": frozenset({"trading"}),
    "bybit_usdt_perpetual": frozenset(),
    "bybit": frozenset(),
    "coinbase_advanced": frozenset({"spot"}),
    "coinbase_advanced_perpetual": frozenset({"futures"}),
    "crypto_com": frozenset({"cross", "isolated"}),
    "deribit": frozenset({"futures"}),
    "gate_io": frozenset({"spot"}),
    "gate_io_usdt_perpetual": frozenset({"futures_usdt"}),
    "gate_io_btc_perpetual": frozenset({"futures_btc"}),
    "gemini": frozenset({"spot"}),
    "huobi": frozenset({"spot"}),
    "kraken": frozenset({"spot"}),
    "kraken_futures": frozenset({"flex", "margin:fi_xbtusd"}),
    "kucoin": frozenset({"trading"}),
    "kucoin_futures": frozenset({"futures"}),
    "mexc": frozenset({"spot"}),
    "okex": frozenset({"trading"}),
    "okex_futures": frozenset(),
}
"""Account type -> the sandbox's wallets whose orders it shows."""
UNTOLD: Final = frozenset({"binance_tr"})
"""Account types whose orders can be asked for by symbol only."""
BLIND: Final[Mapping[str, list[str]]] = {
    "kraken": ["query-funds", "query-ledger"],
    "bitstamp": ["Account balance"],
    "bitfinex": ["account.read", "wallets.read"],
    "mexc": ["SPOT_ACCOUNT_READ"],
    "deribit": ["account:read"],
}
"""Account type -> what a key may do that reads balances and may not see orders."""
HELD_BY_NOBODY: Final = frozenset({"bybit_usdt_perpetual", "bybit", "okex_futures", "gate_io_btc_perpetual"})
"""Account types without an order: their wallet trades spot too, and those orders hold it, or nothing is locked."""


def given(sandbox: SandboxClient, venue: str, label: str = "trader") -> tuple[Credentials, str]:
    """Return a seeded key and whose it is."""
    key = sandbox.key(venue, label)
    passphrase = Secret(key.passphrase) if key.passphrase else None
    return Credentials(
        api_key=Secret(key.api_key), secret=Secret(key.secret), passphrase=passphrase, customer_id=key.uid
    ), key.uid


async def counted(sandbox: SandboxClient, code: str, label: str = "trader") -> int | None:
    """Count through the gateway."""
    market = CATALOG.get(code)
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, given(sandbox, market.venue, label)[0]) as session:
            return await session.count_open_orders(market)
    finally:
        await gateway.close()


def booked(sandbox: SandboxClient, code: str, label: str = "trader") -> int:
    """Count in the sandbox's own book."""
    venue = VENUE_OF[code]
    uid = sandbox.key(venue, label).uid
    return sum((told.venue, told.uid) == (venue, uid) and told.wallet in WALLETS[code] for told in sandbox.orders())


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """A sandbox as it starts."""
    exchange_sandbox.reset()
    return exchange_sandbox


def test_every_account_type_is_here():
    """What is told is counted; what is not is named."""
    trading = [read_trading_entry(entry) for entry in CATALOG.entries.values()]
    assert {code for told in trading for listed in told.orders.lists for code in listed.markets} == set(WALLETS)
    assert set(VENUE_OF) - set(WALLETS) == UNTOLD


@pytest.mark.parametrize("code", sorted(WALLETS))
async def test_equals_the_book(sandbox: SandboxClient, code: str):
    """The orders that hold what is locked, and one that was taken back is gone."""
    before = booked(sandbox, code)
    assert (await counted(sandbox, code), before > 0) == (before, code not in HELD_BY_NOBODY)
    uid = sandbox.key(VENUE_OF[code], "trader").uid
    mine = [told for told in sandbox.orders() if (told.venue, told.uid) == (VENUE_OF[code], uid)]
    for told in mine:
        sandbox.cancel_order(told.number)
    assert await counted(sandbox, code) == 0


@pytest.mark.parametrize(
    ("code", "wallet", "quote"),
    [
        ("okex", "trading", "USDT"),
        ("bybit_spot", "trading", "USDT"),
        ("gate_io", "spot", "USDT"),
        ("gate_io_usdt_perpetual", "futures_usdt", "USDT"),
        ("coinbase_advanced", "spot", "USD"),
        ("bitget", "spot", "USDT"),
        ("bitget_usdt_futures", "futures", "USDT"),
    ],
)
async def test_all_pages_are_counted(sandbox: SandboxClient, code: str, wallet: str, quote: str):
    """Each order once."""
    key = sandbox.key(VENUE_OF[code], "trader")
    order = {"wallet": wallet, "side": "buy", "base": "BTC", "quote": quote, "amount": "0.00001", "price": "1000"}
    sandbox.place_orders(key, 230, **order)
    assert await counted(sandbox, code) == booked(sandbox, code) > 230


async def test_a_further_page_is_signed_too(sandbox: SandboxClient):
    """At HTX the parameters are signed by name, whichever there are."""
    order = {"wallet": "spot", "side": "buy", "base": "BTC", "quote": "USDT", "amount": "0.00001", "price": "1000"}
    sandbox.place_orders(sandbox.key("htx", "trader"), 510, **order)
    assert await counted(sandbox, "huobi") == booked(sandbox, "huobi") > 510


@pytest.mark.parametrize("code", sorted(BLIND))
async def test_a_key_without_the_right_is_told_so(sandbox: SandboxClient, code: str):
    """It is no account without orders."""
    sandbox.alter_key(sandbox.key(VENUE_OF[code], "trader"), permissions=BLIND[code])
    with pytest.raises(PermissionDenied):
        await counted(sandbox, code)


async def test_a_unified_account_is_asked_in_its_own_way(sandbox: SandboxClient):
    """At Bitget, where the classic page refuses it."""
    uid = sandbox.key("bitget", "unified").uid
    expected = sum((told.venue, told.uid) == ("bitget", uid) for told in sandbox.orders())
    assert await counted(sandbox, "bitget", "unified") == expected == 2


async def test_what_cannot_be_counted_is_not_guessed(sandbox: SandboxClient):
    """Binance TR shows orders by symbol only."""
    assert await counted(sandbox, "binance_tr") is None

"""Transfers of every account type, asked of the sandbox over HTTP, against the sandbox's own book."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxMovement
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import PermissionDenied
from moorage.domain.transfer import Direction, Known, TransferState
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.trading_entry import read_trading_entry

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
WALLETS: Final[Mapping[str, frozenset[str]]] = {
    "binance": frozenset({"spot"}),
    "binance_margin": frozenset({"margin"}),
    "binance_futures": frozenset({"usdm"}),
    "binance_futures_eea": frozenset({"usdm"}),
    "binance_futures_coin": frozenset({"coinm"}),
    "binance_us": frozenset({"spot"}),
    "okex": frozenset({"trading", "funding", "earn"}),
    "okex_futures": frozenset({"trading"}),
    "kraken": frozenset({"spot"}),
    "bybit_spot": frozenset({"trading", "funding", "earn"}),
    "bybit_usdt_perpetual": frozenset({"trading"}),
    "bybit": frozenset({"trading"}),
    "gate_io": frozenset({"spot"}),
    "gate_io_usdt_perpetual": frozenset({"futures_usdt"}),
    "gate_io_btc_perpetual": frozenset({"futures_btc"}),
    "kucoin": frozenset({"trading", "funding"}),
    "bitget": frozenset({"spot", "funding"}),
    "bitget_usdt_futures": frozenset({"futures"}),
    "mexc": frozenset({"spot"}),
    "huobi": frozenset({"spot"}),
    "kucoin_futures": frozenset({"futures"}),
    "bitfinex": frozenset({"exchange", "margin", "funding"}),
    "crypto_com": frozenset({"cross", "isolated"}),
    "deribit": frozenset({"futures"}),
    "binance_tr": frozenset({"spot"}),
    "gemini": frozenset({"spot", "earn"}),
    "bitstamp": frozenset({"spot"}),
    "kraken_futures": frozenset({"cash", "flex"}),
}
"""Account type -> the sandbox's wallets that it consists of."""
MOVES_UNTOLD: Final = frozenset({"gate_io", "bitget", "kucoin", "mexc", "huobi"})
"""Account types of which the venue does not tell moves to other ones; it is said that they are missing."""
VENUE_OF: Final = {facts.code: entry.venue for entry in CATALOG.entries.values() for facts in entry.markets}
SINCE: Final = timedelta(days=25)


def test_every_account_type_that_tells_transfers_is_here():
    """None is left out."""
    trading = [read_trading_entry(entry) for entry in CATALOG.entries.values()]
    assert {code for told in trading for listed in told.transfers.lists for code in listed.markets} == set(WALLETS)


def book(sandbox: SandboxClient, venue: str, uid: str, wallets: frozenset[str]) -> list[tuple[object, ...]]:
    """Return what crossed the bounds of an account type, from the sandbox's own book."""
    mine = [told for told in sandbox.transfers() if (told.venue, told.uid) == (venue, uid)]
    return sorted(line for told in mine if (line := crossing(told, wallets)))


def moves(sandbox: SandboxClient, venue: str, uid: str, wallets: frozenset[str]) -> list[tuple[object, ...] | None]:
    """Return the moves across the bounds of an account type."""
    mine = [told for told in sandbox.transfers() if (told.venue, told.uid) == (venue, uid)]
    return [crossing(told, wallets) for told in mine if told.kind == "internal"]


def crossing(told: SandboxMovement, wallets: frozenset[str]) -> tuple[object, ...] | None:
    """Return a movement as a line; None when it stays outside or inside."""
    at = told.at_ms // 1000
    if told.kind == "deposit" and told.wallet in wallets:
        return (Direction.IN, told.asset, Decimal(told.amount), at, told.state)
    if told.kind == "internal":
        before, after = told.wallet in wallets, told.to_wallet in wallets
        way = Direction.OUT if before else Direction.IN
        return (way, told.asset, Decimal(told.amount), at, told.state) if before != after else None
    left = Decimal(told.amount) + Decimal(told.fee)
    return (Direction.OUT, told.asset, left, at, told.state) if told.wallet in wallets else None


def given(sandbox: SandboxClient, venue: str, label: str = "trader") -> tuple[Credentials, str]:
    """Return a seeded key and whose it is."""
    key = sandbox.key(venue, label)
    passphrase = Secret(key.passphrase) if key.passphrase else None
    credentials = Credentials(api_key=Secret(key.api_key), secret=Secret(key.secret), passphrase=passphrase)
    return replace(credentials, customer_id=key.uid), key.uid


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """A sandbox as it starts."""
    exchange_sandbox.reset()
    return exchange_sandbox


@pytest.mark.parametrize("code", sorted(WALLETS))
async def test_equals_the_book(sandbox: SandboxClient, code: str):
    """What came, what left and what failed, to the last digit, with what happens while the account is watched."""
    venue, market = VENUE_OF[code], CATALOG.get(code)
    credentials, uid = given(sandbox, venue)
    key = sandbox.key(venue, "trader")
    sandbox.make_transfer(key, "deposit", "BTC", "0.125")
    sandbox.settle_transfer(sandbox.make_transfer(key, "deposit", "BTC", "0.0625", state="pending"), "done")
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, credentials) as session:
            told = await session.fetch_transfers(market, Known(datetime.now(UTC) - SINCE))
    finally:
        await gateway.close()
    assert told is not None
    heard = sorted(
        (transfer.direction, transfer.currency, transfer.amount, int(transfer.at.timestamp()), transfer.state.value)
        for transfer in told.transfers
    )
    expected = book(sandbox, venue, uid, WALLETS[code])
    if code in {"kraken", "gemini", "bitstamp", "kraken_futures"}:  # they tell only what is done
        expected = [line for line in expected if line[4] == TransferState.DONE.value]
    if code == "bybit_spot":  # a deposit that is to come has no time there
        expected = [line for line in expected if line[4] != TransferState.PENDING.value]
    if code in MOVES_UNTOLD:
        expected = [line for line in expected if line not in moves(sandbox, venue, uid, WALLETS[code])]
        assert told.missing
    assert heard == expected


@pytest.mark.parametrize("code", ["coinbase_advanced", "coinbase_advanced_perpetual"])
async def test_what_no_list_tells_is_said(sandbox: SandboxClient, code: str):
    """In the words of the entry, without a request."""
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    credentials, _ = given(sandbox, "coinbase")
    before = len(sandbox.requests())
    try:
        async with gateway.session(CATALOG.get(code), credentials) as session:
            told = await session.fetch_transfers(CATALOG.get(code), Known(datetime.now(UTC) - SINCE))
    finally:
        await gateway.close()
    assert told is not None
    assert (told.readings, len(sandbox.requests())) == ({}, before)
    assert str(told.missing).startswith("Not read at Coinbase: ")


async def test_moves_inside_an_account_type_are_none(sandbox: SandboxClient):
    """Cross and isolated margin at Binance are one account type, and the venue lists what moves between them."""
    market, (credentials, _) = CATALOG.get("binance_margin"), given(sandbox, "binance")
    key, before = sandbox.key("binance", "trader"), sandbox.now_ms()
    sandbox.make_transfer(key, "internal", "USDT", "1", wallet="margin", to_wallet="isolated_margin:BTCUSDT")
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, credentials) as session:
            told = await session.fetch_transfers(market, Known(datetime.now(UTC) - SINCE))
    finally:
        await gateway.close()
    assert told is not None
    assert all(transfer.at.timestamp() * 1000 < before for transfer in told.transfers)


async def test_a_key_without_the_right_is_told_so(sandbox: SandboxClient):
    """Kraken's ledger needs a right of its own."""
    market = CATALOG.get("kraken")
    credentials, _ = given(sandbox, "kraken", "ip_here")
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        async with gateway.session(market, credentials) as session:
            with pytest.raises(PermissionDenied):
                await session.fetch_transfers(market, Known(datetime.now(UTC) - SINCE))
    finally:
        await gateway.close()

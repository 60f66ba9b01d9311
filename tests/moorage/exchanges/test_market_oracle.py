"""ccxt and we read the same emulated instruments: a second reading of the same documents, market by market.

Where the two differ, the difference is named below with its reason, and has to be there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage.domain.trading_rule import InstrumentKind, TradingRule
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from tests.exchange_sandbox.foreign.ccxt_client import client

pytestmark = pytest.mark.anyio
CATALOG: Final = Catalog.load()
MARKETS: Final = [(entry.venue, market.code) for entry in CATALOG.entries.values() for market in entry.markets]

BOUNDS: Final = {
    "price_step": ("precision", "price"),
    "lot_step": ("precision", "amount"),
    "min_lot": ("limits", "amount", "min"),
    "max_lot": ("limits", "amount", "max"),
    "min_price": ("limits", "price", "min"),
    "max_price": ("limits", "price", "max"),
    "min_total": ("limits", "cost", "min"),
    "max_total": ("limits", "cost", "max"),
    "min_leverage": ("limits", "leverage", "min"),
    "max_leverage": ("limits", "leverage", "max"),
}
"""Our bound -> where ccxt has it."""
KINDS: Final = {"spot": InstrumentKind.SPOT, "linear": InstrumentKind.LINEAR, "inverse": InstrumentKind.INVERSE}

DIFFERENT: Final[Mapping[str, frozenset[str]]] = {
    "okex": frozenset({"max_total"}),  # is in US dollars at OKX, not in the quote
    "okex_futures": frozenset({"min_leverage"}),  # a constant of ccxt
    "bybit_spot": frozenset({"min_lot", "max_total"}),  # ccxt reads columns that Bybit no longer checks
    "gate_io": frozenset({"max_total"}),  # ccxt takes the greatest loan for it
    "gate_io_usdt_perpetual": frozenset({"lot_step", "min_price", "max_price"}),  # constant; worked out by ccxt
    "gate_io_btc_perpetual": frozenset({"lot_step", "min_price", "max_price"}),
    "kucoin": frozenset({"max_total"}),  # holds for market orders only
    "kucoin_futures": frozenset({"min_price", "min_leverage"}),  # the step of prices; a constant
    "huobi": frozenset({"min_lot", "max_lot"}),  # ccxt reads the columns that are to go
    "binance_tr": frozenset({"min_total", "max_total"}),  # ccxt looks for an older filter
    "bitfinex": frozenset({"price_step", "lot_step", "min_price"}),  # ccxt counts digits, Bitfinex has no steps
    # the least amount; the step; not read by ccxt; our lots are coins and dollars, its contracts
    "deribit": frozenset({"lot_step", "min_price", "max_leverage", "contract_size"}),
    "coinbase_advanced_perpetual": frozenset({"min_total", "max_total"}),  # mean nothing for contracts
}
ODD: Final = {("kraken", "USD_EUR", "lot_step")}
"""Of fiat money ccxt takes the decimals of the currency for the step."""
HIDDEN: Final = {"gemini": {"USD_EUR", "USD_MATIC"}}
"""Pairs that ccxt leaves out."""
MARGIN: Final = {"binance_margin"}
"""Where only pairs that may be borrowed for count."""
NAMED_OTHERWISE: Final = {"binance_tr"}
"""Where the twin that ccxt knows writes pairs otherwise."""


@contextmanager
def oracle(sandbox: SandboxClient, venue: str) -> Iterator[Any]:
    """A fresh ccxt instance that believes it speaks to the exchange, its markets loaded."""
    with client(sandbox, sandbox.key(venue, "trader")) as exchange:
        exchange.load_markets()
        yield exchange


async def our_rules(sandbox: SandboxClient, code: str) -> dict[tuple[InstrumentKind, str], TradingRule]:
    """What we read, by kind and pair."""
    gateway = Gateway(CATALOG, base_urls={"": sandbox.url})
    try:
        book = await gateway.rules(CATALOG.get(code))
    finally:
        await gateway.close()
    return {(rule.kind, pair): rule for pair in book.pairs() if (rule := book.get(pair)) is not None}


def theirs(exchange: Any, *, margin: bool) -> dict[tuple[InstrumentKind, str], dict[str, Any]]:
    """What ccxt read, by kind and pair: spot markets, or only those with margin, and contracts without an end."""
    found = {}
    for market in exchange.markets.values():
        told = market["margin"] if margin else market["spot"]
        if (told or market["swap"]) and market["active"] is not False:
            kind = KINDS["spot" if market["spot"] else "linear" if market["linear"] else "inverse"]
            found[kind, f"{market['quote']}_{market['base']}"] = market
    return found


def differences(rule: TradingRule, market: Mapping[str, Any]) -> set[str]:
    """Return the bounds that the two read differently; a bound of zero is none, and spot has no leverage."""
    found = {
        name
        for name, path in BOUNDS.items()
        if getattr(rule.limits, name) != bound(market, path)
        and not ("leverage" in name and rule.kind is InstrumentKind.SPOT)
    }
    size = rule.contract_size
    return found | ({"contract_size"} if size is not None and size != bound(market, ("contractSize",)) else set())


def bound(market: Mapping[str, Any], path: tuple[str, ...]) -> Decimal | None:
    """Return a number of ccxt's; its digits are those of the shortest text that means it."""
    told: Any = market
    for step in path:
        told = (told or {}).get(step)
    return Decimal(str(told)) if told else None


@pytest.mark.parametrize(("venue", "code"), MARKETS)
async def test_both_read_the_same(exchange_sandbox: SandboxClient, venue: str, code: str):
    """The same pairs, and of each its name, steps, least and most to the last digit; what is unknown is so to both."""
    exchange_sandbox.reset()
    rules = await our_rules(exchange_sandbox, code)
    with oracle(exchange_sandbox, venue) as exchange:
        known = theirs(exchange, margin=code in MARGIN)
    hidden = HIDDEN.get(code, set())
    kinds = {kind for kind, _ in rules}
    assert {(kind, pair) for kind, pair in rules if pair not in hidden} == {
        place for place in known if place[0] in kinds
    }
    assert hidden <= {pair for _, pair in rules}
    different: set[str] = set()
    for place, market in known.items():
        if place in rules:
            assert market["id"] == rules[place].symbol or venue in NAMED_OTHERWISE
            found = differences(rules[place], market)
            different |= {name for name in found if (code, place[1], name) not in ODD}
    assert different == DIFFERENT.get(code, set())

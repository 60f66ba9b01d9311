"""Every venue's lists of trades against its documents. The facts are in `trades/`."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from moorage.domain.exchange_errors import BadResponse
from moorage.domain.volume import Trade
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.trade_walk import TradeWalk
from moorage.exchanges.trades import TradeReader
from moorage.exchanges.trading_entry import read_trading_entry

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).parent / "trades"
CATALOG = Catalog.load()
TRADING = {venue: read_trading_entry(entry) for venue, entry in CATALOG.entries.items()}
CASES = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))}


def numbers(text: str) -> tuple[Decimal, ...]:
    """Read a total, or contracts and their price."""
    return tuple(Decimal(number) for number in text.split(" x "))


def amounts(trade: Trade) -> tuple[Decimal, ...]:
    """Return what a trade tells."""
    told = (trade.total, trade.contracts, trade.price)
    return tuple(number for number in told if number is not None)


def test_every_list_has_its_case():
    """What an entry maps is shown on a recorded answer, for every account type."""
    told = {code for trading in TRADING.values() for listed in trading.trades.lists for code in listed.markets}
    assert {code for case in CASES.values() for code in case["trades"]} == told


@pytest.mark.parametrize(("venue", "code"), [(venue, code) for venue, case in CASES.items() for code in case["trades"]])
async def test_trades_are_read(venue: str, code: str):
    """Symbol by symbol, what was worked out by hand; `at` is the second after the last one."""
    case, now = CASES[venue], datetime.fromtimestamp(CASES[venue]["trades"][code]["at"], UTC)

    async def ask(name: str, arguments: Mapping[str, str]) -> bytes:
        fitting = [told for told in case["answers"] if told["request"] == name]
        body = next(told for told in fitting if told.get("kind", "") == arguments["kind"])["body"].encode()
        return QUIRKS[CATALOG.entries[venue].quirk].reshape.get(name, bytes)(body)

    readers = [TradeReader(told) for told in TRADING[venue].trades.lists if code in told.markets]
    told = await TradeWalk(ask, BadResponse, now).all(readers, now.date())
    totals = {symbol: numbers(total) for symbol, total in case["trades"][code]["totals"].items()}
    assert {trade.symbol: amounts(trade) for trade in told.trades} == totals


@pytest.mark.parametrize("venue", sorted(CASES))
def test_what_is_cited_is_listed(venue: str):
    """Each list names a document of the venue, and is asked for by a request that is signed."""
    known = {**CATALOG.entries[venue].sources, **TRADING[venue].sources}
    for told in TRADING[venue].trades.lists:
        assert set(told.rows.source.split(", ")) <= known.keys()
        assert TRADING[venue].requests[told.rows.request].signed

"""Every venue's lists of open orders against its documents. The facts are in `orders/`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from moorage.domain.exchange_errors import BadResponse
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.order_count import OrderCount, OrderReader
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.trading_entry import read_trading_entry

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).parent / "orders"
CATALOG = Catalog.load()
TRADING = {venue: read_trading_entry(entry) for venue, entry in CATALOG.entries.items()}
CASES = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))}


def test_every_list_has_its_case():
    """What an entry maps is shown on a recorded answer, for every account type."""
    told = {code for trading in TRADING.values() for listed in trading.orders.lists for code in listed.markets}
    assert {code for case in CASES.values() for code in case["orders"]} == told


@pytest.mark.parametrize(("venue", "code"), [(venue, code) for venue, case in CASES.items() for code in case["orders"]])
async def test_orders_are_counted(venue: str, code: str):
    """As many as were counted by hand."""
    case = CASES[venue]

    async def ask(name: str, arguments: Mapping[str, str]) -> bytes:
        fitting = [told for told in case["answers"] if told["request"] == name]
        exact = [told for told in fitting if told.get("kind") == arguments.get("kind")]
        page = int(arguments.get("page") or 1)
        body = (exact or [told for told in fitting if "kind" not in told])[0]["body"].encode()
        return QUIRKS[CATALOG.entries[venue].quirk].reshape.get(name, bytes)(body if page == 1 else b"[]")

    readers = [OrderReader(told) for told in TRADING[venue].orders.lists if code in told.markets]
    assert await OrderCount(ask, BadResponse).all(readers) == case["orders"][code]


@pytest.mark.parametrize("venue", sorted(CASES))
def test_what_is_cited_is_listed(venue: str):
    """Each list names a document of the venue, and is asked for by a request that is signed."""
    known = {**CATALOG.entries[venue].sources, **TRADING[venue].sources}
    for told in TRADING[venue].orders.lists:
        assert set(told.rows.source.split(", ")) <= known.keys()
        assert TRADING[venue].requests[told.rows.request].signed

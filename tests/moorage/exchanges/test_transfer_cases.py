"""Every venue's histories of transfers against its documents. The facts are in `transfers/`."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from moorage.domain.exchange_errors import BadResponse
from moorage.domain.transfer import Known
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.trading_entry import read_trading_entry
from moorage.exchanges.transfer_walk import TransferWalk
from moorage.exchanges.transfers import TransferReader

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).parent / "transfers"
CATALOG = Catalog.load()
TRADING = {venue: read_trading_entry(entry) for venue, entry in CATALOG.entries.items()}
CASES = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))}
LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


def told_markets() -> set[str]:
    """Return the account types of which some venue tells transfers."""
    return {code for trading in TRADING.values() for told in trading.transfers.lists for code in told.markets}


def test_every_list_has_its_case():
    """What an entry maps is shown on a recorded answer, for every account type."""
    assert {code for case in CASES.values() for code in case["transfers"]} == told_markets()


@pytest.mark.parametrize(
    ("venue", "code"), [(venue, code) for venue, case in CASES.items() for code in case["transfers"]]
)
async def test_transfers_are_exact(venue: str, code: str):
    """Way, currency, amount with its fee, time, state and name are those worked out by hand."""
    entry, trading, case = CATALOG.entries[venue], TRADING[venue], CASES[venue]

    async def ask(name: str, arguments: Mapping[str, str]) -> bytes:
        fitting = [told for told in case["answers"] if told["request"] == name]
        exact = [told for told in fitting if told.get("kind") == arguments["kind"]]
        body = (exact or [told for told in fitting if "kind" not in told])[0]["body"].encode()
        return QUIRKS[entry.quirk].reshape.get(name, bytes)(body)

    lists = [told for told in trading.transfers.lists if code in told.markets]
    every = [_everlasting(told) for told in lists]
    readers = [TransferReader(told, AssetNames(entry.assets)) for told in every]
    walk = TransferWalk(ask, BadResponse, datetime(2026, 11, 22, tzinfo=UTC))
    told = await walk.all(readers, Known(LONG_AGO), None)
    assert sorted(map(_line, told.transfers)) == sorted(map(_expected, case["transfers"][code]))


@pytest.mark.parametrize("venue", sorted(CASES))
def test_what_is_cited_is_listed(venue: str):
    """Each list names a document of the venue, and is in no doubt what it is about."""
    known = {**CATALOG.entries[venue].sources, **TRADING[venue].sources}
    for told in TRADING[venue].transfers.lists:
        assert set(told.rows.source.split(", ")) <= known.keys()
        assert told.markets


def _everlasting(told: Any) -> Any:
    """Take the bounds on time from a list, so that answers of any age are read at once."""
    from msgspec import structs  # noqa: PLC0415

    return structs.replace(told, span_days=0, keeps_days=0)


def _line(transfer: Any) -> tuple[Any, ...]:
    return (
        transfer.direction,
        transfer.currency,
        transfer.amount,
        transfer.at,
        transfer.state,
        transfer.reference,
    )


def _expected(told: Mapping[str, str]) -> tuple[Any, ...]:
    at = datetime.fromisoformat(told["at"])
    return (told["way"], told["currency"], Decimal(told["amount"]), at, told["state"], told["reference"])

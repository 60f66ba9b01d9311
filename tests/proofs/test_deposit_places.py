"""Networks and deposit addresses through the front door, for every market that takes deposits."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec
import pytest

from exchange_sandbox.client import SandboxClient
from moorage.exchanges.catalog import Catalog
from tests.contract.deposits import DepositData, NetworksInfo
from tests.proofs.front_door import ACCOUNTS, FrontDoor, front_door

pytestmark = pytest.mark.prove
MARKETS: Final = [(entry.venue, market) for entry in Catalog.load().entries.values() for market in entry.markets]
TAKING: Final = {market.code: venue for venue, market in MARKETS if "deposit_enabled" in market.capabilities}


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    with front_door(tmp_path_factory.mktemp("deposits") / "installation", exchange_sandbox.url) as opened:
        yield opened


@pytest.mark.parametrize("code", sorted(TAKING))
def test_a_caller_learns_where_to_send_coins(door: FrontDoor, exchange_sandbox: SandboxClient, code: str) -> None:
    """Networks, then the address on one of them, with what the account holds, all texts in plain notation."""
    exchange_sandbox.reset()
    caller = door.caller()
    made = caller.connect(code, exchange_sandbox.key(TAKING[code], "trader")).json
    assert made["deposit_enabled"] is True
    answer = caller.get(f"{ACCOUNTS}/{made['id']}/networks_info", currency="BTC", purpose="deposit")
    told = msgspec.convert(answer.json, NetworksInfo)
    assert (told.currency, told.deposit_enable) == ("BTC", True)
    assert all(network.deposit_enable for network in told.network_list)
    asked = {"currency": "BTC", "network": told.network_list[0].network}
    place = msgspec.convert(caller.get(f"{ACCOUNTS}/{made['id']}/deposit_data", **asked).json, DepositData)
    assert Decimal(place.total_balance) == Decimal(place.available_balance) + Decimal(place.in_orders)
    assert caller.remove(made["id"]).json is True


def test_other_markets_are_forbidden(door: FrontDoor, exchange_sandbox: SandboxClient) -> None:
    """In the contract's words."""
    exchange_sandbox.reset()
    caller = door.caller()
    made = caller.connect("binance_margin", exchange_sandbox.key("binance", "trader")).json
    answer = caller.get(f"{ACCOUNTS}/{made['id']}/networks_info")
    assert (answer.status, answer.json["error"]) == (403, "Forbidden. Unavailable for this account.")
    caller.remove(made["id"])

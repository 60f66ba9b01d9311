"""Open orders through the front door, for every market, and what becomes of them when an account is removed."""

from collections.abc import Iterator

import pytest

from exchange_sandbox.client import SandboxClient
from tests.moorage.exchanges.test_order_sandbox import UNTOLD, VENUE_OF, booked
from tests.proofs.front_door import ACCOUNTS, FrontDoor, front_door

OTHERS = ("active_bots_count", "active_deals_count", "active_smart_trades_count", "active_grid_bots_count")


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    with front_door(tmp_path_factory.mktemp("orders") / "installation", exchange_sandbox.url) as opened:
        yield opened


class TestActiveTradingEntities:
    @pytest.mark.parametrize("market", sorted(set(VENUE_OF) - UNTOLD))
    def test_orders_are_those_of_the_book(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """Counted at the exchange; they do not keep an account from being removed, and are still there afterwards."""
        caller = door.caller()
        number = caller.connect(market, sandbox.key(VENUE_OF[market], "trader")).json["id"]
        told, expected = caller.get(f"{ACCOUNTS}/{number}/active_trading_entities"), booked(sandbox, market)
        assert told.status == 200, told.body
        assert told.json["data"] == {"active_orders_count": expected, **dict.fromkeys(OTHERS, 0)}
        assert caller.remove(number).body == b"true"
        assert booked(sandbox, market) == expected

    @pytest.mark.parametrize("market", sorted(UNTOLD))
    def test_what_cannot_be_counted_is_said_so(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """It is no zero."""
        caller = door.caller()
        number = caller.connect(market, sandbox.key(VENUE_OF[market], "trader")).json["id"]
        told = caller.get(f"{ACCOUNTS}/{number}/active_trading_entities")
        assert (told.status, told.json["error"]) == (403, "Forbidden. Unavailable for this account.")
        assert caller.remove(number).status == 200

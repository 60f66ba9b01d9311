"""What an account traded through the front door, for every market, against the sandbox's own book."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

import msgspec
import pytest

from exchange_sandbox.client import SandboxClient
from moorage.domain.access import Permission
from tests.contract.volumes import Daily, Monthly, Total
from tests.moorage.exchanges.test_trade_sandbox import BLIND, DESKS, mine, wish
from tests.proofs.front_door import ACCOUNTS, Answer, Caller, FrontDoor, front_door
from tests.proofs.test_connect import MARKETS, PRICES

KINDS = ("daily", "monthly", "total")
BTC = Decimal(PRICES["BTC"])
M = TypeVar("M", bound=Total)


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    with front_door(tmp_path_factory.mktemp("volumes") / "installation", exchange_sandbox.url) as opened:
        opened.stack.run("user", "create", "--name", "bo")
        yield opened


@pytest.fixture
def traded(sandbox: SandboxClient) -> SandboxClient:
    """A world in which all money is worth a dollar, and a bitcoin has a price that divides everything."""
    sandbox.set_prices(PRICES)
    return sandbox


def connect(caller: Caller, sandbox: SandboxClient, market: str) -> int:
    """Connect the trader's account and return its number."""
    made = caller.connect(market, sandbox.key(MARKETS[market], "trader"))
    assert made.status == 200, made.body
    number: int = made.json["id"]
    return number


def volume(caller: Caller, number: int, kind: str, **query: str) -> Answer:
    """Ask what an account traded."""
    return caller.get(f"{ACCOUNTS}/{number}/volume/{kind}", **query)


def read(answer: Answer, shape: type[M]) -> M:
    """Decode strictly, and check that both amounts are the same value."""
    assert answer.status == 200, answer.body
    told = msgspec.json.decode(answer.body, type=shape, strict=True)
    assert Decimal(told.volume_btc) * BTC == Decimal(told.volume_usd)
    return told


def booked(sandbox: SandboxClient, market: str, beginning: str) -> Decimal:
    """What was paid and got on days, `YYYY-MM-DD`, that begin so, in dollars."""
    days = ((one, datetime.fromtimestamp(one.at_ms / 1000, UTC).date().isoformat()) for one in mine(sandbox, market))
    return sum((Decimal(one.amount) * Decimal(one.price) for one, day in days if day.startswith(beginning)), Decimal(0))


class TestVolume:
    @pytest.mark.parametrize("market", sorted(DESKS))
    def test_is_that_of_the_book(self, door: FrontDoor, traded: SandboxClient, market: str) -> None:
        """Of the day, of the month and in all; a trade of just now counts."""
        caller = door.caller()
        traded.trade(traded.key(MARKETS[market], "trader"), 3, price="60000", **wish(market))
        number = connect(caller, traded, market)
        day = read(volume(caller, number, "daily"), Daily)
        month = read(volume(caller, number, "monthly"), Monthly)
        total = read(volume(caller, number, "total"), Total)
        assert Decimal(day.volume_usd) == booked(traded, market, day.utc_date) > 0
        assert Decimal(month.volume_usd) == booked(traded, market, month.utc_month) == Decimal(total.volume_usd)
        assert caller.remove(number).body == b"true"

    @pytest.mark.parametrize("market", sorted(set(MARKETS) - set(DESKS)))
    def test_what_cannot_be_told_is_no_zero(self, door: FrontDoor, traded: SandboxClient, market: str) -> None:
        """The exchange tells trades of one pair at a time, or nobody read how it tells them."""
        caller = door.caller()
        number = connect(caller, traded, market)
        answers = [volume(caller, number, kind) for kind in KINDS]
        assert [(told.status, told.json["error"]) for told in answers] == [(404, "Volume data not found")] * 3
        assert caller.remove(number).status == 200

    def test_what_has_no_value_is_said_to_be_missing(self, door: FrontDoor, traded: SandboxClient) -> None:
        """A pair that the exchange does not list: the others are summed, and the day and the month say so."""
        caller, key = door.caller(), traded.key("okx", "trader")
        before = booked(traded, "okex", datetime.fromtimestamp(traded.now_ms() / 1000, UTC).date().isoformat())
        odd = {"wallet": "trading", "side": "buy", "base": "DRIFTWOOD", "quote": "USDT"}
        traded.trade(key, 1, amount="10", price="0.5", **odd)
        number = connect(caller, traded, "okex")
        for kind in KINDS:
            assert volume(caller, number, kind).json["x_moorage"] == {"complete": False}
        assert Decimal(volume(caller, number, "daily").json["volume_usd"]) == before
        assert caller.remove(number).status == 200

    def test_is_asked_once_for_some_minutes(self, door: FrontDoor, traded: SandboxClient) -> None:
        """Whatever is asked, and an older month needs no exchange."""
        caller = door.caller()
        number = connect(caller, traded, "kraken")
        read(volume(caller, number, "total"), Total)
        traded.forget_requests()
        for kind in KINDS:
            assert volume(caller, number, kind).status == 200
        assert volume(caller, number, "monthly", month="2020-01").status == 404
        assert [one for one in traded.requests() if one.path.endswith("TradesHistory")] == []
        assert caller.remove(number).status == 200

    def test_is_told_to_its_owner_only(self, door: FrontDoor, traded: SandboxClient) -> None:
        """To a stranger the account is not there; a key needs the right to read."""
        owner, stranger, mute = door.caller(), door.caller("bo"), door.caller(rights=(Permission.ACCOUNTS_WRITE,))
        number = connect(owner, traded, "kraken")
        for kind in KINDS:
            assert volume(stranger, number, kind).body == volume(stranger, 987_654, kind).body
            assert [volume(each, number, kind).status for each in (stranger, mute, owner)] == [404, 403, 200]
        assert owner.remove(number).status == 200

    @pytest.mark.parametrize("market", sorted(BLIND))
    def test_a_key_without_the_right_is_told_so(self, door: FrontDoor, traded: SandboxClient, market: str) -> None:
        """And the account stays as it is."""
        caller, key = door.caller(), traded.key(MARKETS[market], "trader")
        traded.alter_key(key, permissions=BLIND[market])
        number = connect(caller, traded, market)
        told = volume(caller, number, "daily")
        assert (told.status, told.json["error"]) == (422, "invalid_api_key"), told.body
        assert caller.show(number).json["is_locked"] is False
        assert caller.remove(number).status == 200

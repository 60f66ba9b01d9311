"""Which wallets rest, and when they are asked for all the same."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from moorage.domain.balance import Balances, Holding
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.readers import Readers
from moorage.exchanges.resting import Wallets, joined, resting
from tests.makers import make_holding

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLOW = "locked_earn"
EARNING = make_holding("ETH", "4", SLOW)
COIN = make_holding("BTC", "1")


@pytest.fixture
def wallets() -> Wallets:
    """Those of Binance's spot account, of which locked earn may stand for four hours."""
    entry = Catalog.load().entries["binance"]
    return Readers(entry, QUIRKS[entry.quirk], (), lambda: NOW).balances["binance"]


def told(*holdings: Holding, at: Mapping[str, datetime] | None = None, unread: tuple[str, ...] = ()) -> Balances:
    """Balances of an hour ago."""
    return Balances(holdings, NOW - HOUR, unread, tuple((at or {}).items()))


class TestResting:
    def test_what_was_told_lately_rests(self, wallets: Wallets):
        """Also where it held nothing, and with the time at which it was told."""
        at = NOW - 3 * HOUR
        assert resting(wallets, told(at={SLOW: at}), NOW) == {SLOW: at}

    def test_after_its_time_it_is_asked_for(self, wallets: Wallets):
        """Four hours are its time."""
        assert resting(wallets, told(at={SLOW: NOW - 4 * HOUR}), NOW) == {}

    @pytest.mark.parametrize("earlier", [None, told(COIN), told(COIN, unread=(SLOW,)), told(at={"spot": NOW})])
    def test_what_was_not_told_is_asked_for(self, wallets: Wallets, earlier: Balances | None):
        """Nor does a wallet rest that each load asks for."""
        assert resting(wallets, earlier, NOW) == {}


class TestJoined:
    REST = {SLOW: NOW - 2 * HOUR}  # noqa: RUF012

    def test_stands_as_it_was(self):
        """With its own time, while an order and a price move nothing."""
        ordered = COIN._replace(free=COIN.free - COIN.total, used=COIN.total)
        whole = joined(Balances((ordered,), NOW), told(COIN, EARNING, at=self.REST), self.REST)
        assert whole == Balances((ordered, EARNING), NOW, (), tuple(self.REST.items()))
        assert whole.older == self.REST
        assert whole.oldest == NOW - 2 * HOUR

    @pytest.mark.parametrize(
        "now",
        [
            Balances((make_holding("BTC", "0.5"),), NOW),
            Balances((), NOW),
            Balances((make_holding("BTC", "1", "funding"),), NOW),
            Balances((COIN, make_holding("ETH", "4")), NOW),
            Balances((COIN._replace(borrowed=COIN.total),), NOW),
            Balances((COIN,), NOW, ("funding",)),
        ],
        ids=["less", "nothing", "another wallet", "more", "a debt", "a wallet that is not read any more"],
    )
    def test_what_moves_wakes_it(self, now: Balances):
        """It may have come from there, or gone there."""
        assert joined(now, told(COIN, EARNING, at=self.REST), self.REST) is None

"""Networks and addresses of one venue."""

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest

from moorage.domain.deposit import DepositAddress
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import BadResponse, NoDepositAddress
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.deposit_facts import DepositFacts, NetworkList
from moorage.exchanges.deposits import DepositReader, VenueDesk
from moorage.exchanges.market_facts import Assets
from moorage.exchanges.rows import Rows

pytestmark = pytest.mark.anyio
NETWORKS = {
    "currency": "c",
    "network": "n",
    "name": "full",
    "deposit": "in",
    "no_withdraw": "closed",
    "tag": "memo",
    "fee": "f",
    "maximum": "max",
    "decimals": "d",
}
COINS = [
    {"c": "XBT", "n": "BTC", "full": "Bitcoin", "in": True, "closed": False, "f": "0.0001", "d": 8, "max": "unlimited"},
    {"c": "USDT", "n": "Tron (TRC20)", "in": True, "closed": True, "memo": False},
    {"c": "USDT", "n": "TON", "in": False, "memo": True},
    {"c": "XBT.M", "n": "BTC", "in": True},
]
ADDRESSES = [
    {"chain": "TON", "a": "T0"},
    {"chain": "tron (trc20)", "a": "T1", "memo": "7"},
    {"chain": "BTC", "a": "B1", "t": "", "memo": ""},
]


class Venue:
    """Answers with coins and addresses."""

    def __init__(self, addresses: list | None = None) -> None:
        self.told = {"coins": COINS, "address": ADDRESSES if addresses is None else addresses}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Answer one request."""
        self.asked.append((name, arguments))
        return json.dumps(self.told[name]).encode()

    def desk(self, *, one_currency: bool = False) -> VenueDesk:
        """Return the desk of this venue."""
        facts = DepositFacts(
            markets=("spot",),
            networks=NetworkList(
                rows=Rows(source="DOC", request="coins", rows="", columns=NETWORKS), one_currency=one_currency
            ),
            address=Rows(
                source="DOC",
                request="address",
                rows="",
                columns={"address": "a", "network": "chain", "tag": "t", "tag_2": "memo"},
            ),
        )
        names = AssetNames(Assets(source="DOC", renamed={"XBT": "BTC"}, suffixes={".M": "earn"}))
        return VenueDesk(DepositReader(facts, names), self.ask, BadResponse)


class TestNetworks:
    async def test_are_told_of_all_currencies(self):
        """Under the field's names; marked ones are no currencies of their own."""
        told = await Venue().desk().networks(None)
        assert [(one.currency, one.name, len(one.networks)) for one in told] == [
            ("BTC", "Bitcoin", 1),
            ("USDT", "USDT", 2),
        ]

    async def test_are_told_of_one_currency(self):
        """The venue is asked under its own name."""
        venue = Venue()
        (told,) = await venue.desk().networks("btc")
        (network,) = told.networks
        assert venue.asked == [("coins", {"currency": "XBT"})]
        assert (network.takes_deposits, network.sends_withdrawals, network.is_default) == (True, True, True)
        assert (network.fee, network.step, network.maximum) == (Decimal("0.0001"), Decimal("1e-8"), None)
        assert network.needs_tag is None

    async def test_may_be_closed(self):
        """For coming and for going apart; what is not told is not open."""
        (told,) = await Venue().desk().networks("USDT")
        tron, ton = told.networks
        assert (tron.takes_deposits, tron.sends_withdrawals, tron.needs_tag, tron.is_default) == (
            True,
            False,
            False,
            False,
        )
        assert (ton.takes_deposits, ton.sends_withdrawals, ton.needs_tag) == (False, False, True)

    async def test_of_a_currency_that_is_not_there_are_refused(self):
        """By its field."""
        with pytest.raises(RecordInvalid) as refused:
            await Venue().desk().networks("NOPE")
        assert refused.value.attributes == {"currency": ["does not have a valid value"]}

    async def test_need_a_currency_where_the_venue_wants_one(self):
        """It is missing then."""
        with pytest.raises(RecordInvalid) as refused:
            await Venue().desk(one_currency=True).networks(None)
        assert refused.value.attributes == {"currency": ["is missing"]}

    async def test_that_cannot_be_read_are_an_outage(self):
        """Never an empty list."""
        venue = Venue()
        venue.told["coins"] = {"error": 1}
        with pytest.raises(BadResponse):
            await venue.desk().networks(None)


class TestAddress:
    @pytest.mark.parametrize(
        ("currency", "network", "place"),
        [("USDT", "TRON (TRC20)", DepositAddress("T1", "7")), ("BTC", "BTC", DepositAddress("B1"))],
    )
    async def test_is_the_one_of_the_network(self, currency, network, place):
        """With the first tag that is there."""
        venue = Venue()
        assert await venue.desk().address(currency, network) == place
        assert venue.asked[-1][1]["network"] in {"Tron (TRC20)", "BTC"}

    async def test_is_refused_on_an_unknown_network(self):
        """By its field."""
        with pytest.raises(RecordInvalid) as refused:
            await Venue().desk().address("USDT", "SOL")
        assert refused.value.attributes == {"network": ["does not have a valid value"]}

    async def test_is_not_told_of_a_closed_network(self):
        """Coins would be lost."""
        venue = Venue()
        with pytest.raises(NoDepositAddress):
            await venue.desk().address("USDT", "TON")
        assert [name for name, _ in venue.asked] == ["coins"]

    async def test_that_is_not_there_is_said_to_be_missing(self):
        """It is not made."""
        with pytest.raises(NoDepositAddress):
            await Venue(addresses=[]).desk().address("BTC", "BTC")

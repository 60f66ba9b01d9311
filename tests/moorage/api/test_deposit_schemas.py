from decimal import Decimal

import msgspec

from moorage.api.deposit_schemas import DepositEntity, NetworkEntity, NetworksEntity, shown
from moorage.api.schemas import ENCODER
from moorage.domain.deposit import CurrencyNetworks, DepositAddress, DepositPlace, Network

FIELDS = (
    "network default deposit_enable withdraw_enable deposit_tip withdraw_tip special_tip network_name network_url "
    "address_regexp withdraw_fee withdraw_min withdrawMax withdrawMultiple memo_regexp label require_address_tag"
)
FULL = Network(
    code="XRP",
    title="XRP Ledger",
    takes_deposits=True,
    fee=Decimal("1e-7"),
    minimum=Decimal(20),
    maximum=Decimal("1e9"),
    step=Decimal("1e-8"),
    tag_pattern="^[0-9]+$",
)
BARE = Network(code="BTC", title="Bitcoin", sends_withdrawals=True)


class TestNetworkEntity:
    def test_has_the_contracts_fields_in_their_order(self):
        """Amounts are texts in plain notation; a tag with a pattern is required."""
        told = msgspec.json.decode(ENCODER.encode(NetworkEntity.of(FULL)))
        assert list(told) == FIELDS.split()
        assert (told["withdraw_fee"], told["withdrawMax"], told["withdrawMultiple"]) == (
            "0.0000001",
            "1000000000.0",
            "0.00000001",
        )
        assert told["require_address_tag"] is True

    def test_leaves_out_what_is_not_told(self):
        """Never a null, never a zero in its place."""
        told = msgspec.json.decode(ENCODER.encode(NetworkEntity.of(BARE)))
        assert set(FIELDS.split()) - set(told) == {"withdraw_fee", "withdraw_min", "withdrawMax", "withdrawMultiple"}
        assert None not in told.values()


class TestNetworksEntity:
    def test_is_open_where_one_network_is(self):
        """For coming and for going apart."""
        told = NetworksEntity.of(CurrencyNetworks(currency="XRP", name="XRP", networks=[FULL]))
        assert (told.deposit_enable, told.withdraw_enable, len(told.network_list)) == (True, False, 1)


class TestDepositEntity:
    def test_shows_texts(self):
        """All of them; an address without a tag has an empty one."""
        place = DepositPlace(target=DepositAddress("bc1q"), free=Decimal("1.5"), used=Decimal(0), total=Decimal("1.5"))
        assert msgspec.to_builtins(DepositEntity.of(place)) == {
            "address": "bc1q",
            "address_tag": "",
            "available_balance": "1.5",
            "in_orders": "0.0",
            "total_balance": "1.5",
        }


class TestShown:
    def test_one_currency_is_one_object(self):
        """All currencies are a list."""
        told = [CurrencyNetworks(currency="BTC", name="Bitcoin", networks=[BARE])]
        assert shown(told, one=False) == [shown(told, one=True)]

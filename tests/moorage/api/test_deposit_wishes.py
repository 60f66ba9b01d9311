import pytest

from moorage.api.deposit_wishes import DepositWish, NetworksWish, deposit_wish, networks_wish
from moorage.domain.deposit import Purpose
from moorage.domain.errors import RecordInvalid


class TestNetworksWish:
    @pytest.mark.parametrize(
        ("given", "wish"),
        [
            ({}, NetworksWish(None, None)),
            ({"currency": "USDT", "purpose": "withdraw"}, NetworksWish("USDT", Purpose.WITHDRAW)),
        ],
    )
    def test_everything_may_be_left_out(self, given, wish):
        """Then it is about all currencies, for any purpose."""
        assert networks_wish(given) == wish

    @pytest.mark.parametrize("given", [{"purpose": "theft"}, {"currency": "US DT"}, {"currency": "{secret}"}])
    def test_refuses_what_is_none(self, given):
        """By its field; nothing that could mean something to the exchange passes."""
        with pytest.raises(RecordInvalid) as refused:
            networks_wish(given)
        assert list(refused.value.attributes) == list(given)


class TestDepositWish:
    def test_needs_both(self):
        """Each missing one is named."""
        assert deposit_wish({"currency": "BTC", "network": "BTC"}) == DepositWish("BTC", "BTC")
        with pytest.raises(RecordInvalid) as refused:
            deposit_wish({})
        assert refused.value.attributes == {"currency": ["is missing"], "network": ["is missing"]}

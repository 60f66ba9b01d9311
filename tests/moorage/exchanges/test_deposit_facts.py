"""The blocks about networks and addresses."""

import pytest

from moorage.exchanges.deposit_facts import DepositFacts, NetworkList
from moorage.exchanges.rows import Rows


def rows(**columns: str) -> Rows:
    """Return rows with some columns."""
    return Rows(source="DOC", request="coins", rows="", columns=columns)


class TestDepositFacts:
    @pytest.mark.parametrize(
        ("networks", "address", "said"),
        [
            ({"currency": "c"}, {"address": "a"}, "a network has a name"),
            ({"network": "n"}, {"address": "a"}, "a network has a name"),
            ({"currency": "c", "network": "n"}, {"tag": "t"}, "an address is told"),
        ],
    )
    def test_refuses_what_cannot_be_read(self, networks, address, said):
        """Such a block is found at the first reading of the entry."""
        with pytest.raises(ValueError, match=said):
            DepositFacts(markets=("spot",), networks=NetworkList(rows=rows(**networks)), address=rows(**address))

    def test_a_request_about_one_currency_need_not_name_it(self):
        """It is the one that was asked for."""
        told = NetworkList(rows=rows(network="n"), one_currency=True)
        assert DepositFacts(markets=("spot",), networks=told, address=rows(address="a")).networks is told

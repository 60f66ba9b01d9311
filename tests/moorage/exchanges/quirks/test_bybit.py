"""Bybit's key page, after its document's sample."""

import json
from typing import Any

import pytest

from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.quirks.bybit import key_page

PAGE = {
    "apiKey": "XXXXXXXX",
    "readOnly": 0,
    "permissions": {"ContractTrade": [], "Spot": [], "Wallet": [], "Earn": []},
    "ips": ["*"],
    "deadlineDay": -2,
    "expiredAt": "1970-01-01T00:00:00Z",
    "userID": 1448939,
    "isMaster": True,
    "parentUid": "0",
}


def told(**changes: Any) -> dict[str, Any]:
    """Return what is told of a page with some changes."""
    answer: dict[str, Any] = json.loads(key_page(json.dumps({"retCode": 0, "result": {**PAGE, **changes}}).encode()))
    return answer


class TestRights:
    @pytest.mark.parametrize(
        ("permissions", "rights"),
        [
            ({"Spot": ["SpotTrade"]}, ["trade"]),
            ({"ContractTrade": ["Order", "Position"]}, ["trade"]),
            ({"Options": ["OptionsTrade"]}, ["trade"]),
            ({"Derivatives": ["DerivativesTrade"]}, ["trade"]),
            ({"Wallet": ["AccountTransfer"]}, ["funding"]),
            ({"Wallet": ["AccountTransfer", "Withdraw"]}, ["withdraw", "funding"]),
            ({"Earn": ["Earn"]}, ["earn"]),
            ({"Exchange": ["ExchangeHistory"], "NFT": None}, []),
        ],
    )
    def test_a_key_that_may_write(self, permissions: dict[str, Any], rights: list[str]):
        """Each group of permissions opens something."""
        assert told(permissions=permissions)["rights"] == rights

    def test_a_key_that_reads_only(self):
        """Permissions of a read-only key let it look, and neither trade nor withdraw."""
        permissions = {"Spot": ["SpotTrade"], "Wallet": ["AccountTransfer", "Withdraw"], "Earn": ["Earn"]}
        assert told(readOnly=1, permissions=permissions)["rights"] == ["funding", "earn"]


class TestPlaceAndTime:
    def test_a_star_is_no_address(self):
        """An unbound key has no list."""
        assert told()["ips"] == []
        assert told(ips=["192.0.2.1", "2001:db8::1"])["ips"] == ["192.0.2.1", "2001:db8::1"]

    def test_the_year_1970_is_never(self):
        """A bound key does not end; an unbound one does, told in milliseconds."""
        assert told()["ends"] == "0"
        assert told(expiredAt="2023-05-15T03:13:24Z")["ends"] == "1684120404000"


class TestOwner:
    def test_a_main_account_is_its_own_parent(self):
        """Whatever stands at `parentUid`."""
        assert (told()["uid"], told()["parent_uid"]) == ("1448939", "1448939")

    def test_a_sub_account_names_its_parent(self):
        """The main account's number."""
        assert told(isMaster=False, parentUid="1448000")["parent_uid"] == "1448000"


class TestMisread:
    @pytest.mark.parametrize("body", [b"", b"[]", b'{"result":{}}', b'{"result":{"readOnly":"yes"}}'])
    def test_what_is_no_key_page_is_refused(self, body: bytes):
        """Nothing is made up from an answer that is not the document's."""
        with pytest.raises(MISREAD):
            key_page(body)

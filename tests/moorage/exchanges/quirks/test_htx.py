"""HTX's accounts, rows of balances, and key page."""

import json
from typing import Any

import pytest

from moorage.exchanges.quirks.htx import accounts, balance, key_page, owner, spot_account


def listed(*rows: dict[str, Any]) -> bytes:
    """Return an answer with a list."""
    return json.dumps({"status": "ok", "data": rows}).encode()


def held(*rows: tuple[str, str, str]) -> bytes:
    """Return a balance."""
    told = [dict(zip(("currency", "type", "balance"), row, strict=True)) for row in rows]
    return json.dumps({"status": "ok", "data": {"id": 1, "type": "spot", "list": told}}).encode()


class TestSpotAccount:
    def test_is_found_among_the_others(self):
        """By its type."""
        told = listed({"id": 5, "type": "point"}, {"id": 7, "type": "spot"}, {"id": 8, "type": "super-margin"})
        assert spot_account(accounts(told)) == {"account": "7"}

    def test_of_who_never_had_one(self):
        """There is nothing to ask."""
        assert spot_account(accounts(listed({"id": 5, "type": "point"}))) is None


class TestOwner:
    def test_is_a_number(self):
        """It becomes a parameter."""
        assert owner(b'{"code":200,"data":63628520}') == {"uid": "63628520"}


class TestBalance:
    def test_rows_of_a_currency_are_put_together(self):
        """A kind that is not told is zero; amounts keep their text."""
        told = held(("btc", "trade", "0.10"), ("btc", "lock", "1"), ("ht", "frozen", "2"))
        assert json.loads(balance(told)) == {
            "btc": {"trade": "0.10", "frozen": "0", "lock": "1"},
            "ht": {"trade": "0", "frozen": "2", "lock": "0"},
        }

    def test_the_same_row_twice(self):
        """Is not guessed at."""
        with pytest.raises(ValueError, match="twice"):
            balance(held(("btc", "trade", "1"), ("btc", "trade", "2")))


class TestKeyPage:
    def test_only_the_key_that_asks_is_told_of(self):
        """Without addresses it is known not to be bound."""
        told = listed({"accessKey": "other", "permission": "withdraw"}, {"accessKey": "own", "permission": "readOnly"})
        assert json.loads(key_page(told, "own")) == {
            "accessKey": "own",
            "permission": "readOnly",
            "ipAddresses": "",
            "parent": True,
        }

    def test_a_key_that_is_not_listed(self):
        """Stays unknown."""
        assert json.loads(key_page(listed({"accessKey": "other"}), "own")) == {}

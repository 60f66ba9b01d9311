"""HTX's accounts, rows of balances, and key page."""

import json
from typing import Any, ClassVar

import msgspec
import pytest

from moorage.exchanges.quirks.htx import (
    accounts,
    balance,
    cross_margin,
    isolated_accounts,
    isolated_margin,
    key_page,
    margin_account,
    owner,
    spot_account,
)


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


class TestMarginAccounts:
    def test_are_found_by_their_types(self):
        """The cross account is asked by its number, isolated pairs all at once."""
        told = accounts(
            listed({"id": 7, "type": "spot"}, {"id": 8, "type": "super-margin"}, {"id": 9, "type": "margin"})
        )
        assert (margin_account(told), isolated_accounts(told)) == ({"account": "8"}, {})

    def test_who_never_opened_one_is_not_asked(self):
        """There is nothing to tell."""
        told = accounts(listed({"id": 7, "type": "spot"}))
        assert (margin_account(told), isolated_accounts(told)) == (None, None)


class TestMargin:
    OWED: ClassVar = [
        ("btc", "trade", "1.10"),
        ("btc", "loan", "-0.500000000000000000000000000000000001"),
        ("btc", "interest", "-0.01"),
    ]
    ROW: ClassVar = {
        "currency": "btc",
        "trade": "1.10",
        "frozen": "0",
        "loan": "0.500000000000000000000000000000000001",
        "interest": "0.01",
    }

    def test_what_is_owed_is_told_above_zero(self):
        """As other venues tell it."""
        assert json.loads(cross_margin(held(*self.OWED))) == [self.ROW]

    def test_pairs_stay_apart(self):
        """A currency of two pairs is two rows."""
        pairs = [json.loads(held(*self.OWED))["data"], json.loads(held(*self.OWED))["data"]]
        assert json.loads(isolated_margin(listed(*pairs))) == [self.ROW, self.ROW]

    def test_something_else_is_no_account(self):
        """And is not read as an empty one."""
        with pytest.raises(msgspec.ValidationError):
            cross_margin(b'{"status":"ok","data":null}')


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

import json

import msgspec
import pytest

from moorage.exchanges.quirks.okx import staked


def order(state: str, *parts: tuple[str, str]) -> dict:
    """Return an order of these amounts."""
    return {"ordId": "1", "state": state, "investData": [{"ccy": ccy, "amt": amt} for ccy, amt in parts]}


def rows(*orders: dict) -> list[dict]:
    """Return the rows that orders are made."""
    return json.loads(staked(json.dumps({"code": "0", "data": orders}).encode()))


class TestStaked:
    def test_every_currency_of_an_order_is_a_row(self):
        """Amounts keep their text."""
        assert rows(order("1", ("DOT", "10.50"), ("ATOM", "1"))) == [
            {"ccy": "DOT", "amt": "10.50"},
            {"ccy": "ATOM", "amt": "1"},
        ]

    @pytest.mark.parametrize(("state", "counts"), [("8", 0), ("13", 0), ("9", 1), ("1", 1), ("2", 1)])
    def test_what_is_not_on_chain_is_left_to_the_funding_wallet(self, state, counts):
        """So that nothing counts twice."""
        assert len(rows(order(state, ("DOT", "1")))) == counts

    @pytest.mark.parametrize("body", [b"{}", b"[]", b'{"data":[{"state":"1"}]}'])
    def test_something_else_is_no_list_of_orders(self, body):
        """And is not read as an empty one."""
        with pytest.raises(msgspec.ValidationError):
            staked(body)

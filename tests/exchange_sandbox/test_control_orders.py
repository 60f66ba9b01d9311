import json
from decimal import Decimal
from typing import Any

import pytest

from exchange_sandbox.control import Control
from tests.exchange_sandbox.desk import Desk


@pytest.fixture
def control(desk: Desk) -> Control:
    return Control(desk.sandbox)


def ask(control: Control, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    reply = control.answer(method, path, b"" if body is None else json.dumps(body).encode())
    return reply.status, json.loads(reply.body)


def wish(desk: Desk, **more: Any) -> dict[str, Any]:
    order = {"wallet": "trading", "side": "sell", "base": "ETH", "quote": "USDT", "amount": "0.1", "price": "9000"}
    return {"venue": "okx", "api_key": desk.key("okx").credentials.api_key, **order, **more}


class TestOrderControl:
    def test_places_and_cancels(self, desk: Desk, control: Control) -> None:
        """What an order holds is locked until it is taken back."""
        wallet = desk.key("okx").account.wallets["trading"]
        status, told = ask(control, "POST", "orders", wish(desk, count=2))
        assert (status, len(told["numbers"]), wallet["ETH"].locked) == (200, 2, Decimal("0.2"))
        shown = ask(control, "GET", "orders")[1]["orders"][-1]
        assert (shown["number"], shown["base"], shown["amount"]) == (told["numbers"][-1], "ETH", "0.1")
        assert ask(control, "POST", "orders/cancel", {"number": shown["number"]})[0] == 200
        assert wallet["ETH"].locked == Decimal("0.1")

    @pytest.mark.parametrize("wrong", [{"amount": "0"}, {"price": "-1"}, {"count": 0}, {"wallet": "funding"}])
    def test_refuses_what_is_no_order(self, desk: Desk, control: Control, wrong: dict[str, Any]) -> None:
        """With the reason."""
        assert ask(control, "POST", "orders", wish(desk, **wrong))[0] == 400

    def test_refuses_what_is_not_there(self, desk: Desk, control: Control) -> None:
        """A key, or an order."""
        assert ask(control, "POST", "orders", wish(desk, api_key="nobody"))[0] == 400
        assert ask(control, "POST", "orders/cancel", {"number": 999_999})[0] == 400

from decimal import Decimal

import pytest

from exchange_sandbox.control import Control
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.test_control_orders import ask, wish


@pytest.fixture
def control(desk: Desk) -> Control:
    return Control(desk.sandbox)


class TestTradeControl:
    def test_trades_now(self, desk: Desk, control: Control) -> None:
        """What was sold is gone, what was got is free."""
        wallet = desk.key("okx").account.wallets["trading"]
        before = wallet["ETH"].free, wallet["USDT"].free
        status, told = ask(control, "POST", "trades", wish(desk, count=2))
        assert (status, len(told["numbers"])) == (200, 2)
        assert (before[0] - wallet["ETH"].free, wallet["USDT"].free - before[1]) == (Decimal("0.2"), 1800)
        shown = ask(control, "GET", "trades")[1]["trades"][-1]
        assert (shown["number"], shown["amount"], shown["price"]) == (told["numbers"][-1], "0.1", "9000")

    @pytest.mark.parametrize("wrong", [{"amount": "0"}, {"count": 0}, {"wallet": "funding"}, {"api_key": "nobody"}])
    def test_refuses_what_is_no_trade(self, desk: Desk, control: Control, wrong: dict[str, object]) -> None:
        """With the reason."""
        assert ask(control, "POST", "trades", wish(desk, **wrong))[0] == 400

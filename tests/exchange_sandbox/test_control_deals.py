from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchange_sandbox.control_deals import MOST, AskedDeal, read_deal, shown_deal
from exchange_sandbox.deals import Deal, OrderError
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.test_control_orders import wish


def asked(desk: Desk, **more: Any) -> AskedDeal:
    return msgspec.convert(wish(desk, **more), AskedDeal)


class TestReadDeal:
    def test_names_the_account_of_the_key(self, desk: Desk) -> None:
        """And the terms as exact numbers."""
        account, terms = read_deal(desk.sandbox.world, asked(desk))
        assert account is desk.key("okx").account
        assert (terms["uid"], terms["amount"], terms["price"]) == (account.uid, Decimal("0.1"), Decimal(9000))

    @pytest.mark.parametrize(
        "wrong", [{"api_key": "nobody"}, {"amount": "0"}, {"price": "-1"}, {"count": 0}, {"count": MOST + 1}]
    )
    def test_refuses_what_is_no_deal(self, desk: Desk, wrong: dict[str, Any]) -> None:
        """No such key, or numbers that say nothing."""
        with pytest.raises(OrderError):
            read_deal(desk.sandbox.world, asked(desk, **wrong))


class TestShownDeal:
    def test_writes_amounts_plainly(self, desk: Desk) -> None:
        """Without an exponent."""
        terms = read_deal(desk.sandbox.world, asked(desk, amount="0.00000001"))[1]
        shown = shown_deal(Deal(**terms, number=3))
        assert (shown["number"], shown["amount"], shown["price"]) == (3, "0.00000001", "9000")

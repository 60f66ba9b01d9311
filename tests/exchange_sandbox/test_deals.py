from decimal import Decimal

import pytest

from exchange_sandbox.deals import Deal


def deal(side: str) -> Deal:
    terms = {"venue": "okx", "uid": "7", "wallet": "trading", "base": "ETH", "quote": "USDT"}
    return Deal(**terms, side=side, amount=Decimal("0.25"), price=Decimal("3000.1"))


class TestDeal:
    @pytest.mark.parametrize(("side", "buys"), [("buy", True), ("sell", False)])
    def test_is_of_one_side(self, side: str, buys: bool) -> None:
        """Bought or sold."""
        assert deal(side).is_buy is buys

    def test_total_is_in_the_quote(self) -> None:
        """Amount by price, exact."""
        assert deal("buy").total == Decimal("750.025")

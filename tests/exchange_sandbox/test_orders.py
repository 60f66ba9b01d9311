from dataclasses import replace
from decimal import Decimal

import pytest

from exchange_sandbox.accounts import Account, Holding
from exchange_sandbox.deals import OrderError
from exchange_sandbox.orders import Order, OrderBook
from exchange_sandbox.transfers import TransferError
from tests.exchange_sandbox.desk import NOW_MS, Desk


@pytest.fixture
def account() -> Account:
    """An account with something locked in a wallet that trades and in one that does not."""
    locked = {"BTC": Holding(Decimal(1), Decimal("0.5")), "UST": Holding(Decimal(900), Decimal(100))}
    return Account(
        venue="bitfinex",
        uid="7",
        person="ada",
        wallets={"exchange": locked, "funding": {"BTC": Holding(locked=Decimal(1))}, "earn": {}},
    )


@pytest.fixture
def orders(desk: Desk) -> OrderBook:
    return OrderBook(desk.sandbox.world.prices, lambda: NOW_MS)


def order(**more: object) -> Order:
    told = Order(
        number=0,
        venue="bitfinex",
        uid="7",
        wallet="exchange",
        side="sell",
        base="BTC",
        quote="USD",
        amount=Decimal("0.25"),
        price=Decimal(70_000),
        at_ms=0,
    )
    return replace(told, **more)  # type: ignore[arg-type]


class TestFollow:
    def test_orders_hold_what_is_locked(self, account: Account, orders: OrderBook) -> None:
        """A coin is sold, money buys bitcoin, under everybody's names; other wallets do not trade."""
        for wallet in account.wallets:
            orders.follow(account, wallet)
        assert [told.held for told in orders.of(account, "exchange")] == [("USDT", 100), ("BTC", Decimal("0.5"))]
        assert [(told.side, told.base, told.quote) for told in orders.all()] == [
            ("sell", "BTC", "USD"),
            ("buy", "BTC", "USDT"),
        ]
        assert orders.of(account, "funding", "earn") == []

    def test_again_after_the_wallet_changed(self, account: Account, orders: OrderBook) -> None:
        """The old ones are gone."""
        orders.follow(account, "exchange")
        account.wallets["exchange"] = {"ETH": Holding(locked=Decimal(2))}
        orders.follow(account, "exchange")
        assert [told.held for told in orders.all()] == [("ETH", 2)]

    def test_what_has_no_price_is_in_no_order(self, account: Account, orders: OrderBook) -> None:
        """There is no market for it."""
        account.wallets["exchange"] = {"DRIFTWOOD": Holding(locked=Decimal(2))}
        orders.follow(account, "exchange")
        assert list(orders.all()) == []


class TestPlace:
    def test_locks_and_frees(self, account: Account, orders: OrderBook) -> None:
        """A purchase locks its price, a sale its amount."""
        bought = orders.place(account, order(side="buy", quote="USDT", price=Decimal(400)))
        assert (bought.at_ms, orders.find(bought.number)) == (NOW_MS, bought)
        assert account.wallets["exchange"]["UST"] == Holding(Decimal(800), Decimal(200))
        sold = orders.place(account, order())
        assert account.wallets["exchange"]["BTC"] == Holding(Decimal("0.75"), Decimal("0.75"))
        orders.cancel(account, sold.number)
        assert account.wallets["exchange"]["BTC"] == Holding(Decimal(1), Decimal("0.5"))
        assert orders.of(account, "exchange") == [bought]

    @pytest.mark.parametrize("wallet", ["funding", "spot"])
    def test_only_where_there_is_trade(self, account: Account, orders: OrderBook, wallet: str) -> None:
        """Neither in a wallet that does not trade, nor in one that is not there."""
        with pytest.raises(OrderError):
            orders.place(account, order(wallet=wallet))

    def test_not_without_cover(self, account: Account, orders: OrderBook) -> None:
        """Nothing is written down then."""
        with pytest.raises(TransferError):
            orders.place(account, order(amount=Decimal(2)))
        assert list(orders.all()) == []

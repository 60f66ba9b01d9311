"""Open orders: what holds the locked part of a wallet that trades."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from exchange_sandbox.accounts import Account
from exchange_sandbox.deals import Deal, OrderError
from exchange_sandbox.prices import Prices
from exchange_sandbox.transfers import change_holding

IDLE_WALLETS: Final = ("funding", "earn")
"""Wallets that do not trade begin with one of these; what is locked there has other reasons."""
QUOTES: Final[Mapping[str, str]] = {
    "bitfinex": "USD",
    "bitstamp": "USD",
    "coinbase": "USD",
    "crypto_com": "USD",
    "deribit": "USD",
    "gemini": "USD",
    "kraken": "USD",
    "kraken_futures": "USD",
}
"""What coins are sold for at a venue; USDT at all others."""
BID: Final = Decimal(50_000)  # for a bitcoin: far below its price, and every amount divides by it
COMMON_NAMES: Final[Mapping[str, str]] = {
    "XXBT": "BTC",
    "XBT": "BTC",
    "XETH": "ETH",
    "XXRP": "XRP",
    "XXDG": "DOGE",
    "ZUSD": "USD",
    "ZEUR": "EUR",
    "UST": "USDT",
}
"""A venue's name -> everybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Deal):
    """A limit order that waits, nothing of it filled."""

    @property
    def held(self) -> tuple[str, Decimal]:
        """What it locks, and how much of it."""
        return (self.quote, self.total) if self.is_buy else (self.base, self.amount)


class OrderBook:
    """All open orders of a world.

    Args:
        prices: Tell money from coins.
        now_ms: The world's clock.
    """

    def __init__(self, prices: Prices, now_ms: Callable[[], int]) -> None:
        self._prices = prices
        self._now_ms = now_ms
        self._orders: dict[int, Order] = {}
        self._given = 0

    def follow(self, account: Account, wallet: str) -> None:
        """Forget a wallet's orders and let new ones hold what is locked in it."""
        for order in self.of(account, wallet):
            del self._orders[order.number]
        if wallet.startswith(IDLE_WALLETS):
            return
        for code, holding in account.wallets[wallet].items():
            asset = COMMON_NAMES.get(code.upper(), code.upper())
            if holding.locked > 0 and asset in self._prices.assets:
                self._remember(self._holding(account, wallet, asset, holding.locked))

    def place(self, account: Account, order: Order) -> Order:
        """Lock what the order needs, and write it down as of now.

        Raises:
            OrderError: the wallet was never opened, or it does not trade.
            TransferError: there is not enough in it.
        """
        if order.wallet not in account.wallets or order.wallet.startswith(IDLE_WALLETS):
            raise OrderError(f"no orders in the wallet {order.wallet!r}")
        asset, held = order.held
        change_holding(account, order.wallet, asset, free=-held, locked=held)
        return self._remember(replace(order, at_ms=self._now_ms()))

    def cancel(self, account: Account, number: int) -> None:
        """Take an order back; what it held is free."""
        order = self._orders.pop(number)
        asset, held = order.held
        change_holding(account, order.wallet, asset, free=held, locked=-held)

    def find(self, number: int) -> Order | None:
        """Look one up."""
        return self._orders.get(number)

    def all(self) -> Iterator[Order]:
        """All of them, the oldest first."""
        return iter(self._orders.values())

    def of(self, account: Account, *wallets: str) -> list[Order]:
        """An account's orders in some wallets, the newest first."""
        mine = (account.venue, account.uid)
        found = [order for order in self.all() if (order.venue, order.uid) == mine and order.wallet in wallets]
        return found[::-1]

    def _remember(self, order: Order) -> Order:
        self._given += 1
        self._orders[self._given] = numbered = replace(order, number=self._given)
        return numbered

    def _holding(self, account: Account, wallet: str, asset: str, locked: Decimal) -> Order:
        """Return the order that locks this much of an asset: bitcoin is bought for money, coins are sold for it."""
        told, buys = self._prices.assets[asset], self._prices.assets[asset].is_money
        return Order(
            number=0,
            venue=account.venue,
            uid=account.uid,
            wallet=wallet,
            side="buy" if buys else "sell",
            base="BTC" if buys else asset,
            quote=asset if buys else QUOTES.get(account.venue, "USDT"),
            amount=locked / BID if buys else locked,
            price=BID if buys else told.usd * 2,
            at_ms=self._now_ms(),
        )

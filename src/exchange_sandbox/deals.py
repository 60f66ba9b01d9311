"""What an order and a trade have in common: somebody buys or sells so much of something at a price."""

from dataclasses import dataclass
from decimal import Decimal


class OrderError(Exception):
    """The order cannot be; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """`amount` of `base` at `price`, both currencies by their common names."""

    number: int = 0
    venue: str
    uid: str
    wallet: str
    side: str
    base: str
    quote: str
    amount: Decimal
    price: Decimal
    at_ms: int = 0

    @property
    def is_buy(self) -> bool:
        """Whether `base` is bought."""
        return self.side == "buy"

    @property
    def total(self) -> Decimal:
        """What is paid or got, in the quote."""
        return self.amount * self.price

"""Prices of one venue, conversion by path, and what an account is worth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from typing import Final, NamedTuple

from moorage.domain.balance import ZERO

EXACT: Final = Context(prec=60)
"""Conversion precision: 60 significant digits, far beyond any wire text, so that only rendering rounds."""

ONE: Final = Decimal(1)

MONEY: Final[tuple[str, ...]] = (
    *("EUR", "GBP", "TRY", "KRW", "BRL", "JPY", "AUD", "CAD"),
    *("CHF", "PLN", "UAH", "ARS", "MXN", "ZAR", "SGD"),
)
"""Currencies of states, besides the dollar, that venues quote in (ISO 4217)."""

PIVOTS: Final[tuple[str, ...]] = ("USDT", "USDC", "USD", "BTC", "ETH", *MONEY, "FDUSD", "BNB")
"""Currencies a path may lead over, in the order in which they are tried."""


@dataclass(slots=True)
class Ticker:
    """The last price of one pair: `price` units of `quote` buy one unit of `base`.

    `bid`, `ask` and the price 24 hours ago (`before`) in the same unit, None where the venue does not tell. Not to be
    changed: it is left unfrozen because thousands are made of every answer.
    """

    base: str
    quote: str
    price: Decimal
    bid: Decimal | None = None
    ask: Decimal | None = None
    before: Decimal | None = None


class Rate(NamedTuple):
    """Units of a target currency per unit of a currency, now and 24 hours ago over the same markets (None: unknown).

    `assumed` names a dollar peg that was taken for granted on the way. `elsewhere` names the currencies whose price
    is another venue's, with that venue's name.
    """

    factor: Decimal
    before: Decimal | None = None
    assumed: str | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()

    def then(self, other: "Rate") -> "Rate":
        """Return the rate of both in a row."""
        known = self.before is not None and other.before is not None
        return Rate(
            EXACT.multiply(self.factor, other.factor),
            EXACT.multiply(self.before, other.before) if known else None,  # type: ignore[arg-type]
            self.assumed or other.assumed,
            self.elsewhere + other.elsewhere if self.elsewhere or other.elsewhere else (),
        )


UNCHANGED: Final = Rate(ONE, ONE)
"""A currency in itself."""


class Rates(dict[str, Rate | None]):
    """Rates to one target by currency, each found when it is first asked for; None where no path leads there."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[str], Rate | None]) -> None:
        """Take the search."""
        super().__init__()
        self._find = find

    def __missing__(self, currency: str) -> Rate | None:
        """Search, and remember."""
        rate = self[currency] = self._find(currency)
        return rate


class PriceBook:
    """All prices of one venue at one time, with conversion by path; immutable, shared by every account.

    Paths are tried in this order: direct, inverse, over one pivot, over two pivots. What a venue says is all there
    is in it: no peg is assumed.
    """

    __slots__ = ("_markets", "_pivots", "_rates", "_tails", "as_of")

    def __init__(self, tickers: Iterable[Ticker], as_of: datetime) -> None:
        """Index the tickers; a price that is not positive says nothing and is left out."""
        self.as_of = as_of
        self._markets = {(ticker.base, ticker.quote): ticker for ticker in tickers if ticker.price > 0}
        traded = {currency for pair in self._markets for currency in pair}
        self._pivots = tuple(pivot for pivot in PIVOTS if pivot in traded)
        self._rates: dict[str, Rates] = {}
        self._tails: dict[str, tuple[dict[str, Rate], dict[str, Rate]]] = {}

    def ticker(self, base: str, quote: str) -> Ticker | None:
        """Return the ticker of a pair, None when the venue has no such market."""
        return self._markets.get((base, quote))

    def rate(self, currency: str, target: str) -> Rate | None:
        """Return the rate from `currency` to `target`, or None when no path leads there."""
        return self.rates(target)[currency]

    def rates(self, target: str) -> Rates:
        """Return the rates to `target`, so that many currencies cost one look-up each."""
        rates = self._rates.get(target)
        if rates is None:
            rates = self._rates[target] = Rates(lambda currency: self._search(currency, target))
        return rates

    def _search(self, currency: str, target: str) -> Rate | None:
        if currency == target:
            return UNCHANGED
        direct = self._edge(currency, target)
        if direct is not None:
            return direct
        heads = [(pivot, head) for pivot in self._pivots if (head := self._edge(currency, pivot))]
        for tails in self._tails_to(target) if heads else ():
            for pivot, head in heads:
                if pivot in tails:
                    return head.then(tails[pivot])
        return None

    def _tails_to(self, target: str) -> tuple[dict[str, Rate], dict[str, Rate]]:
        """Return how the pivots lead to a target: by one market, and by two over a second pivot."""
        tails = self._tails.get(target)
        if tails is None:
            near: dict[str, Rate] = {pivot: tail for pivot in self._pivots if (tail := self._edge(pivot, target))}
            far: dict[str, Rate] = {}
            for first in self._pivots:
                steps = ((self._edge(first, second), tail) for second, tail in near.items())
                found = next((step.then(tail) for step, tail in steps if step is not None), None)
                if found is not None:
                    far[first] = found
            tails = self._tails[target] = (near, far)
        return tails

    def _edge(self, currency: str, target: str) -> Rate | None:
        direct = self._markets.get((currency, target))
        if direct is not None:
            return Rate(direct.price, direct.before)
        inverse = self._markets.get((target, currency))
        if inverse is None:
            return None
        before = EXACT.divide(ONE, inverse.before) if inverse.before else None
        return Rate(EXACT.divide(ONE, inverse.price), before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """The value of an account: `btc` and `usd` sum what has a price, `unpriced` names what has none.

    `assumed` names dollar pegs that were taken for granted, `elsewhere` currencies whose price is another venue's,
    with that venue's name. `priced_at` is when the prices were true, None when no price was at hand.
    """

    btc: Decimal = ZERO
    usd: Decimal = ZERO
    unpriced: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    priced_at: datetime | None = None

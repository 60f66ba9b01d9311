"""Prices of one venue, conversion paths, and the value of holdings in BTC and USD."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal
from typing import Final

from moorage.domain.balance import ZERO, Holding

EXACT: Final = Context(prec=60)
"""Conversion precision: 60 significant digits, far beyond any wire text, so that only rendering rounds."""

PIVOTS: Final = ("USDT", "USDC", "USD", "BTC", "ETH", "EUR", "FDUSD", "BNB")
"""Currencies a path may lead over, in the order in which they are tried."""

DOLLAR_PEGS: Final = ("USDT", "USDC", "FDUSD")
"""Stable coins taken for a dollar only on a venue without any market that says otherwise; the valuation names it."""


@dataclass(frozen=True, slots=True)
class Ticker:
    """The last price of one pair: `price` units of `quote` buy one unit of `base`."""

    base: str
    quote: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a target currency per unit of a currency, and whether a dollar peg was assumed on the way."""

    factor: Decimal
    assumed: str | None = None


class PriceBook:
    """All prices of one venue at one time, with conversion by path; immutable, shared by every account.

    Paths are tried in this order: direct, inverse, over one pivot, over two pivots. Found rates are remembered, so
    that valuing the next account costs one look-up per currency.
    """

    __slots__ = ("_found", "_markets", "as_of")

    def __init__(self, tickers: Iterable[Ticker], as_of: datetime) -> None:
        """Index the tickers; a price that is not positive says nothing and is left out."""
        self.as_of = as_of
        self._found: dict[tuple[str, str], Rate | None] = {}
        self._markets: dict[tuple[str, str], Decimal] = {
            (ticker.base, ticker.quote): ticker.price for ticker in tickers if ticker.price > 0
        }

    def rate(self, currency: str, target: str) -> Rate | None:
        """Return the rate from `currency` to `target`, or None when no path leads there."""
        pair = (currency, target)
        if pair not in self._found:
            self._found[pair] = self._search(currency, target)
        return self._found[pair]

    def _search(self, currency: str, target: str) -> Rate | None:
        if currency == target:
            return Rate(Decimal(1))
        found = self._path(currency, target)
        if found is None and target == "USD":
            return self._pegged(currency)
        return None if found is None else Rate(found)

    def _pegged(self, currency: str) -> Rate | None:
        for peg in DOLLAR_PEGS:
            if any(self._step(peg, "USD", over) for over in (None, *PIVOTS)):
                continue  # a market prices this coin in dollars, so no peg may be assumed
            found = Decimal(1) if currency == peg else self._path(currency, peg)
            if found is not None:
                return Rate(found, assumed=f"1 {peg} = 1 USD")
        return None

    def _path(self, currency: str, target: str) -> Decimal | None:
        for over in (None, *PIVOTS):
            factor = self._step(currency, target, over)
            if factor is not None:
                return factor
        for first in PIVOTS:
            head = self._edge(currency, first)
            if head is None:
                continue
            for second in PIVOTS:
                tail = self._step(first, target, second)
                if tail is not None:
                    return EXACT.multiply(head, tail)
        return None

    def _step(self, currency: str, target: str, over: str | None) -> Decimal | None:
        if over is None:
            return self._edge(currency, target)
        head, tail = self._edge(currency, over), self._edge(over, target)
        return None if head is None or tail is None else EXACT.multiply(head, tail)

    def _edge(self, currency: str, target: str) -> Decimal | None:
        direct = self._markets.get((currency, target))
        if direct is not None:
            return direct
        inverse = self._markets.get((target, currency))
        return None if inverse is None else EXACT.divide(Decimal(1), inverse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """The value of an account: `btc` and `usd` sum what has a price, `unpriced` names what has none.

    `assumed` names dollar pegs that were taken for granted; `priced_at` is when the prices were true, None when
    no price was at hand.
    """

    btc: Decimal = ZERO
    usd: Decimal = ZERO
    unpriced: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    priced_at: datetime | None = None


@dataclass(slots=True)
class _Sum:
    btc: Decimal = ZERO
    usd: Decimal = ZERO
    unpriced: set[str] = field(default_factory=set)
    assumed: set[str] = field(default_factory=set)

    def add(self, currency: str, equity: Decimal, book: PriceBook | None) -> None:
        btc = book.rate(currency, "BTC") if book else None
        usd = book.rate(currency, "USD") if book else None
        if btc is None or usd is None:
            self.unpriced.add(currency)
            return
        self.btc = EXACT.add(self.btc, EXACT.multiply(equity, btc.factor))
        self.usd = EXACT.add(self.usd, EXACT.multiply(equity, usd.factor))
        self.assumed.update(rate.assumed for rate in (btc, usd) if rate.assumed)


def value(holdings: Sequence[Holding], book: PriceBook | None) -> Valuation:
    """Value holdings with one venue's prices.

    Args:
        holdings: Of one account; several wallets may hold the same currency.
        book: The venue's prices, or None when they could not be had: everything is unpriced then.
    """
    equities: Mapping[str, Decimal] = _by_currency(holdings)
    total = _Sum()
    for currency, equity in equities.items():
        total.add(currency, equity, book)
    return Valuation(
        btc=total.btc,
        usd=total.usd,
        unpriced=tuple(sorted(total.unpriced)),
        assumed=tuple(sorted(total.assumed)),
        priced_at=book.as_of if book else None,
    )


def _by_currency(holdings: Sequence[Holding]) -> dict[str, Decimal]:
    equities: dict[str, Decimal] = {}
    for holding in holdings:
        if holding.equity:
            equities[holding.currency] = EXACT.add(equities.get(holding.currency, ZERO), holding.equity)
    return equities

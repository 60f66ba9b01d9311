"""What prices an account: its venue's own book, then other venues' books; and the value of holdings by them."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from moorage.domain.balance import ZERO, Holding
from moorage.domain.valuation import EXACT, UNCHANGED, PriceBook, Rate, Rates, Valuation

BRIDGES: Final = ("USDT", "USDC", "USD", "EUR", "BTC", "ETH")
"""Currencies over which a path may go on at another venue: everywhere the same thing, and traded everywhere."""

DOLLAR_PEGS: Final = ("USDT", "USDC", "FDUSD")
"""Stable coins taken for a dollar when no market of any venue at hand says otherwise; the valuation names it."""

WELL_KNOWN: Final = frozenset(BRIDGES)


class OtherVenue(NamedTuple):
    """The book of another venue, under the venue's name."""

    name: str
    book: PriceBook


class Quotes:
    """Conversion by what one venue says, completed by what others say; immutable, shared by the venue's accounts.

    Rules, the first that finds a rate: (1) the venue's own markets; (2) its own markets to a bridge, another venue's
    from there; (3) another venue's markets alone; (4) another venue's to a bridge, and on from there; (5) as 1, 2 and
    4 to a stable coin that nobody prices in dollars, taken for one dollar. Other venues are asked in their order.

    One symbol may name different coins at different venues. So rules 3 and 4 hold for `known` currencies only: those
    of the currency metadata, each of which is one coin by name, after every venue's own names were resolved by its
    entry. Any other currency stays without a price.
    """

    __slots__ = ("_known", "_rates", "others", "own")

    def __init__(
        self, own: PriceBook | None, others: Sequence[OtherVenue] = (), known: Container[str] = WELL_KNOWN
    ) -> None:
        """Take the venue's own book (None: it is silent), those of others in their order, and what they may price."""
        self.own = own
        self.others = tuple(others)
        self._known = known
        self._rates: dict[str, Rates] = {}

    def rate(self, currency: str, target: str) -> Rate | None:
        """Return the rate from `currency` to `target`, or None when it is unknown."""
        return self.rates(target)[currency]

    def rates(self, target: str) -> Rates:
        """Return the rates to `target`, so that many currencies cost one look-up each."""
        rates = self._rates.get(target)
        if rates is None:
            rates = self._rates[target] = Rates(lambda currency: self._search(currency, target))
        return rates

    def priced_at(self, elsewhere: Sequence[tuple[str, str]] = ()) -> datetime | None:
        """Return when the oldest price was true, of the own book and of those used elsewhere."""
        used = {venue for _, venue in elsewhere}
        times = [other.book.as_of for other in self.others if other.name in used]
        return min([*times, self.own.as_of] if self.own else times, default=None)

    def _search(self, currency: str, target: str) -> Rate | None:
        if currency == target:
            return UNCHANGED
        rate = self._priced(currency, target)
        return rate or self._pegged(currency) if target == "USD" else rate

    def _priced(self, currency: str, target: str) -> Rate | None:
        own = self._own(currency, target)
        if own is not None or not self.others:
            return own
        return (
            self._joined(self._own_heads(currency), target, at_home=False)
            or next(self._elsewhere(currency, target), None)
            or self._joined(self._other_heads(currency), target, at_home=True)
        )

    def _pegged(self, currency: str) -> Rate | None:
        for peg in DOLLAR_PEGS:
            if self._priced(peg, "USD") is not None:
                continue  # a market prices this coin in dollars, so no peg may be assumed
            found = UNCHANGED if currency == peg else self._priced(currency, peg)
            if found is not None:
                return Rate(found.factor, found.before, f"1 {peg} = 1 USD", found.elsewhere)
        return None

    def _own(self, currency: str, target: str) -> Rate | None:
        return self.own.rates(target)[currency] if self.own else None

    def _elsewhere(self, currency: str, target: str) -> Iterator[Rate]:
        if currency not in self._known or target not in self._known:
            return
        for name, book in self.others:
            rate = book.rates(target)[currency]
            if rate is not None:
                yield Rate(rate.factor, rate.before, elsewhere=((currency, name),))

    def _own_heads(self, currency: str) -> Iterator[tuple[str, Rate]]:
        if currency in BRIDGES:
            yield currency, UNCHANGED
        for bridge in BRIDGES:
            head = self._own(currency, bridge)
            if head is not None:
                yield bridge, head

    def _other_heads(self, currency: str) -> Iterator[tuple[str, Rate]]:
        return ((bridge, head) for bridge in BRIDGES for head in self._elsewhere(currency, bridge))

    def _joined(self, heads: Iterator[tuple[str, Rate]], target: str, *, at_home: bool) -> Rate | None:
        """Go on from a bridge, `at_home` where the own venue leads on; two own paths in a row would be too long."""
        for bridge, head in heads:
            own = self._own(bridge, target) if at_home else None
            tail = own or next(self._elsewhere(bridge, target), None)
            if tail is not None:
                return head.then(tail)
        return None


@dataclass(slots=True)
class _Unusual:
    """What has to be told of a sum."""

    unpriced: list[str]
    assumed: set[str]
    elsewhere: dict[str, str]

    def note(self, rate: Rate) -> None:
        if rate.assumed:
            self.assumed.add(rate.assumed)
        if rate.elsewhere:
            self.elsewhere.update(rate.elsewhere)


def value(holdings: Sequence[Holding], quotes: Quotes) -> Valuation:
    """Value holdings.

    A currency that has a rate to only one of bitcoin and dollar is unpriced in both, so that both sums say the same.

    Args:
        holdings: Of one account; several wallets may hold the same currency.
        quotes: What prices the account's market.
    """
    to_btc, to_usd = quotes.rates("BTC"), quotes.rates("USD")
    btc = usd = ZERO
    unusual = _Unusual([], set(), {})
    for currency, equity in equities(holdings).items():
        in_btc, in_usd = to_btc[currency], to_usd[currency]
        if in_btc is None or in_usd is None:
            unusual.unpriced.append(currency)
            continue
        btc = EXACT.fma(equity, in_btc.factor, btc)
        usd = EXACT.fma(equity, in_usd.factor, usd)
        for rate in (in_btc, in_usd):
            if rate.assumed or rate.elsewhere:
                unusual.note(rate)
    elsewhere = tuple(sorted(unusual.elsewhere.items()))
    return Valuation(
        btc=btc,
        usd=usd,
        unpriced=tuple(sorted(unusual.unpriced)),
        assumed=tuple(sorted(unusual.assumed)),
        elsewhere=elsewhere,
        priced_at=quotes.priced_at(elsewhere),
    )


def equities(holdings: Sequence[Holding]) -> dict[str, Decimal]:
    """Return what is owned by currency, over all wallets; what comes to nothing in a wallet is left out."""
    owned: dict[str, Decimal] = {}
    for holding in holdings:
        if holding.equity:
            before = owned.get(holding.currency)
            owned[holding.currency] = holding.equity if before is None else EXACT.add(before, holding.equity)
    return owned

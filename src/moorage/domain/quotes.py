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


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """What has to be told of the worth of some currencies, as `Rate` does; one object for all that have it."""

    assumed: frozenset[str]
    elsewhere: tuple[tuple[str, str], ...]


class Worth(NamedTuple):
    """Bitcoin and dollars for one unit of a currency."""

    btc: Decimal
    usd: Decimal
    remark: Remark | None


class Worths(dict[str, Worth | None]):
    """Worth by currency, each found when it is first asked for; None where either rate is unknown."""

    __slots__ = ("_btc", "_remarks", "_usd")

    def __init__(self, btc: Rates, usd: Rates) -> None:
        """Take the rates to both."""
        super().__init__()
        self._btc, self._usd = btc, usd
        self._remarks: dict[object, Remark] = {}

    def __missing__(self, currency: str) -> Worth | None:
        """Search, and remember."""
        btc, usd = self._btc[currency], self._usd[currency]
        worth = None
        if btc is not None and usd is not None:
            worth = Worth(btc.factor, usd.factor, self._remark(btc, usd))
        self[currency] = worth
        return worth

    def _remark(self, btc: Rate, usd: Rate) -> Remark | None:
        assumed = frozenset(peg for peg in (btc.assumed, usd.assumed) if peg)
        elsewhere = btc.elsewhere + usd.elsewhere
        if not assumed and not elsewhere:
            return None
        return self._remarks.setdefault((assumed, elsewhere), Remark(assumed, elsewhere))


class Quotes:
    """Conversion by what one venue says, completed by what others say; immutable, shared by the venue's accounts.

    Rules, the first that finds a rate: (1) the venue's own markets; (2) its own markets to a bridge, another venue's
    from there; (3) another venue's markets alone; (4) another venue's to a bridge, and on from there; (5) as 1, 2 and
    4 to a stable coin that nobody prices in dollars, taken for one dollar. Other venues are asked in their order.

    One symbol may name different coins at different venues. So rules 3 and 4 hold for `known` currencies only: those
    of the currency metadata, each of which is one coin by name, after every venue's own names were resolved by its
    entry. Any other currency stays without a price.
    """

    __slots__ = ("_known", "_rates", "others", "own", "worths")

    def __init__(
        self, own: PriceBook | None, others: Sequence[OtherVenue] = (), known: Container[str] = WELL_KNOWN
    ) -> None:
        """Take the venue's own book (None: it is silent), those of others in their order, and what they may price."""
        self.own = own
        self.others = tuple(others)
        self._known = known
        self._rates: dict[str, Rates] = {}
        self.worths: Final = Worths(self.rates("BTC"), self.rates("USD"))

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


def value(holdings: Sequence[Holding], quotes: Quotes) -> Valuation:
    """Value holdings.

    A currency that has a rate to only one of bitcoin and dollar is unpriced in both, so that both sums say the same.

    Args:
        holdings: Of one account; several wallets may hold the same currency.
        quotes: What prices the account's market.
    """
    btc = usd = ZERO
    worths, add_product = quotes.worths, EXACT.fma
    unpriced: list[str] = []
    remarks: set[Remark] = set()
    for currency, equity in equities(holdings).items():
        worth = worths[currency]
        if worth is None:
            unpriced.append(currency)
            continue
        in_btc, in_usd, remark = worth
        btc, usd = add_product(equity, in_btc, btc), add_product(equity, in_usd, usd)
        if remark is not None:
            remarks.add(remark)
    elsewhere = tuple(sorted({name: venue for remark in remarks for name, venue in remark.elsewhere}.items()))
    return Valuation(
        btc=btc,
        usd=usd,
        unpriced=tuple(sorted(unpriced)),
        assumed=tuple(sorted({peg for remark in remarks for peg in remark.assumed})),
        elsewhere=elsewhere,
        priced_at=quotes.priced_at(elsewhere),
    )


def equities(holdings: Sequence[Holding]) -> dict[str, Decimal]:
    """Return what is owned by currency, over all wallets; what comes to nothing in a wallet is left out."""
    owned: dict[str, Decimal] = {}
    for holding in holdings:
        currency, equity = holding.currency, holding.equity
        if equity:
            before = owned.get(currency)
            owned[currency] = equity if before is None else EXACT.add(before, equity)
    return owned

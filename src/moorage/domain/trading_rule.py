"""What an exchange asks of an order for one pair, and the best prices of its order book."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from moorage.domain.valuation import EXACT


class InstrumentKind(StrEnum):
    """What is traded; the words of the wire."""

    SPOT = "spot"
    LINEAR = "linear_futures"
    INVERSE = "inverse_futures"


class MarginMode(StrEnum):
    """How the collateral of a leveraged position is set apart."""

    CROSS = "cross"
    ISOLATED = "isolated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of an order, each None where the exchange does not publish it.

    Prices and totals are in units of the quote, lots in the unit the exchange counts orders in: the base, or contracts.
    A multiplier bounds the price of an order by the current one (`bid_up`: a buy costs at most so many times it).
    """

    min_price: Decimal | None = None
    max_price: Decimal | None = None
    price_step: Decimal | None = None
    min_lot: Decimal | None = None
    max_lot: Decimal | None = None
    lot_step: Decimal | None = None
    max_market_buy: Decimal | None = None
    max_market_sell: Decimal | None = None
    bid_down: Decimal | None = None
    bid_up: Decimal | None = None
    ask_down: Decimal | None = None
    ask_up: Decimal | None = None
    min_total: Decimal | None = None
    min_market_total: Decimal | None = None
    max_total: Decimal | None = None
    min_leverage: Decimal | None = None
    max_leverage: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingRule:
    """One instrument. `base` and `quote` are the field's names, `symbol` is what the exchange calls it."""

    base: str
    quote: str
    symbol: str
    kind: InstrumentKind
    limits: Limits
    margin_modes: tuple[MarginMode, ...] = ()
    """Empty where there is no leverage to choose."""
    contract_size: Decimal | None = None
    """How much one contract is: of the base, of an inverse one of the quote; None where it is not told."""

    @property
    def pair(self) -> str:
        """The pair as the wire names it, the quote first: `USDT_BTC`."""
        return f"{self.quote}_{self.base}"

    def value_of(self, contracts: Decimal, price: Decimal) -> Decimal | None:
        """Return what so many contracts are worth at a price, in the quote; None where their size is not told."""
        if self.contract_size is None:
            return None
        traded = EXACT.multiply(contracts, self.contract_size)
        return traded if self.kind is InstrumentKind.INVERSE else EXACT.multiply(traded, price)

    def bounded(self, limits: Mapping[str, Decimal]) -> "TradingRule":
        """Return the rule with further bounds, by the names of `Limits`, in the place of those it has."""
        return replace(self, limits=replace(self.limits, **limits)) if limits else self


class RuleBook:
    """All instruments of one market at one time, by pair; of several with one pair the first counts."""

    __slots__ = ("_hidden", "_rules", "as_of")

    def __init__(self, rules: Iterable[TradingRule], as_of: datetime) -> None:
        """Index the rules."""
        self.as_of = as_of
        told = list(rules)
        self._rules: Mapping[str, TradingRule] = _first_by_pair(told)
        self._hidden = [rule for rule in told if self._rules[rule.pair].symbol != rule.symbol]

    def pairs(self) -> list[str]:
        """Return all pairs in the exchange's own order."""
        return list(self._rules)

    def get(self, pair: str) -> TradingRule | None:
        """Return the rule of a pair; None when it is not traded here."""
        return self._rules.get(pair)

    def by_symbol(self) -> Mapping[str, TradingRule]:
        """Return every instrument by what the exchange calls it, also those with the pair of another."""
        return {rule.symbol: rule for rule in (*self._hidden, *self._rules.values())}

    def __len__(self) -> int:
        return len(self._rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The last price of a pair and the best prices of its order book, each None where the exchange does not tell.

    `limits` are bounds that the exchange tells of one pair only when it is asked for that one.
    """

    last: Decimal | None = None
    bid: Decimal | None = None
    ask: Decimal | None = None
    limits: Mapping[str, Decimal] = field(default_factory=dict)


def _first_by_pair(rules: Iterable[TradingRule]) -> dict[str, TradingRule]:
    found: dict[str, TradingRule] = {}
    for rule in rules:
        found.setdefault(rule.pair, rule)
    return found

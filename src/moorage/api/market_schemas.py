"""Wire shapes of market data, field for field in the contract's order."""

from dataclasses import fields
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from moorage.api.numbers import amount
from moorage.api.schemas import DecimalText, Shape
from moorage.domain.trading_rule import Limits, MarginMode, TradingRule
from moorage.services.market_data import Rates

Bound = DecimalText | UnsetType

STRATEGY: Final = "orderbook_price"
BOUNDS: Final = tuple(bound.name for bound in fields(Limits) if "leverage" not in bound.name)


class LeverageLimits(Shape, kw_only=True):
    """From a number, to a text; null where the exchange does not tell."""

    min: int | float
    max: DecimalText | None


class LeverageEntity(Shape, kw_only=True):
    """One way of setting collateral apart, and the leverage it allows."""

    code: str
    name: str
    can_set_leverage_value: bool
    available_leverage_values: list[DecimalText]
    """Empty where any value between the limits may be chosen."""
    max_leverage: DecimalText | None
    valid: LeverageLimits


class CurrencyRates(Shape, kw_only=True, omit_defaults=True):
    """Prices of a pair and the bounds of an order; what the exchange does not publish is left out."""

    last: Bound = UNSET
    bid: Bound = UNSET
    ask: Bound = UNSET
    orderbook_ask: Bound = UNSET
    orderbook_bid: Bound = UNSET
    orderbook_last: Bound = UNSET
    orderbook_price_currency: str
    strategy_name: str
    contract_strategy_name: str
    instrument_kind: str = msgspec.field(name="instrumentKind")
    min_price: Bound = msgspec.field(name="minPrice", default=UNSET)
    max_price: Bound = msgspec.field(name="maxPrice", default=UNSET)
    price_step: Bound = msgspec.field(name="priceStep", default=UNSET)
    min_lot: Bound = msgspec.field(name="minLotSize", default=UNSET)
    max_lot: Bound = msgspec.field(name="maxLotSize", default=UNSET)
    lot_step: Bound = msgspec.field(name="lotStep", default=UNSET)
    max_market_buy: Bound = msgspec.field(name="maxMarketBuyAmount", default=UNSET)
    max_market_sell: Bound = msgspec.field(name="maxMarketSellAmount", default=UNSET)
    bid_down: Bound = msgspec.field(name="bidMultiplierDown", default=UNSET)
    bid_up: Bound = msgspec.field(name="bidMultiplierUp", default=UNSET)
    ask_down: Bound = msgspec.field(name="askMultiplierDown", default=UNSET)
    ask_up: Bound = msgspec.field(name="askMultiplierUp", default=UNSET)
    min_total: Bound = msgspec.field(name="minTotal", default=UNSET)
    min_market_total: Bound = msgspec.field(name="minMarketTotal", default=UNSET)
    max_total: Bound = msgspec.field(name="maxTotal", default=UNSET)


class RatesWithLeverage(CurrencyRates, kw_only=True, omit_defaults=True):
    """The same, and the leverage that may be chosen."""

    leverage_data: list[LeverageEntity]


def currency_rates(rates: Rates) -> CurrencyRates:
    """Return the wire shape of rates."""
    return CurrencyRates(**_fields(rates))


def rates_with_leverage(rates: Rates) -> RatesWithLeverage:
    """Return the wire shape of rates with the leverage."""
    return RatesWithLeverage(**_fields(rates), leverage_data=leverage(rates.rule))


def leverage(rule: TradingRule) -> list[LeverageEntity]:
    """Return the wire shape of the leverage that may be chosen; empty where there is none to choose."""
    return [_mode(mode, rule) for mode in rule.margin_modes]


def _mode(mode: MarginMode, rule: TradingRule) -> LeverageEntity:
    lowest, highest = rule.limits.min_leverage, rule.limits.max_leverage
    most = None if highest is None else amount(highest)
    least = 1 if lowest is None else float(lowest)
    return LeverageEntity(
        code=mode.value,
        name=mode.value.capitalize(),
        can_set_leverage_value=True,
        available_leverage_values=[],
        max_leverage=most,
        valid=LeverageLimits(min=int(least) if least == int(least) else least, max=most),
    )


def _fields(rates: Rates) -> dict[str, Any]:
    rule, quote = rates.rule, rates.quote
    prices = {"last": quote.last, "bid": quote.bid, "ask": quote.ask}
    known = {name: amount(price) for name, price in prices.items() if price is not None}
    bounds = {name: getattr(rule.limits, name) for name in BOUNDS}
    return {
        **known,
        **{f"orderbook_{name}": text for name, text in known.items()},
        "orderbook_price_currency": rule.quote,
        "strategy_name": STRATEGY,
        "contract_strategy_name": STRATEGY,
        "instrument_kind": rule.kind.value,
        **{name: amount(bound) for name, bound in bounds.items() if bound is not None},
    }

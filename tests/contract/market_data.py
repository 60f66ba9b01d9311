"""Market data as a client with typed models reads it; written from the contract, section 4, not from our own shapes."""

# ruff: noqa: N815 - the wire's names
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Plain = Annotated[str, Meta(pattern=r"^[0-9]{1,28}(\.[0-9]+)?$")]
"""A positive number in plain notation."""
Bound = Plain | UnsetType


class Model(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Exactly these fields."""


class Valid(Model, kw_only=True):
    """A number, and a text or null."""

    min: int | float
    max: Plain | None


class Leverage(Model, kw_only=True):
    """One item of `leverage_data`."""

    code: str
    name: str
    can_set_leverage_value: bool
    available_leverage_values: list[Plain]
    max_leverage: Plain | None
    valid: Valid


class CurrencyRates(Model, kw_only=True):
    """Every value a text."""

    last: Bound = UNSET
    bid: Bound = UNSET
    ask: Bound = UNSET
    orderbook_ask: Bound = UNSET
    orderbook_bid: Bound = UNSET
    orderbook_last: Bound = UNSET
    orderbook_price_currency: str
    strategy_name: str
    contract_strategy_name: Literal["orderbook_price"]
    instrumentKind: Literal["spot", "linear_futures", "inverse_futures"]
    minPrice: Bound = UNSET
    maxPrice: Bound = UNSET
    priceStep: Bound = UNSET
    minLotSize: Bound = UNSET
    maxLotSize: Bound = UNSET
    lotStep: Bound = UNSET
    maxMarketBuyAmount: Bound = UNSET
    maxMarketSellAmount: Bound = UNSET
    bidMultiplierDown: Bound = UNSET
    bidMultiplierUp: Bound = UNSET
    askMultiplierDown: Bound = UNSET
    askMultiplierUp: Bound = UNSET
    minTotal: Bound = UNSET
    minMarketTotal: Bound = UNSET
    maxTotal: Bound = UNSET


class RatesWithLeverage(CurrencyRates, kw_only=True):
    """The same, and the leverage."""

    leverage_data: list[Leverage]


Pairs = list[Annotated[str, Meta(pattern=r"^[^_]+_.+$")]]
"""`QUOTE_BASE`."""

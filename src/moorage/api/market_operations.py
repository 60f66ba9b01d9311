"""What the endpoints of market data do, take and answer."""

from typing import Final

from moorage.api.market_schemas import CurrencyRates, LeverageEntity, RatesWithLeverage
from moorage.api.operations import EXCHANGE_SPOKE, MARKET_CODE, Operation, Parameter
from moorage.domain.errors import IpBanned, PayloadTooLarge, RequestTimeout, TooManyRequests
from moorage.domain.exchange_errors import KeyRefused

ANYBODY: Final = (TooManyRequests, IpBanned, RequestTimeout, PayloadTooLarge, *EXCHANGE_SPOKE)

CODE = Parameter("market_code", "Which market; the first of `market_list` when absent.", MARKET_CODE)
PAIR = Parameter(
    "pair", "The quote, an underscore, the base: `USDT_BTC`.", {"type": "string", "maxLength": 255}, required=True
)
LIMIT_TYPE = Parameter(
    "limit_type",
    "Whose limits are asked for; an exchange sets the same for all.",
    {"type": "string", "enum": ["bot", "smart_trade"]},
)

SPOT_RATES: Final = {
    "last": "64250.5",
    "bid": "64250.4",
    "ask": "64250.6",
    "orderbook_ask": "64250.6",
    "orderbook_bid": "64250.4",
    "orderbook_last": "64250.5",
    "orderbook_price_currency": "USDT",
    "strategy_name": "orderbook_price",
    "contract_strategy_name": "orderbook_price",
    "instrumentKind": "spot",
    "priceStep": "0.1",
    "minLotSize": "0.00001",
    "lotStep": "0.00001",
    "minTotal": "5.0",
}
CROSS: Final = {
    "code": "cross",
    "name": "Cross",
    "can_set_leverage_value": True,
    "available_leverage_values": [],
    "max_leverage": "125.0",
    "valid": {"min": 1, "max": "125.0"},
}

MARKET_PAIRS = Operation(
    name="listPairs",
    summary="List the pairs of a market",
    description="What may be traded, as the exchange lists it; of futures the perpetual contracts. At most an hour "
    "old. Empty for wallets and paper accounts.",
    parameters=(CODE,),
    answer=list[str],
    example=["USDT_BTC", "USDT_ETH"],
    errors=ANYBODY,
)
CURRENCY_RATES = Operation(
    name="showRates",
    summary="Show prices and bounds of a pair",
    description="The best prices of the exchange's order book, at most some seconds old, and the bounds of an order. "
    "Every value is a text; what the exchange does not publish is left out. Lots are in the unit the exchange counts "
    "orders in: the base, or contracts.",
    parameters=(CODE, PAIR, LIMIT_TYPE),
    answer=CurrencyRates,
    example=SPOT_RATES,
    errors=ANYBODY,
)
RATES_WITH_LEVERAGE = Operation(
    name="showRatesWithLeverage",
    summary="Show prices, bounds and leverage of a pair",
    description="The same with the leverage that the exchange publishes; null where it tells it only under a key.",
    parameters=(Parameter(CODE.name, "Which market.", MARKET_CODE, required=True), PAIR),
    answer=RatesWithLeverage,
    example={**SPOT_RATES, "instrumentKind": "linear_futures", "leverage_data": [CROSS]},
    errors=ANYBODY,
)
LEVERAGE = Operation(
    name="showLeverage",
    summary="Show the leverage an account may choose for a pair",
    description="Asked under the account's key where the exchange tells it only there. Empty where there is none to "
    "choose.",
    parameters=(PAIR,),
    answer=list[LeverageEntity],
    example=[CROSS],
    request_example={"pair": "USDT_BTC"},
    errors=(KeyRefused, *EXCHANGE_SPOKE),
)

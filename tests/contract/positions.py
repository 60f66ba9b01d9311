"""The contract's pie chart and table as strict clients decode them."""

import re
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct, json

DecimalText = Annotated[str, Meta(pattern=r"^-?[0-9]{1,28}\.[0-9]+$")]
EXPONENT: Final = re.compile(rb":-?[0-9.]+[eE]")


class Strict(Struct, forbid_unknown_fields=True):
    """Nothing else, nothing missing, no other types."""


class Money(Strict):
    """An amount with its currency."""

    currency: str
    amount: DecimalText


class Slice(Strict):
    """A currency in the pie chart."""

    code: str
    coinmarketcapid: str | None
    name: str
    y: float
    percentage: float
    amount: Decimal
    btc_value: DecimalText
    usd_value: DecimalText
    primary_display_currency: Money
    account_id: int
    x_moorage: dict[str, Any]


class Row(Strict):
    """A currency in the table."""

    currency_code: str
    currency_name: str
    currency_icon: str
    currency_slug: str
    percentage: float
    position: Decimal
    position_available: Decimal
    position_type: Literal[0]
    borrowed: Decimal
    on_orders: Decimal
    on_orders_with_leverage: Decimal
    on_orders_long: Decimal
    on_orders_short: Decimal
    equity: Decimal
    current_price: Decimal
    current_price_usd: Decimal
    day_change_percent: float
    day_change_percent_btc: float
    day_change_percent_usd: float
    btc_value: Decimal
    usd_value: Decimal
    available_long: Decimal
    available_short: Decimal
    available_with_leverage_long: Decimal
    available_with_leverage_short: Decimal
    account_id: int
    is_wallet: bool
    x_moorage: dict[str, Any]


def pie(body: bytes) -> list[Slice]:
    """Decode a pie chart; a number with an exponent is refused."""
    assert not EXPONENT.search(body)
    return json.decode(body, type=list[Slice])


def table(body: bytes) -> list[Row]:
    """Decode a table; numbers are numbers, exact, without an exponent."""
    assert not EXPONENT.search(body)
    assert not re.search(rb'"(equity|usd_value|position|current_price)":"', body)
    return json.decode(body, type=list[Row])

"""Wire shapes of charts and tables, field for field in the contract's order."""

from msgspec import UNSET, UnsetType

from moorage.api.schemas import AccountId, DecimalText, Money, Number, Shape, Timestamp


class PositionExtension(Shape, kw_only=True):
    """What the original API has no field for."""

    priced: bool
    """False: nobody at hand tells a price, and the zeros of the row mean unknown."""
    day_change_known: bool
    wallets: list[str]
    balances_updated_at: Timestamp
    stale: bool
    prices_updated_at: Timestamp | UnsetType = UNSET
    """When the oldest of the prices was true; left out where there is none."""
    priced_elsewhere: dict[str, str] | UnsetType = UNSET
    assumed: list[str] | UnsetType = UNSET
    display_currency_unknown: str | UnsetType = UNSET


class Slice(Shape, kw_only=True):
    """One currency in the pie chart."""

    code: str
    coinmarketcapid: str | None
    name: str
    y: Number
    percentage: Number
    amount: Number
    btc_value: DecimalText
    usd_value: DecimalText
    primary_display_currency: Money
    account_id: AccountId
    x_moorage: PositionExtension


class TableRow(Shape, kw_only=True):
    """One currency in the table; leverage is none of this product, so what it adds is nothing."""

    currency_code: str
    currency_name: str
    currency_icon: str
    currency_slug: str
    percentage: Number
    position: Number
    position_available: Number
    position_type: int
    borrowed: Number
    on_orders: Number
    on_orders_with_leverage: Number
    on_orders_long: Number
    on_orders_short: Number
    equity: Number
    current_price: Number
    current_price_usd: Number
    day_change_percent: Number
    day_change_percent_btc: Number
    day_change_percent_usd: Number
    btc_value: Number
    usd_value: Number
    available_long: Number
    available_short: Number
    available_with_leverage_long: Number
    available_with_leverage_short: Number
    account_id: AccountId
    is_wallet: bool
    x_moorage: PositionExtension

"""What the endpoints of charts and tables do, take and answer."""

from typing import Final

from moorage.api.operations import Operation
from moorage.api.position_schemas import Slice, TableRow
from moorage.domain.errors import NotFound

TOLD: Final = {
    "priced": True,
    "day_change_known": True,
    "wallets": ["spot", "earn"],
    "balances_updated_at": "2026-11-22T12:00:00.000Z",
    "stale": False,
    "prices_updated_at": "2026-11-22T12:00:00.000Z",
    "assumed": ["1 USDT = 1 USD"],
}
PIE: Final = Operation(
    name="pieChartData",
    summary="Show what the value is made of",
    description="Each currency that an account, or the `summary`, owns, at the prices of now, the largest first. What "
    "has no price is there without a size, and `x_moorage.priced` is false.",
    answer=list[Slice],
    example=[
        {
            "code": "BTC",
            "coinmarketcapid": "1",
            "name": "Bitcoin (BTC)",
            "y": 65.10,
            "percentage": 65.10,
            "amount": 0.5,
            "btc_value": "0.5",
            "usd_value": "32000.05",
            "primary_display_currency": {"currency": "USD", "amount": "32000.05"},
            "account_id": 1,
            "x_moorage": TOLD,
        }
    ],
    errors=(NotFound,),
    of_summary=True,
    by_mode=True,
)
TABLE: Final = Operation(
    name="accountTableData",
    summary="Show amounts, prices and values",
    description="Each currency of an account, or of the `summary`, at the prices of now, the largest first. What has "
    "no price is there with zeros, and `x_moorage.priced` is false.",
    answer=list[TableRow],
    example=[
        {
            "currency_code": "BTC",
            "currency_name": "Bitcoin",
            "currency_icon": "https://moorage.example/icons/currencies/BTC.svg",
            "currency_slug": "bitcoin",
            "percentage": 65.10,
            "position": 0.5,
            "position_available": 0.4,
            "position_type": 0,
            "borrowed": 0.0,
            "on_orders": 0.1,
            "on_orders_with_leverage": 0.0,
            "on_orders_long": 0.1,
            "on_orders_short": 0.0,
            "equity": 0.5,
            "current_price": 1.0,
            "current_price_usd": 64000.1,
            "day_change_percent": 1.59,
            "day_change_percent_btc": 0.0,
            "day_change_percent_usd": 1.59,
            "btc_value": 0.5,
            "usd_value": 32000.05,
            "available_long": 0.4,
            "available_short": 0.0,
            "available_with_leverage_long": 0.0,
            "available_with_leverage_short": 0.0,
            "account_id": 1,
            "is_wallet": False,
            "x_moorage": TOLD,
        }
    ],
    errors=(NotFound,),
    of_summary=True,
    by_mode=True,
)
ICON: Final = Operation(
    name="currencyIcon",
    summary="Show a currency's icon",
    description="A monogram, SVG.",
    answer=str,
    media_type="image/svg+xml",
    example="<svg/>",
)

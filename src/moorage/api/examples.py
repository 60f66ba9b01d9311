"""Examples for the OpenAPI document: whole and in the contract's order."""

from typing import Any, Final

NEW_ACCOUNT: Final[dict[str, Any]] = {
    "type": "binance",
    "name": "Main",
    "api_key": "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
    "secret": "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
    "types_to_create": ["binance_futures"],
}
"""The key pair is the one the exchange publishes in its documentation."""

TYPES: Final = [
    {"type": "binance", "connected": False, "available": True, "unified": False},
    {"type": "binance_futures", "connected": False, "available": False, "unified": False},
]

_NO_MONEY: Final = {"currency": "USD", "amount": "0.0"}

ACCOUNT: Final[dict[str, Any]] = {
    "id": 41871907,
    "auto_balance_period": 12,
    "auto_balance_portfolio_id": None,
    "auto_balance_currency_change_limit": None,
    "last_auto_balance": None,
    "auto_balance_method": None,
    "auto_balance_error": None,
    "autobalance_enabled": False,
    "hedge_mode_available": False,
    "hedge_mode_enabled": False,
    "is_locked": False,
    "lock_reason": None,
    "smart_trading_supported": False,
    "smart_selling_supported": False,
    "stats_supported": True,
    "trading_supported": False,
    "market_buy_supported": False,
    "market_sell_supported": False,
    "conditional_buy_supported": False,
    "bots_allowed": False,
    "bots_ttp_allowed": False,
    "bots_tsl_allowed": False,
    "gordon_bots_available": False,
    "multi_bots_allowed": False,
    "fast_convert_available": False,
    "grid_bots_allowed": False,
    "deposit_enabled": False,
    "available_for_trading": {},
    "created_at": "2026-11-22T12:00:00.000Z",
    "updated_at": "2026-11-22T12:00:00.000Z",
    "api_key_invalid": False,
    "market_icon": "http://127.0.0.1:8080/icons/binance.svg",
    "include_in_summary": True,
    "available_include_in_summary": True,
    "supported_market_types": ["spot"],
    "primary_display_currency_profit_percentage": {"currency": "USD", "amount": "0.00"},
    "primary_display_currency_profit": _NO_MONEY,
    "day_profit_primary_display_currency_percentage": {"currency": "USD", "amount": "0.0000"},
    "day_profit_primary_display_currency": _NO_MONEY,
    "primary_display_currency_amount": {"currency": "USD", "amount": "64250.5"},
    "total_primary_display_currency_profit": {"currency": "USD", "amount": 0.0},
    "name": "Main",
    "customer_id": None,
    "subaccount_name": None,
    "btc_amount": "1.0",
    "usd_amount": "64250.5",
    "day_profit_btc": "0.0",
    "day_profit_usd": "0.0",
    "day_profit_btc_percentage": "0.00",
    "day_profit_usd_percentage": "0.00",
    "btc_profit": "0.0",
    "usd_profit": "0.0",
    "btc_profit_percentage": "0.00",
    "usd_profit_percentage": "0.00",
    "total_btc_profit": "0.0",
    "total_usd_profit": "0.0",
    "pretty_display_type": "Binance",
    "exchange_name": "Binance Spot",
    "market_code": "binance",
    "api_keys_state": "ok",
    "x_moorage": {
        "balances_updated_at": "2026-11-22T12:00:00.000Z",
        "prices_updated_at": "2026-11-22T12:00:00.000Z",
        "stale": False,
        "stale_reason": None,
        "unpriced": [],
        "assumed": ["1 USDT = 1 USD"],
        "permissions": {"read": True, "trade": False, "withdraw": False},
        "ip_restricted": True,
        "key_expires_at": None,
        "exchange_uid": "354937868",
        "parent_uid": None,
        "lock_description": None,
        "profit": {
            "day_since": "2026-11-22T12:00:00.000Z",
            "month_since": "2026-11-22T12:00:00.000Z",
            "total_since": "2026-11-22T12:00:00.000Z",
            "flaw": "The deposits and withdrawals were not read yet.",
        },
    },
}

SUMMARY: Final[dict[str, Any]] = {
    **ACCOUNT,
    "id": 0,
    "market_icon": "http://127.0.0.1:8080/icons/summary.svg",
    "available_include_in_summary": False,
    "supported_market_types": [],
    "name": "Summary",
    "pretty_display_type": "Summary",
    "exchange_name": "Summary",
    "market_code": "summary",
    "x_moorage": {
        **ACCOUNT["x_moorage"],
        "permissions": {"read": None, "trade": None, "withdraw": None},
        "ip_restricted": None,
        "exchange_uid": None,
        "profit": {
            **ACCOUNT["x_moorage"]["profit"],
            "flaw": "account 1: The deposits and withdrawals were not read yet.",
        },
    },
}

MARKET: Final[dict[str, Any]] = {
    "market_name": "Binance",
    "market_url": "https://www.binance.com",
    "market_icon": "http://127.0.0.1:8080/icons/binance.svg",
    "help_link": "http://127.0.0.1:8080/keys/binance",
    "market_code": "binance",
    "form_fields": {
        "required": [
            {"field": "secret", "localized_name": "API Secret:"},
            {"field": "api_key", "localized_name": "API Key:"},
        ],
        "optional": [],
    },
    "available_connection_flows": ["form"],
    "third_party_allowed": False,
    "trusted_ips": ["203.0.113.7"],
    "trusted_ips_input_type": "inline",
    "fast_connect_action_name": "",
}

GUIDE: Final = "<!doctype html>"
ICON: Final = '<svg xmlns="http://www.w3.org/2000/svg"/>'

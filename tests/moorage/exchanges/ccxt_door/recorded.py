"""Ten exchanges of ccxt on loopback, each with answers in the form of its own documentation.

Source: the exchanges' API references as of November 2026: Bitvavo REST v2, WhiteBIT v4, HitBTC v3, Luno v1, Upbit v1,
BtcTurk v2, BitoPro v3, bitbank rest-api.md, CoinMate (apiary), Indodax Private-RestAPI.md.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import (
    AuthenticationError,
    ExchangeError,
    ExchangeNotAvailable,
    InvalidNonce,
    PermissionDenied,
    RateLimitExceeded,
    UnknownMarketApiError,
)

KEY = "canary-key-0123456789abcdef0123456789abcdef"
SECRET = "canary-secret-9876543210fedcba9876543210fedcba"
CREDENTIALS = Credentials(api_key=Secret(KEY), secret=Secret(SECRET))
Refusal = tuple[int, Any, type[ExchangeError]]


@dataclass(frozen=True)
class Case:
    """One exchange: answers by path, or by path and query; what an account holds (currency -> free, used); refusals."""

    id: str
    answers: dict[str, Any]
    account: str
    """The path of the private question."""
    holds: dict[str, tuple[str, str]]
    price: tuple[str, str, str] | None
    """Base, quote and last price of one pair; None where there is no question for all of them."""
    refusals: tuple[Refusal, ...]
    rule: tuple[str, str, dict[str, str]]
    """Of that pair: as the wire names it, as the exchange does, and the bounds of an order."""
    quote: dict[str, str]
    """Its last price and the best ones, as far as the exchange tells them."""
    credentials: Credentials = CREDENTIALS


BITVAVO = Case(
    "bitvavo",
    {
        "/v2/markets": [{"market": "BTC-EUR", "status": "trading", "base": "BTC", "quote": "EUR", "tickSize": "1.00"}],
        "/v2/assets": [{"symbol": "BTC", "name": "Bitcoin", "decimals": 8, "networks": ["BTC"]}],
        "/v2/ticker/24h": [{"market": "BTC-EUR", "last": "55123.4", "open": "55000", "timestamp": 1790000000000}],
        "/v2/balance": [
            {"symbol": "BTC", "available": "1.57593193", "inOrder": "0.74832374"},
            {"symbol": "EUR", "available": "0", "inOrder": "0"},
        ],
        "/v2/ticker/24h?market=BTC-EUR": {"market": "BTC-EUR", "last": "55123.4", "bid": "55120", "ask": "55125.5"},
    },
    "/v2/balance",
    {"BTC": ("1.57593193", "0.74832374")},
    ("BTC", "EUR", "55123.4"),
    (
        (403, {"errorCode": 305, "error": "No active API key found."}, AuthenticationError),
        (403, {"errorCode": 312, "error": "This API key is not allowed to perform this action."}, PermissionDenied),
        (429, {"errorCode": 105, "error": "Your IP has been banned."}, RateLimitExceeded),
        (400, {"errorCode": 203, "error": "symbol parameter is required."}, UnknownMarketApiError),
    ),
    ("EUR_BTC", "BTC-EUR", {"price_step": "1"}),
    {"last": "55123.4", "bid": "55120", "ask": "55125.5"},
)
WHITEBIT = Case(
    "whitebit",
    {
        "/api/v4/public/markets": [
            {"name": "BTC_USDT", "stock": "BTC", "money": "USDT", "stockPrec": "6", "moneyPrec": "2"}
            | {"makerFee": "0.1", "takerFee": "0.1", "minAmount": "0.001", "minTotal": "5", "tradesEnabled": True}
            | {"isCollateral": True, "type": "spot", "maxTotal": "1000000000"},
            {"name": "BTC_PERP", "stock": "BTC", "money": "PERP", "stockPrec": "3", "moneyPrec": "1"}
            | {"makerFee": "0.1", "takerFee": "0.1", "minAmount": "0.001", "minTotal": "5", "tradesEnabled": True}
            | {"isCollateral": True, "type": "futures", "maxTotal": "1000000000"},
        ],
        "/api/v4/public/assets": {"BTC": {"name": "Bitcoin", "can_withdraw": True, "can_deposit": True}},
        "/api/v4/public/ticker": {
            "BTC_USDT": {"last_price": "60000.12", "quote_volume": "1", "base_volume": "1", "change": "2.12"},
            "BTC_PERP": {"last_price": "99999", "quote_volume": "1", "base_volume": "1", "change": "2.12"},
        },
        "/api/v4/trade-account/balance": {
            "BTC": {"available": "0.123", "freeze": "1"},
            "XMR": {"available": "3013", "freeze": "0"},
            "ETH": {"available": "0", "freeze": "0"},
        },
        "/api/v1/public/ticker": {
            "success": True,
            "result": {"bid": "60000.11", "ask": "60000.13", "last": "60000.12", "volume": "1", "deal": "1"},
        },
    },
    "/api/v4/trade-account/balance",
    {"BTC": ("0.123", "1"), "XMR": ("3013", "0")},
    ("BTC", "USDT", "60000.12"),
    (
        (401, {"code": 10, "message": "Unauthorized request."}, AuthenticationError),
        (403, {"code": 2, "message": "This action is unauthorized. Enable your key in API settings"}, PermissionDenied),
        (429, {"message": "Too many requests"}, RateLimitExceeded),
        (503, {"message": "Service temporarily unavailable"}, ExchangeNotAvailable),
    ),
    (
        "USDT_BTC",
        "BTC_USDT",
        {"price_step": "0.01", "min_lot": "0.001", "lot_step": "0.000001", "min_total": "5", "max_total": "1000000000"},
    ),
    {"last": "60000.12", "bid": "60000.11", "ask": "60000.13"},
)
HITBTC = Case(
    "hitbtc",
    {
        "/api/3/public/symbol": {
            "ETHBTC": {"type": "spot", "base_currency": "ETH", "quote_currency": "BTC", "quantity_increment": "0.001"}
            | {"tick_size": "0.000001", "take_rate": "0.0025", "make_rate": "0.001", "fee_currency": "BTC"}
        },
        "/api/3/public/currency": {},
        "/api/3/public/ticker": {"ETHBTC": {"last": "0.05", "timestamp": "2026-11-22T12:00:00.000Z"}},
        "/api/3/spot/balance": [
            {"currency": "ETH", "available": "2.5", "reserved": "0.5", "reserved_margin": "0"},
            {"currency": "PAXG", "available": "0", "reserved": "0", "reserved_margin": "0"},
        ],
        "/api/3/public/ticker/ETHBTC": {"last": "0.05", "bid": "0.0499", "ask": "0.0501"}
        | {"timestamp": "2026-11-22T12:00:00.000Z"},
    },
    "/api/3/spot/balance",
    {"ETH": ("2.5", "0.5")},
    ("ETH", "BTC", "0.05"),
    (
        (
            401,
            {"error": {"code": 1002, "message": "Authorization has failed"}},
            AuthenticationError,
        ),
        (403, {"error": {"code": 1003, "message": "Action is forbidden for this API key"}}, PermissionDenied),
        (429, {"error": {"code": 429, "message": "Too many requests"}}, RateLimitExceeded),
        (504, {"error": {"code": 504, "message": "Gateway Timeout"}}, ExchangeNotAvailable),
    ),
    (
        "BTC_ETH",
        "ETHBTC",
        {"min_price": "0.000001", "price_step": "0.000001", "min_lot": "0.001", "lot_step": "0.001"}
        | {"min_total": "0.000000001"},
    ),
    {"last": "0.05", "bid": "0.0499", "ask": "0.0501"},
)
LUNO = Case(
    "luno",
    {
        "/api/exchange/1/markets": {
            "markets": [
                {"market_id": "XBTZAR", "trading_status": "ACTIVE", "base_currency": "XBT", "counter_currency": "ZAR"}
                | {"min_volume": "0.0005", "max_volume": "100.00", "volume_scale": 4, "price_scale": 0, "fee_scale": 8}
            ]
        },
        "/api/1/tickers": {
            "tickers": [{"pair": "XBTZAR", "timestamp": 1790000000000, "last_trade": "1000000.00", "status": "ACTIVE"}]
        },
        "/api/1/balance": {
            "balance": [
                {"account_id": "1", "asset": "XBT", "balance": "1.5", "reserved": "0.25", "unconfirmed": "0.00"},
                {"account_id": "2", "asset": "XBT", "balance": "0.5", "reserved": "0.00", "unconfirmed": "0.00"},
                {"account_id": "3", "asset": "ZAR", "balance": "0.001417", "reserved": "0.00", "unconfirmed": "0.00"},
            ]
        },
        "/api/1/ticker": {"pair": "XBTZAR", "timestamp": 1790000000000, "bid": "999999", "ask": "1000001"}
        | {"last_trade": "1000000.00", "status": "ACTIVE"},
    },
    "/api/1/balance",
    {"BTC": ("1.75", "0.25"), "ZAR": ("0.001417", "0")},
    ("BTC", "ZAR", "1000000.00"),
    (
        (401, {"error": "API key revoked", "error_code": "ErrApiKeyRevoked"}, AuthenticationError),
        (403, {"error": "Insufficient permissions", "error_code": "ErrInsufficientPerms"}, PermissionDenied),
        (429, {"error": "Too many requests", "error_code": "ErrTooManyRequests"}, RateLimitExceeded),
    ),
    (
        "ZAR_BTC",
        "XBTZAR",
        {"price_step": "1", "min_lot": "0.0005", "max_lot": "100", "lot_step": "0.0001"},
    ),
    {"last": "1000000", "bid": "999999", "ask": "1000001"},
)
UPBIT = Case(
    "upbit",
    {
        "/v1/market/all": [{"market": "KRW-BTC", "korean_name": "비트코인", "english_name": "Bitcoin"}],
        "/v1/ticker/all": [{"market": "KRW-BTC", "trade_price": 90000000.0, "opening_price": 89000000.0}],
        "/v1/accounts": [
            {"currency": "BTC", "balance": "0.005", "locked": "0.0", "avg_krw_buy_price": "7446000"},
            {"currency": "KRW", "balance": "1000000.0", "locked": "5.5", "avg_krw_buy_price": "0"},
        ],
        "/v1/ticker": [{"market": "KRW-BTC", "trade_price": 90000000.0, "opening_price": 89000000.0}],
    },
    "/v1/accounts",
    {"BTC": ("0.005", "0"), "KRW": ("1000000", "5.5")},
    ("BTC", "KRW", "90000000"),
    (
        (401, {"error": {"message": "잘못된 엑세스 키입니다.", "name": "invalid_access_key"}}, AuthenticationError),
        (401, {"error": {"message": "Jwt 토큰 검증에 실패했습니다.", "name": "jwt_verification"}}, AuthenticationError),
        (401, {"error": {"message": "권한이 부족합니다.", "name": "out_of_scope"}}, PermissionDenied),
    ),
    ("KRW_BTC", "KRW-BTC", {"price_step": "0.00000001", "lot_step": "0.00000001"}),
    {"last": "90000000"},
)
BTCTURK = Case(
    "btcturk",
    {
        "/api/v2/server/exchangeinfo": {
            "data": {
                "symbols": [
                    {"id": "1", "name": "BTCTRY", "status": "TRADING", "numerator": "BTC", "denominator": "TRY"}
                    | {"numeratorScale": "8", "denominatorScale": "2", "filters": []}
                ]
            }
        },
        "/api/v2/ticker": {
            "data": [{"pair": "BTCTRY", "timestamp": 1790000000000, "last": 2000000, "bid": 1999999, "ask": 2000001}]
        },
        "/api/v1/users/balances": {
            "data": [
                {"asset": "TRY", "balance": "1000.5", "locked": "0.5", "free": "1000", "precision": 2},
                {"asset": "BTC", "balance": "0", "locked": "0", "free": "0", "precision": 8},
            ]
        },
    },
    "/api/v1/users/balances",
    {"TRY": ("1000", "0.5")},
    ("BTC", "TRY", "2000000"),
    ((400, {"code": 1037, "message": "FAILED_INVALID"}, UnknownMarketApiError),),
    ("TRY_BTC", "BTCTRY", {"price_step": "0.01", "lot_step": "0.00000001"}),
    {"last": "2000000", "bid": "1999999", "ask": "2000001"},
    Credentials(api_key=Secret(KEY), secret=Secret("Y2FuYXJ5LXNlY3JldC05ODc2NTQzMjEwZmVkY2JhOTg3Ng==")),
)
BITOPRO = Case(
    "bitopro",
    {
        "/v3/provisioning/trading-pairs": {
            "data": [
                {"pair": "btc_twd", "base": "btc", "quote": "twd", "basePrecision": "8", "quotePrecision": "0"}
                | {"minLimitBaseAmount": "0.0001", "maxLimitBaseAmount": "500", "maintain": False}
            ]
        },
        "/v3/provisioning/currencies": {"data": [{"currency": "btc", "withdrawFee": "0.0006", "deposit": True}]},
        "/v3/tickers": {"data": [{"pair": "btc_twd", "lastPrice": "1900000.00000000", "isBuyer": False}]},
        "/v3/accounts/balance": {
            "data": [
                {"currency": "btc", "amount": "3", "available": "1", "stake": "0.5", "tradable": True},
                {"currency": "twd", "amount": "0", "available": "0", "stake": "0", "tradable": True},
            ]
        },
        "/v3/tickers/btc_twd": {"data": {"pair": "btc_twd", "lastPrice": "1900000.00000000", "isBuyer": False}},
    },
    "/v3/accounts/balance",
    {"BTC": ("1", "2")},
    ("BTC", "TWD", "1900000.00000000"),
    (
        (401, {"error": "Invalid Signature"}, AuthenticationError),
        (429, {"error": "Rate limit"}, RateLimitExceeded),
    ),
    (
        "TWD_BTC",
        "btc_twd",
        {"price_step": "1", "min_lot": "0.0001", "max_lot": "500", "lot_step": "0.00000001"},
    ),
    {"last": "1900000"},
)
BITBANK = Case(
    "bitbank",
    {
        "/spot/pairs": {
            "success": 1,
            "data": {
                "pairs": [
                    {"name": "btc_jpy", "base_asset": "btc", "quote_asset": "jpy", "unit_amount": "0.0001"}
                    | {"price_digits": 0, "amount_digits": 4, "is_enabled": True, "limit_max_amount": "1000"}
                ]
            },
        },
        "/v1/user/assets": {
            "success": 1,
            "data": {
                "assets": [
                    {
                        "asset": "jpy",
                        "onhand_amount": "1500.2500",
                        "locked_amount": "0.2500",
                        "free_amount": "1500.0000",
                    },
                    {"asset": "btc", "onhand_amount": "0.0", "locked_amount": "0.0", "free_amount": "0.0"},
                ]
            },
        },
        "/btc_jpy/ticker": {"success": 1, "data": {"sell": "9000001", "buy": "8999999", "last": "9000000"}},
    },
    "/v1/user/assets",
    {"JPY": ("1500", "0.25")},
    None,
    (
        (200, {"success": 0, "data": {"code": 20003}}, AuthenticationError),
        (200, {"success": 0, "data": {"code": 20004}}, InvalidNonce),
        (200, {"success": 0, "data": {"code": 50008}}, PermissionDenied),
    ),
    (
        "JPY_BTC",
        "btc_jpy",
        {"price_step": "1", "min_lot": "0.0001", "max_lot": "1000", "lot_step": "0.0001"},
    ),
    {"last": "9000000", "bid": "8999999", "ask": "9000001"},
)
COINMATE = Case(
    "coinmate",
    {
        "/api/tradingPairs": {
            "error": False,
            "errorMessage": None,
            "data": [
                {"name": "BTC_EUR", "firstCurrency": "BTC", "secondCurrency": "EUR"}
                | {"priceDecimals": 2, "lotDecimals": 8, "minAmount": 0.0002}
            ],
        },
        "/api/tickerAll": {
            "error": False,
            "errorMessage": None,
            "data": {"BTC_EUR": {"last": "55000.5", "timestamp": "1790000000"}},
        },
        "/api/balances": {
            "error": False,
            "errorMessage": None,
            "data": {"EUR": {"currency": "EUR", "balance": 100.25, "reserved": 0.25, "available": 100}},
        },
        "/api/ticker": {
            "error": False,
            "errorMessage": None,
            "data": {"last": 55000.5, "bid": 54999.5, "ask": 55001.5, "timestamp": 1790000000},
        },
    },
    "/api/balances",
    {"EUR": ("100", "0.25")},
    ("BTC", "EUR", "55000.5"),
    (
        (200, {"error": True, "errorMessage": "Access denied.", "data": None}, AuthenticationError),
        (200, {"error": True, "errorMessage": "TOO MANY REQUESTS", "data": None}, RateLimitExceeded),
        (200, {"error": True, "errorMessage": "Api internal error", "data": None}, UnknownMarketApiError),
    ),
    ("EUR_BTC", "BTC_EUR", {"price_step": "0.01", "min_lot": "0.0002", "lot_step": "0.00000001"}),
    {"last": "55000.5", "bid": "54999.5", "ask": "55001.5"},
    Credentials(api_key=Secret(KEY), secret=Secret(SECRET), customer_id="31415"),
)
INDODAX = Case(
    "indodax",
    {
        "/api/pairs": [
            {"id": "btcidr", "symbol": "BTCIDR", "base_currency": "idr", "traded_currency": "btc"}
            | {"ticker_id": "btc_idr", "price_round": 8, "trade_min_base_currency": 10000, "is_maintenance": 0}
        ],
        "/api/ticker_all": {"tickers": {"btc_idr": {"last": "900000000", "server_time": 1790000000}}},
        "/tapi": {
            "success": 1,
            "return": {
                "server_time": 1790000000,
                "balance": {"idr": 167, "btc": "0.12345678"},
                "balance_hold": {"idr": 0, "btc": "0.00000001"},
            },
        },
        "/api/ticker/btcidr": {"ticker": {"last": "900000000", "buy": "899999000", "sell": "900001000"}},
    },
    "/tapi",
    {"IDR": ("167", "0"), "BTC": ("0.12345678", "0.00000001")},
    ("BTC", "IDR", "900000000"),
    (
        (200, {"success": 0, "error": "Invalid credentials. Bad sign."}, AuthenticationError),
        (
            200,
            {"success": 0, "error": "Invalid credentials. API not found or session has expired."},
            AuthenticationError,
        ),
        (200, {"success": 0, "error": "invalid order."}, UnknownMarketApiError),
    ),
    ("IDR_BTC", "btcidr", {"min_price": "10000", "price_step": "0.00000001", "lot_step": "0.00000001"}),
    {"last": "900000000", "bid": "899999000", "ask": "900001000"},
)
CASES = {
    case.id: case for case in (BITVAVO, WHITEBIT, HITBTC, LUNO, UPBIT, BTCTURK, BITOPRO, BITBANK, COINMATE, INDODAX)
}


@dataclass
class RecordedExchanges:
    """Serves every case under `/ccxt_<id>/<host>/…`; an answer may be replaced by status and body, or a response."""

    changed: dict[tuple[str, str], tuple[int, Any] | web.StreamResponse] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Exchange and path of every request."""
    sent: list[str] = field(default_factory=list)
    """Headers, query and body of every request."""
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        _, venue, _, rest = request.path.split("/", 3)
        exchange, path = venue.removeprefix("ccxt_"), f"/{rest}"
        self.asked.append((exchange, path))
        self.sent.append(f"{dict(request.headers)}{request.rel_url.raw_query_string}{(await request.read()).decode()}")
        changed = self.changed.get((exchange, path))
        if isinstance(changed, web.StreamResponse):
            return changed
        answers = CASES[exchange].answers
        told = answers.get(f"{path}?{request.rel_url.raw_query_string}", answers.get(path))
        status, body = changed or ((200, told) if told is not None else (404, {"no": "such path"}))
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return web.Response(body=raw, status=status, content_type="application/json")

    def count(self, exchange: str, path: str) -> int:
        """Return how often a path was asked."""
        return self.asked.count((exchange, path))

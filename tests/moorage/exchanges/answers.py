"""Answers of Binance and Kraken, as far as several tests ask for them."""

from aiohttp import web

from tests.moorage.exchanges.recorded import RecordedVenue, json

RESTRICTIONS = "/sapi/v1/account/apiRestrictions"
ACCOUNT = "/api/v3/account"
FUNDING = "/sapi/v1/asset/get-funding-asset"
LOCKED = "/sapi/v1/simple-earn/locked/position"
CROSS, ISOLATED = "/sapi/v1/margin/account", "/sapi/v1/margin/isolated/account"
FUTURES = "/fapi/v3/account"
TRADER = {"enableReading": True, "enableSpotAndMarginTrading": True, "enableFutures": False, "enableWithdrawals": False}
SPOT = {"uid": 7, "balances": [{"asset": "BTC", "free": "1", "locked": "0"}]}
CONTRACT = {"walletBalance": "1", "initialMargin": "0", "availableBalance": "1", "unrealizedProfit": "0"}
CONTRACTS = {"assets": [CONTRACT | {"asset": "BTC"}]}
KEY_INFO = {"error": [], "result": {"permissions": ["query-funds"], "iban": "AA"}}
BALANCES = {"error": [], "result": {"XXBT": {"balance": "2", "hold_trade": "0"}}}


def lumped(_: web.Request) -> web.Response:
    """Refuse in Binance's words that fit three causes."""
    return json({"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}, 401)


def denied(_: web.Request) -> web.Response:
    """Deny in Binance's words."""
    return json({"code": -1002, "msg": "You are not authorized to execute this request."}, 401)


def as_binance(venue: RecordedVenue) -> RecordedVenue:
    """Binance with a key that may trade on the spot market; the funding wallet is empty, nothing is locked."""
    venue.answers |= {RESTRICTIONS: TRADER, ACCOUNT: SPOT, FUNDING: b"[]", LOCKED: {"rows": [], "total": 0}}
    venue.answers |= {"/api/v3/time": {"serverTime": 0}}
    return venue


def as_kraken(venue: RecordedVenue) -> RecordedVenue:
    """Kraken with a key that may read."""
    venue.answers |= {"/0/private/GetApiKeyInfo": KEY_INFO, "/0/private/BalanceEx": BALANCES}
    return venue

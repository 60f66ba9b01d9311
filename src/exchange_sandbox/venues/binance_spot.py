"""Binance's `/api/v3`, as Binance and Binance US serve it.

Source: binance-spot-api-docs, rest-api.md; binance-us-api-docs, rest-api.md @6b62304 for the differing weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exchange_sandbox.accounts import Holding
from exchange_sandbox.amounts import padded
from exchange_sandbox.venues.binance_market import (
    Board,
    exchange_info,
    ping,
    server_time,
    spot_listings,
    spot_symbol,
)
from exchange_sandbox.venues.binance_protocol import Endpoint, public, signed
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotWeights:
    """Request weights that differ between the two venues."""

    per_minute: int
    exchange_info: int
    account: int
    price: int
    book_ticker: int
    day: int


def spot_routes(world: World, quotes: Sequence[str], weights: SpotWeights) -> dict[Any, Endpoint]:
    """The table of `/api/v3` on the host `spot`."""
    board = Board(world, spot_listings(world, quotes))
    symbols = [spot_symbol(listing) for listing in board.listings.values()]

    def info(_: Asked) -> dict[str, Any]:
        return exchange_info(world, weights.per_minute, symbols)

    tickers = {
        "/api/v3/ticker/price": ("price", weights.price),
        "/api/v3/ticker/bookTicker": ("bookTicker", weights.book_ticker),
        "/api/v3/ticker/24hr": ("24hr", weights.day),
    }
    return {
        ("spot", "GET", "/api/v3/ping"): public(ping, 1),
        ("spot", "GET", "/api/v3/time"): public(server_time, 1),
        ("spot", "GET", "/api/v3/exchangeInfo"): public(info, weights.exchange_info),
        ("spot", "GET", "/api/v3/account"): signed(account, weights.account),
    } | board.routes("spot", tickers, "api")


def account(asked: Asked) -> dict[str, Any]:
    """`GET /api/v3/account`: every asset of the venue, zeros included unless `omitZeroBalances=true`."""
    holder = asked.holder
    wallet = holder.wallets.get("spot", {})
    codes: Sequence[str] = list(wallet)
    if asked.params.get("omitZeroBalances") != "true":
        codes = list(dict.fromkeys((*wallet, *asked.world.asset_codes)))
    else:
        codes = [code for code in codes if wallet[code].total]
    empty = Holding()
    return {
        "makerCommission": 10,
        "takerCommission": 10,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": "0.00100000",
            "taker": "0.00100000",
            "buyer": "0.00000000",
            "seller": "0.00000000",
        },
        "canTrade": True,
        "canWithdraw": True,
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": asked.call.now_ms - 60_000,
        "accountType": "SPOT",
        "balances": [row(code, wallet.get(code, empty)) for code in codes],
        "permissions": ["SPOT"],
        "uid": int(holder.uid),
    }


def row(code: str, holding: Holding) -> dict[str, str]:
    """One asset as spot shows it."""
    return {"asset": code, "free": padded(holding.free), "locked": padded(holding.locked)}

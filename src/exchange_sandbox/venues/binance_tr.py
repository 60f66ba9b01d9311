"""Binance TR: the spot account in an envelope of its own, and the book of Binance beside it.

Source: Binance TR's API documents (binance.tr/apidocs) as public clients quote them, 2026-08 and 2026-09: signature,
"Account information", "Symbols"; its public pages probed on 2026-08-26: envelope, refusals with HTTP 200, code 3701.
The codes of a wrong signature and of a wrong time are not documented; here they are Binance's own, as are the limits.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import msgspec

from exchange_sandbox.accounts import Holding
from exchange_sandbox.calls import Call, Reply, json_reply
from exchange_sandbox.venues.binance_market import Board, spot_listings
from exchange_sandbox.venues.binance_protocol import NO_ACCESS, BinanceFamily, error, public, refuse, signed
from exchange_sandbox.venues.binance_protocol import REFUSALS as BINANCE
from exchange_sandbox.venues.binance_spot import row
from exchange_sandbox.venues.binance_tr_transfers import deposits, withdrawals
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("TRY", "USDT", "BTC")
NO_ACCESS_CODES: Final = frozenset({-2008, -2014, -2015})
"""What Binance tells apart at least in part, and Binance TR does not."""
MAIN: Final = 1  # the type of symbols that stand in Binance's own book

REFUSALS: Final[Mapping[str, Reply]] = {
    "unknown_key": error(200, 3701, NO_ACCESS),
    "invalid_key": error(200, 3700, "Invalid API-key."),
    "bad_signature": error(200, -1022, "Signature for this request is not valid."),
    "clock_skew": error(200, -1021, "Timestamp for this request is outside of the recvWindow."),
    "rate_limited": BINANCE["rate_limited"],
    "banned": BINANCE["banned"],
    "maintenance": error(200, 1000, "System is under maintenance."),
    "busy": error(200, 1008, "Server is busy."),
}


PAGES: Final = {"/api/v3/ticker/price": ("price", 4), "/api/v3/ticker/bookTicker": ("bookTicker", 4)}


class BinanceTr(BinanceFamily):
    """`www.binance.tr` (host `rest`) and `api.binance.me` (host `market`)."""

    name: ClassVar[str] = "binance_tr"
    hosts: ClassVar[tuple[str, ...]] = ("rest", "market")
    refusals: ClassVar[Mapping[str, Reply]] = REFUSALS
    limits: ClassVar[Mapping[str, int]] = {"api": 1200, "market": 6000}
    headers: ClassVar[Mapping[str, tuple[str, ...]]] = {"api": (), "market": ("X-MBX-USED-WEIGHT-1M",)}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        listings = spot_listings(world, QUOTES)
        symbols = [_symbol(listing.pair.base, listing.pair.quote) for listing in listings]
        self.routes = {
            ("rest", "GET", "/open/v1/common/time"): public(lambda _: None, 1),
            ("rest", "GET", "/open/v1/common/symbols"): public(lambda _: {"list": symbols}, 1),
            ("rest", "GET", "/open/v1/account/spot"): signed(account, 1),
            ("rest", "GET", "/open/v1/account/spot/asset"): signed(asset, 1),
            ("rest", "GET", "/open/v1/deposits"): signed(deposits, 1),
            ("rest", "GET", "/open/v1/withdraws"): signed(withdrawals, 1),
        } | Board(world, listings).routes("market", PAGES, "market")

    def answer(self, call: Call) -> Reply:
        """Answer a request; what the host `rest` says stands in an envelope, with HTTP 200 but for limits."""
        reply = super().answer(call)
        if call.host != "rest" or reply.status == 404:
            return reply
        if reply.status == 200:
            told = {"code": 0, "msg": "Success", "data": msgspec.Raw(reply.body), "timestamp": call.now_ms}
            return json_reply(told, headers=reply.headers)
        told = msgspec.json.decode(reply.body)
        code = 3701 if told["code"] in NO_ACCESS_CODES else told["code"]
        status = reply.status if reply.status in {418, 429} else 200
        return error(status, code, NO_ACCESS if code == 3701 else told["msg"], reply.headers)


def account(asked: Asked) -> dict[str, Any]:
    """Account information: every currency there is; the rights are those of the account."""
    wallet = asked.holder.wallets.get("spot", {})
    codes = dict.fromkeys((*wallet, *asked.world.asset_codes))
    return {
        "makerCommission": "10.00",
        "takerCommission": "10.00",
        "buyerCommission": "0.00",
        "sellerCommission": "0.00",
        "canTrade": 1,
        "canWithdraw": 1,
        "canDeposit": 1,
        "status": 1,
        "accountAssets": [row(code, wallet.get(code, Holding())) for code in codes],
    }


def asset(asked: Asked) -> dict[str, str]:
    """Account asset information: one currency."""
    code = asked.params.get("asset", "")
    if code not in asked.world.asset_codes:
        raise refuse(400, 1101, "Parameter error.")
    return row(code, asked.holder.wallets.get("spot", {}).get(code, Holding()))


def _symbol(base: str, quote: str) -> dict[str, Any]:
    filters: list[dict[str, str]] = [
        {"filterType": "NOTIONAL", "minNotional": "10", "maxNotional": "9000000"},
        {"filterType": "PRICE_FILTER", "minPrice": "0.00000001", "maxPrice": "100000000", "tickSize": "0.00000001"},
        {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
    ]
    names = {"symbol": f"{base}_{quote}", "baseAsset": base, "quoteAsset": quote}
    precision = {"type": MAIN, "basePrecision": 8, "quotePrecision": 8, "filters": filters}
    rights = {"spotTradingEnable": 1, "marginTradingEnable": 0, "permissions": ["SPOT"]}
    return {**precision, **names, **rights, "orderTypes": ["LIMIT", "MARKET"], "icebergEnable": 1, "ocoEnable": 1}

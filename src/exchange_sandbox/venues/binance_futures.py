"""Binance's futures hosts: USD-M (`fapi`), COIN-M (`dapi`), portfolio margin (`papi`), options (`eapi`, markets only).

Source: developers.binance.com/docs/derivatives (usds-margined-futures, coin-margined-futures, portfolio-margin,
options-trading).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exchange_sandbox.prices import Pair
from exchange_sandbox.venues.binance_brackets import brackets
from exchange_sandbox.venues.binance_futures_account import (
    account_config,
    coinm_account,
    coinm_balance,
    contract_usd,
    portfolio_balance,
    usdm_account,
    usdm_balance,
)
from exchange_sandbox.venues.binance_market import Board, Listing, exchange_info, ping, server_time
from exchange_sandbox.venues.binance_protocol import Endpoint, Security, public, signed
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

LINEAR_QUOTES: Final = ("USDT", "USDC")
INVERSE_BASES: Final = ("BTC", "ETH", "BNB", "SOL", "XRP", "ADA")
QUARTER: Final = "261225"
QUARTER_END_MS: Final = 1_798_185_600_000  # 2026-12-25 08:00 UTC
NO_END_MS: Final = 4_133_404_800_000  # what Binance writes for a perpetual contract
ONBOARD_MS: Final = 1_569_398_400_000
LIMIT: Final = 2_400


def futures_routes(world: World) -> dict[Any, Endpoint]:
    """The tables of all futures hosts."""
    return {**_usdm(world), **_coinm(world), **_papi(), **_eapi(world)}


def _usdm(world: World) -> dict[Any, Endpoint]:
    board = Board(world, _linear(world))
    symbols = [_contract(listing, listing.pair.quote) for listing in board.listings.values()]
    tickers = {
        "/fapi/v1/ticker/price": ("price", 2),
        "/fapi/v2/ticker/price": ("price", 2),
        "/fapi/v1/ticker/bookTicker": ("bookTicker", 5),
        "/fapi/v1/ticker/24hr": ("24hr", 40),
    }
    return {
        **_basics(world, "usdm", "fapi", symbols),
        ("usdm", "GET", "/fapi/v2/account"): signed(usdm_account, 5, limit="fapi", wallet="usdm"),
        ("usdm", "GET", "/fapi/v3/account"): signed(usdm_account, 5, limit="fapi", wallet="usdm"),
        ("usdm", "GET", "/fapi/v2/balance"): signed(usdm_balance, 5, limit="fapi", wallet="usdm"),
        ("usdm", "GET", "/fapi/v3/balance"): signed(usdm_balance, 5, limit="fapi", wallet="usdm"),
        ("usdm", "GET", "/fapi/v1/leverageBracket"): signed(brackets(board), 1, limit="fapi", wallet="usdm"),
        ("usdm", "GET", "/fapi/v1/accountConfig"): signed(account_config, 5, limit="fapi", wallet="usdm"),
        **board.routes("usdm", tickers, "fapi"),
    }


def _coinm(world: World) -> dict[Any, Endpoint]:
    board = Board(world, _inverse(world), always_lists=True)
    symbols = [_contract(listing, listing.pair.base) | _inverse_terms(listing) for listing in board.listings.values()]
    tickers = {
        "/dapi/v1/ticker/price": ("price", 2),
        "/dapi/v1/ticker/bookTicker": ("bookTicker", 5),
        "/dapi/v1/ticker/24hr": ("24hr", 40),
    }
    return {
        **_basics(world, "coinm", "dapi", symbols),
        ("coinm", "GET", "/dapi/v1/account"): signed(coinm_account, 5, limit="dapi", wallet="coinm"),
        ("coinm", "GET", "/dapi/v1/balance"): signed(coinm_balance, 1, limit="dapi", wallet="coinm"),
        ("coinm", "GET", "/dapi/v2/leverageBracket"): signed(brackets(board), 1, limit="dapi", wallet="coinm"),
        **board.routes("coinm", tickers, "dapi"),
    }


def _papi() -> dict[Any, Endpoint]:
    balance = Endpoint(portfolio_balance, 20, Security.SIGNED, "enablePortfolioMarginTrading", None, "papi")
    return {
        ("papi", "GET", "/papi/v1/ping"): public(ping, 1, limit="papi"),
        ("papi", "GET", "/papi/v1/balance"): balance,
    }


def _eapi(world: World) -> dict[Any, Endpoint]:
    def info(_: Asked) -> Mapping[str, Any]:
        return exchange_info(world, 400, []) | {"optionContracts": [], "optionAssets": [], "optionSymbols": []}

    return {
        ("eapi", "GET", "/eapi/v1/ping"): public(ping, 1, limit="eapi"),
        ("eapi", "GET", "/eapi/v1/time"): public(server_time, 1, limit="eapi"),
        ("eapi", "GET", "/eapi/v1/exchangeInfo"): public(info, 1, limit="eapi"),
    }


def _basics(world: World, host: str, api: str, symbols: Sequence[dict[str, Any]]) -> dict[Any, Endpoint]:
    def info(_: Asked) -> dict[str, Any]:
        return exchange_info(world, LIMIT, symbols)

    return {
        (host, "GET", f"/{api}/v1/ping"): public(ping, 1, limit=api),
        (host, "GET", f"/{api}/v1/time"): public(server_time, 1, limit=api),
        (host, "GET", f"/{api}/v1/exchangeInfo"): public(info, 1, limit=api),
    }


def _linear(world: World) -> list[Listing]:
    pairs = [pair for pair in world.prices.pairs(LINEAR_QUOTES) if pair.base not in LINEAR_QUOTES]
    perpetual = [Listing(pair.base + pair.quote, pair, "PERPETUAL") for pair in pairs]
    quarters = [
        Listing(f"{pair.base}USDT_{QUARTER}", pair, "CURRENT_QUARTER")
        for pair in pairs
        if pair.base in {"BTC", "ETH"} and pair.quote == "USDT"
    ]
    return perpetual + quarters


def _inverse(world: World) -> list[Listing]:
    pairs = [pair for pair in world.prices.pairs(("USD",)) if pair.base in INVERSE_BASES]
    pairs += [Pair("BNB", "USD", pair.tick) for pair in world.prices.pairs(("USDT",)) if pair.base == "BNB"]
    perpetual = [Listing(f"{pair.base}USD_PERP", pair, "PERPETUAL") for pair in pairs]
    quarter = [Listing(f"{pair.base}USD_{QUARTER}", pair, "CURRENT_QUARTER") for pair in pairs if pair.base == "BTC"]
    return perpetual + quarter


def _contract(listing: Listing, margin_asset: str) -> dict[str, Any]:
    pair = listing.pair
    tick = format(pair.tick, "f")
    is_perpetual = listing.contract == "PERPETUAL"
    return {
        "symbol": listing.symbol,
        "pair": pair.base + pair.quote,
        "contractType": listing.contract,
        "deliveryDate": NO_END_MS if is_perpetual else QUARTER_END_MS,
        "onboardDate": ONBOARD_MS,
        "status": "TRADING",
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": pair.base,
        "quoteAsset": pair.quote,
        "marginAsset": margin_asset,
        "pricePrecision": max(0, -pair.tick.adjusted()),
        "quantityPrecision": 3,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": [],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "filters": _filters(tick, margin_asset),
        "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }


def _filters(tick: str, margin_asset: str) -> list[dict[str, Any]]:
    """The order rules of a contract; an inverse one counts whole contracts and has no smallest value."""
    is_linear = margin_asset in LINEAR_QUOTES
    step = "0.001" if is_linear else "1"
    smallest = [{"filterType": "MIN_NOTIONAL", "notional": "5"}] if is_linear else []
    return [
        {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "4529764", "tickSize": tick},
        {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "1000", "stepSize": step},
        {"filterType": "MARKET_LOT_SIZE", "minQty": step, "maxQty": "120", "stepSize": step},
        {"filterType": "MAX_NUM_ORDERS", "limit": 200},
        *smallest,
        {"filterType": "PERCENT_PRICE", "multiplierUp": "1.0500", "multiplierDown": "0.9500", "multiplierDecimal": "4"},
    ]


def _inverse_terms(listing: Listing) -> dict[str, Any]:
    return {"contractStatus": "TRADING", "contractSize": contract_usd(listing.pair.base)}

"""Markets and prices in Binance's form, for Binance's spot and futures hosts and for Binance US.

Source: binance-spot-api-docs, rest-api.md ("General endpoints", "Market Data endpoints"); the futures twins from
developers.binance.com/docs/derivatives (USD-M and COIN-M, "Market Data").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from exchange_sandbox.amounts import padded
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.binance_protocol import Endpoint, public, refuse
from exchange_sandbox.venues.venue import Asked, SnapshotCache
from exchange_sandbox.world import World

VOLUME = Decimal("1234.567")


@dataclass(frozen=True, slots=True)
class Listing:
    """A symbol of one host and the pair it follows."""

    symbol: str
    pair: Pair
    contract: str | None = None
    """`PERPETUAL` or a quarter for futures."""


def spot_listings(world: World, quotes: Sequence[str]) -> list[Listing]:
    """All spot symbols, base before quote without a separator."""
    return [Listing(pair.base + pair.quote, pair) for pair in world.prices.pairs(quotes)]


class Board:
    """The price pages of one host.

    Args:
        world: Whose prices are shown.
        listings: All symbols of the host.
        always_lists: Whether the answer about one symbol is a list as well.
    """

    def __init__(self, world: World, listings: Sequence[Listing], *, always_lists: bool = False) -> None:
        self._always_lists = always_lists
        self._prices = world.prices
        self._clock = world.clock
        self.listings: Mapping[str, Listing] = {listing.symbol: listing for listing in listings}
        self._cache = SnapshotCache(world)

    def last(self, listing: Listing) -> Decimal:
        """The price now."""
        return self._prices.price(listing.pair)

    def routes(self, host: str, paths: Mapping[str, tuple[str, int]], limit: str) -> dict[Any, Endpoint]:
        """Make the table's lines: `paths` maps a path to the page's name and its weight."""
        pages = {"price": self.price, "bookTicker": self.book_ticker, "24hr": self.day}
        return {
            (host, "GET", path): public(_page(self, name, pages[name]), weight, limit=limit)
            for path, (name, weight) in paths.items()
        }

    def show(self, name: str, asked: Asked, row: Callable[[Listing], Any]) -> Any:  # noqa: ANN401
        """One symbol, the list in `symbols`, or all of them."""
        symbol, symbols = asked.params.get("symbol"), asked.params.get("symbols")
        if asked.params.get("symbolStatus", "TRADING") != "TRADING":
            return []  # every symbol is traded
        if symbol is not None:
            found = row(self._listing(symbol))
            return [found] if self._always_lists else found
        if symbols is not None:
            return [row(self._listing(name)) for name in _symbols(symbols)]
        encode = msgspec.json.encode
        return self._cache.get(name, lambda: encode([row(listing) for listing in self.listings.values()]))

    def _listing(self, symbol: str) -> Listing:
        listing = self.listings.get(symbol)
        if listing is None:
            raise refuse(400, -1121, "Invalid symbol.")
        return listing

    def _time(self, listing: Listing) -> dict[str, Any]:
        """The time of a price, which only the futures hosts tell."""
        return {} if listing.contract is None else {"time": self._clock.now_ms()}

    def price(self, listing: Listing) -> dict[str, Any]:
        """`ticker/price`."""
        return {"symbol": listing.symbol, "price": padded(self.last(listing))} | self._time(listing)

    def book_ticker(self, listing: Listing) -> dict[str, Any]:
        """`ticker/bookTicker`: one tick below and above the last price."""
        last, tick = self.last(listing), listing.pair.tick
        return {
            "symbol": listing.symbol,
            "bidPrice": padded(max(last - tick, tick)),
            "bidQty": "1.50000000",
            "askPrice": padded(last + tick),
            "askQty": "2.25000000",
        } | self._time(listing)

    def day(self, listing: Listing) -> dict[str, Any]:
        """`ticker/24hr`."""
        last, opened = self.last(listing), self._prices.price(listing.pair, DAY_MS)
        now_ms = self._clock.now_ms()
        change = last - opened
        row = {
            "symbol": listing.symbol,
            "priceChange": padded(change),
            "priceChangePercent": f"{change / opened * 100:.3f}",
            "weightedAvgPrice": padded((last + opened) / 2),
            "lastPrice": padded(last),
            "lastQty": "0.50000000",
            "openPrice": padded(opened),
            "highPrice": padded(max(last, opened)),
            "lowPrice": padded(min(last, opened)),
            "volume": padded(VOLUME),
            "openTime": now_ms - DAY_MS,
            "closeTime": now_ms,
            "firstId": 1000,
            "lastId": 2000,
            "count": 1001,
        }
        if listing.contract is not None:
            return row | {"baseVolume" if listing.pair.quote == "USD" else "quoteVolume": padded(VOLUME * last)}
        book = self.book_ticker(listing)
        return row | book | {"prevClosePrice": padded(opened), "quoteVolume": padded(VOLUME * last)}


def _page(board: Board, name: str, row: Callable[[Listing], Any]) -> Callable[[Asked], Any]:
    return lambda asked: board.show(name, asked, row)


def _symbols(text: str) -> list[str]:
    try:
        return msgspec.json.decode(text, type=list[str])
    except msgspec.DecodeError:
        raise refuse(400, -1100, "Illegal characters found in parameter 'symbols'.") from None


def spot_symbol(listing: Listing) -> dict[str, Any]:
    """A symbol of `exchangeInfo` (weight 20)."""
    tick = format(listing.pair.tick, "f")
    return {
        "symbol": listing.symbol,
        "status": "TRADING",
        "baseAsset": listing.pair.base,
        "baseAssetPrecision": 8,
        "quoteAsset": listing.pair.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": listing.pair.quote in {"USDT", "BTC"},
        "filters": filters(tick),
        "permissions": [],
        "permissionSets": [["SPOT", "MARGIN"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def filters(tick: str) -> list[dict[str, Any]]:
    """The order rules every symbol carries."""
    return [
        {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000.00000000", "tickSize": tick},
        {"filterType": "LOT_SIZE", "minQty": "0.00001000", "maxQty": "9000.00000000", "stepSize": "0.00001000"},
        {"filterType": "MARKET_LOT_SIZE", "minQty": "0.00000000", "maxQty": "100.00000000", "stepSize": "0.00000000"},
        {
            "filterType": "NOTIONAL",
            "minNotional": "5.00000000",
            "applyMinToMarket": True,
            "maxNotional": "9000000.00000000",
            "applyMaxToMarket": False,
            "avgPriceMins": 5,
        },
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": "5",
            "bidMultiplierDown": "0.2",
            "askMultiplierUp": "5",
            "askMultiplierDown": "0.2",
            "avgPriceMins": 5,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
    ]


def exchange_info(world: World, per_minute: int, symbols: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """`exchangeInfo` of any host."""
    return {
        "timezone": "UTC",
        "serverTime": world.clock.now_ms(),
        "rateLimits": [
            {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": per_minute},
            {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
        ],
        "exchangeFilters": [],
        "symbols": symbols,
    }


def ping(_: Asked) -> dict[str, Any]:
    """`ping`: an empty object."""
    return {}


def server_time(asked: Asked) -> dict[str, Any]:
    """`time`: the venue's clock."""
    return {"serverTime": asked.call.now_ms}

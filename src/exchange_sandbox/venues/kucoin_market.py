"""Symbols, contracts, currencies, tickers, time and status of KuCoin.

Source: Kucoin/kucoin-universal-sdk at 78c90c77 (2025-11-04): spot and futures "Market" pages, "Get Service
Status".
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.kucoin_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "ETH", "EUR")
INVERSE_BASES: Final = ("BTC", "ETH", "SOL", "XRP", "DOT")
OPENED_MS: Final = 1_585_555_200_000


class KucoinBoard:
    """The public pages of both hosts.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        prices = world.prices
        self._spot: Sequence[Pair] = prices.pairs(QUOTES)
        linear = [pair for pair in prices.pairs(("USDT",)) if pair.base != "USDC"]
        self._contracts = linear + [pair for pair in prices.pairs(("USD",)) if pair.base in INVERSE_BASES]

    def time(self, asked: Asked) -> int:
        """Get server time."""
        return asked.call.now_ms

    def status(self, _: Asked) -> dict[str, str]:
        """Get service status: open."""
        return {"status": "open", "msg": ""}

    def symbols(self, _: Asked) -> list[dict[str, Any]]:
        """Get all symbols of the spot market."""
        return [_symbol(pair) for pair in self._spot]

    def marginable(self, asked: Asked) -> dict[str, Any]:
        """Get symbols for cross margin: none."""
        return {"timestamp": asked.call.now_ms, "items": []}

    def isolated(self, _: Asked) -> list[Any]:
        """Get symbols for isolated margin: none."""
        return []

    def currencies(self, _: Asked) -> list[dict[str, Any]]:
        """Get all currencies, one chain each."""
        return [_currency(code, "chains") for code in self._world.asset_codes]

    def unified_currencies(self, _: Asked) -> list[dict[str, Any]]:
        """Get all currencies, as unified accounts see them."""
        return [_currency(code, "items") for code in self._world.asset_codes]

    def tickers(self, asked: Asked) -> dict[str, Any]:
        """Get all tickers of the spot market."""
        return {"time": asked.call.now_ms, "ticker": [self._ticker(pair) for pair in self._spot]}

    def best(self, asked: Asked) -> dict[str, Any] | None:
        """Get the best prices of one symbol of the spot market; null for one that does not exist."""
        name = asked.params.get("symbol")
        pair = next((pair for pair in self._spot if f"{pair.base}-{pair.quote}" == name), None)
        if pair is None:
            return None
        row, now_ms = self._ticker(pair), asked.call.now_ms
        best = {"bestBid": row["buy"], "bestBidSize": "1.5", "bestAsk": row["sell"], "bestAskSize": "2.25"}
        return {"time": now_ms, "sequence": "1", "price": row["last"], "size": "0.5", **best}

    def futures_best(self, asked: Asked) -> dict[str, Any]:
        """Get the ticker of one contract.

        Raises:
            Refusal: there is no such contract.
        """
        name = asked.params.get("symbol")
        pair = next((pair for pair in self._contracts if _contract_name(pair) == name), None)
        if pair is None:
            raise Refusal(error(200, "404000", "Symbol not found"))
        row = self._ticker(pair)
        best = {"bestBidPrice": row["buy"], "bestBidSize": 15, "bestAskPrice": row["sell"], "bestAskSize": 22}
        return {"symbol": name, "sequence": 1, "side": "buy", "size": 1, "price": row["last"], **best}

    def contracts(self, _: Asked) -> list[dict[str, Any]]:
        """Get all contracts that are open; numbers are JSON numbers."""
        return [self._contract(pair) for pair in self._contracts]

    def _ticker(self, pair: Pair) -> dict[str, Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        name = f"{pair.base}-{pair.quote}"
        return {
            "symbol": name,
            "symbolName": name,
            "buy": plain(max(last - tick, tick)),
            "bestBidSize": "1.5",
            "sell": plain(last + tick),
            "bestAskSize": "2.25",
            "changeRate": plain(round(last / opened - 1, 4)),
            "changePrice": plain(last - opened),
            "high": plain(max(last, opened)),
            "low": plain(min(last, opened)),
            "vol": "1234",
            "volValue": plain(1234 * last),
            "last": plain(last),
            "averagePrice": plain(opened),
            "takerFeeRate": "0.001",
            "makerFeeRate": "0.001",
            "takerCoefficient": "1",
            "makerCoefficient": "1",
        }

    def _contract(self, pair: Pair) -> dict[str, Any]:
        is_inverse = pair.quote == "USD"
        base = _contract_base(pair)
        price = Raw(plain(self._world.prices.price(pair)).encode())
        return {
            "symbol": _contract_name(pair),
            "rootSymbol": base if is_inverse else pair.quote,
            "type": "FFWCSX",
            "firstOpenDate": OPENED_MS,
            "expireDate": None,
            "settleDate": None,
            "baseCurrency": base,
            "quoteCurrency": pair.quote,
            "settleCurrency": base if is_inverse else pair.quote,
            "maxOrderQty": 1_000_000,
            "maxPrice": 1_000_000,
            "lotSize": 1,
            "tickSize": Raw(plain(pair.tick).encode()),
            "multiplier": -1 if is_inverse else Raw(b"0.001"),
            "makerFeeRate": Raw(b"0.0002"),
            "takerFeeRate": Raw(b"0.0006"),
            "isInverse": is_inverse,
            "maxLeverage": 100,
            "status": "Open",
            "nextFundingRateTime": 28_800_000,
            "markPrice": price,
            "indexPrice": price,
            "lastTradePrice": price,
        }


def _contract_base(pair: Pair) -> str:
    return "XBT" if pair.base == "BTC" else pair.base


def _contract_name(pair: Pair) -> str:
    return f"{_contract_base(pair)}{pair.quote}M"


def _symbol(pair: Pair) -> dict[str, Any]:
    name = f"{pair.base}-{pair.quote}"
    return {
        "symbol": name,
        "name": name,
        "baseCurrency": pair.base,
        "quoteCurrency": pair.quote,
        "feeCurrency": pair.quote,
        "market": "USDS",
        "baseMinSize": "0.00001",
        "quoteMinSize": "0.1",
        "baseMaxSize": "10000000000",
        "quoteMaxSize": "99999999",
        "baseIncrement": "0.00000001",
        "quoteIncrement": "0.000001",
        "priceIncrement": plain(pair.tick),
        "priceLimitRate": "0.1",
        "minFunds": "0.1",
        "isMarginEnabled": False,
        "enableTrading": True,
    }


def _currency(code: str, chains: str) -> dict[str, Any]:
    chain = {
        "chainName": code,
        "withdrawalMinSize": "0.001",
        "depositMinSize": "0.0001",
        "withdrawFeeRate": "0",
        "withdrawalMinFee": "0.0005",
        "isWithdrawEnabled": True,
        "isDepositEnabled": True,
        "confirms": 3,
        "preConfirms": 1,
        "contractAddress": "",
        "withdrawPrecision": 8,
        "chainId": code.lower(),
    }
    return {"currency": code, "name": code, "fullName": code.title(), "precision": 8, chains: [chain]}

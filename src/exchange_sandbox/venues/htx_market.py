"""Symbols, currencies, tickers and time of HTX.

Source: HTX's spot API documents (huobiapi/docs v1_en, 2021): "Get all Supported Trading Symbol", "APIv2 - Currency &
Chains", "Get Latest Tickers for All Pairs",
"Get Latest Aggregated Ticker", "Get Current Timestamp".
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Raw

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.htx_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "ETH")


class HtxBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._pairs: Sequence[Pair] = world.prices.pairs(QUOTES)

    def time(self, asked: Asked) -> int:
        """Get current timestamp, in milliseconds."""
        return asked.call.now_ms

    def symbols(self, _: Asked) -> list[dict[str, Any]]:
        """Get all supported symbols, in small letters."""
        return [_symbol(pair) for pair in self._pairs]

    def currencies(self, _: Asked) -> list[dict[str, Any]]:
        """Get currencies and their chains: one each."""
        return [_currency(code.lower()) for code in self._world.asset_codes]

    def tickers(self, _: Asked) -> list[dict[str, Any]]:
        """Get the latest tickers of all pairs; numbers are JSON numbers."""
        return [self._ticker(pair) for pair in self._pairs]

    def merged(self, asked: Asked) -> dict[str, Any]:
        """Get the latest aggregated ticker of one pair.

        Raises:
            Refusal: there is no such pair.
        """
        wanted = asked.params.get("symbol")
        pair = next((pair for pair in self._pairs if _name(pair) == wanted), None)
        if pair is None:
            raise Refusal(error("invalid-parameter", "invalid symbol"))
        row = self._ticker(pair)
        return {**row, "id": 1, "bid": [row["bid"], row["bidSize"]], "ask": [row["ask"], row["askSize"]]}

    def _ticker(self, pair: Pair) -> dict[str, Any]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        amounts = {
            "open": opened,
            "high": max(last, opened),
            "low": min(last, opened),
            "close": last,
            "vol": 1234 * last,
            "bid": max(last - tick, tick),
            "ask": last + tick,
        }
        told = {name: Raw(plain(amount).encode()) for name, amount in amounts.items()}
        return {"symbol": _name(pair), "amount": 1234, "count": 321, "bidSize": 2, "askSize": 3, **told}


def _name(pair: Pair) -> str:
    return f"{pair.base}{pair.quote}".lower()


def _symbol(pair: Pair) -> dict[str, Any]:
    exponent = pair.tick.as_tuple().exponent
    return {
        "base-currency": pair.base.lower(),
        "quote-currency": pair.quote.lower(),
        "price-precision": -exponent if isinstance(exponent, int) else 0,
        "amount-precision": 6,
        "symbol-partition": "main",
        "symbol": _name(pair),
        "state": "online",
        "value-precision": 8,
        "min-order-amt": 1,
        "max-order-amt": 1000000,
        "min-order-value": 5,
        "max-order-value": 2000000,
        "limit-order-min-order-amt": Raw(b"0.0001"),
        "limit-order-max-order-amt": 1000,
        "sell-market-min-order-amt": Raw(b"0.0001"),
        "sell-market-max-order-amt": 100,
        "buy-market-max-order-value": 1000000,
        "api-trading": "enabled",
    }


def _currency(name: str) -> dict[str, Any]:
    chain = {
        "chain": name,
        "displayName": name.upper(),
        "numOfConfirmations": 12,
        "depositStatus": "allowed",
        "minDepositAmt": "0.001",
        "withdrawStatus": "allowed",
        "minWithdrawAmt": "0.01",
        "withdrawPrecision": 8,
        "maxWithdrawAmt": "1000",
        "transactFeeWithdraw": "0.001",
    }
    return {"currency": name, "assetType": 1, "chains": [chain], "instStatus": "normal"}

"""Coins, symbols, contracts, tickers and time of Bitget.

Source: Bitget API v2 documentation (2026-03-06): public pages of spot, margin and futures; instruments and tickers of
v3 after ccxt 4.5.90's samples.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.bitget_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

SPOT: Final = "SPOT"
QUOTES: Final = ("USDT", "USDC", "BTC", "ETH", "EUR")
COIN_BASES: Final = ("BTC", "ETH")
PRODUCTS: Final = ("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES", "SUSDT-FUTURES", "SUSDC-FUTURES", "SCOIN-FUTURES")


class BitgetBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        prices = world.prices
        self._pairs: Mapping[str, Sequence[Pair]] = {
            **dict.fromkeys(PRODUCTS, ()),
            SPOT: prices.pairs(QUOTES),
            "USDT-FUTURES": [pair for pair in prices.pairs(("USDT",)) if pair.base != "USDC"],
            "COIN-FUTURES": [pair for pair in prices.pairs(("USD",)) if pair.base in COIN_BASES],
        }

    def time(self, asked: Asked) -> dict[str, str]:
        """Get server time."""
        return {"serverTime": str(asked.call.now_ms)}

    def coins(self, _: Asked) -> list[dict[str, Any]]:
        """Get coin info; each on a chain of its own."""
        return [_coin(number, code) for number, code in enumerate(self._world.asset_codes, 1)]

    def symbols(self, _: Asked) -> list[dict[str, Any]]:
        """Get symbol info of the spot market."""
        return [_symbol(pair) for pair in self._pairs[SPOT]]

    def margin_currencies(self, _: Asked) -> list[dict[str, Any]]:
        """Get the pairs of margin trading: those against USDT."""
        return [
            {"symbol": pair.base + pair.quote, "isBorrowable": True, "isCrossBorrowable": True}
            for pair in self._pairs[SPOT]
            if pair.quote == "USDT"
        ]

    def contracts(self, asked: Asked) -> list[dict[str, Any]]:
        """Get contract config of one product type."""
        return [_contract(pair) for pair in self._pairs[self._product(asked, "productType")]]

    def spot_tickers(self, asked: Asked) -> list[dict[str, str]]:
        """Get ticker information of the spot market; `symbol` asks for one."""
        return self._tickers(asked, SPOT)

    def futures_tickers(self, asked: Asked) -> list[dict[str, str]]:
        """Get all tickers of one product type."""
        return self._tickers(asked, self._product(asked, "productType"))

    def instruments(self, asked: Asked) -> list[dict[str, Any]]:
        """Get instruments (v3) of one category."""
        category = self._product(asked, "category")
        return [_instrument(pair, category) for pair in self._pairs[category]]

    def unified_tickers(self, asked: Asked) -> list[dict[str, Any]]:
        """Get tickers (v3) of one category."""
        category = self._product(asked, "category")
        rows = self._tickers(asked, category)
        return [{**row, "category": category, "lastPrice": row["lastPr"]} for row in rows]

    def _product(self, asked: Asked, name: str) -> str:
        product = asked.params.get(name, "").upper()
        if product not in self._pairs:
            raise Refusal(error(40020, f"Parameter {name} error"))
        return product

    def _tickers(self, asked: Asked, product: str) -> list[dict[str, str]]:
        wanted = asked.params.get("symbol")
        pairs = [pair for pair in self._pairs[product] if wanted in {None, pair.base + pair.quote}]
        if wanted is not None and not pairs:
            raise Refusal(error(40034, f"Parameter {wanted} does not exist"))
        return [self._ticker(pair, asked.call.now_ms) for pair in pairs]

    def _ticker(self, pair: Pair, now_ms: int) -> dict[str, str]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "symbol": pair.base + pair.quote,
            "lastPr": plain(last),
            "askPr": plain(last + tick),
            "bidPr": plain(max(last - tick, tick)),
            "bidSz": "1.5",
            "askSz": "2.25",
            "open": plain(opened),
            "high24h": plain(max(last, opened)),
            "low24h": plain(min(last, opened)),
            "change24h": plain(round(last / opened - 1, 5)),
            "baseVolume": "1234",
            "quoteVolume": plain(1234 * last),
            "ts": str(now_ms),
        }


def _decimals(pair: Pair) -> str:
    return str(max(0, -pair.tick.adjusted()))


def _coin(number: int, code: str) -> dict[str, Any]:
    chain = {"chain": code, "withdrawable": "true", "rechargeable": "true", "withdrawFee": "0.0001"}
    chain |= {"depositConfirm": "6", "withdrawConfirm": "6", "minDepositAmount": "0.001", "minWithdrawAmount": "0.001"}
    return {"coinId": str(number), "coin": code, "transfer": "true", "chains": [chain]}


def _symbol(pair: Pair) -> dict[str, Any]:
    return {
        "symbol": pair.base + pair.quote,
        "baseCoin": pair.base,
        "quoteCoin": pair.quote,
        "minTradeAmount": "0",
        "maxTradeAmount": "10000000000",
        "takerFeeRate": "0.002",
        "makerFeeRate": "0.002",
        "pricePrecision": _decimals(pair),
        "quantityPrecision": "6",
        "quotePrecision": "8",
        "status": "online",
        "minTradeUSDT": "1",
    }


def _contract(pair: Pair) -> dict[str, Any]:
    return {
        "symbol": pair.base + pair.quote,
        "baseCoin": pair.base,
        "quoteCoin": pair.quote,
        "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006",
        "supportMarginCoins": [pair.quote if pair.quote == "USDT" else pair.base],
        "minTradeNum": "0.001",
        "priceEndStep": "1",
        "volumePlace": "3",
        "pricePlace": _decimals(pair),
        "sizeMultiplier": "0.001",
        "symbolType": "perpetual",
        "symbolStatus": "normal",
        "minLever": "1",
        "maxLever": "125",
        "fundInterval": "8",
        "launchTime": "",
        "deliveryTime": "",
    }


def _instrument(pair: Pair, category: str) -> dict[str, Any]:
    contract = {} if category == SPOT else {"type": "perpetual", "fundInterval": "8", "minLeverage": "1"}
    return {
        **contract,
        "symbol": pair.base + pair.quote,
        "category": category,
        "baseCoin": pair.base,
        "quoteCoin": pair.quote,
        "minOrderQty": "0.001",
        "maxOrderQty": "1000000",
        "pricePrecision": _decimals(pair),
        "quantityPrecision": "6",
        "priceMultiplier": plain(pair.tick),
        "quantityMultiplier": "0.000001",
        "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006",
        "status": "online",
    }

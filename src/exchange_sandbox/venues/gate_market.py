"""Currencies, pairs, contracts, tickers and time of Gate.

Source: Gate API v4.106.88 (2026-05-26): spot, margin, futures; the forms of pairs and contracts after ccxt 4.5.90's
samples.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.gate_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USDT", "USDC", "BTC", "ETH")
LAUNCHED: Final = 1_585_526_400  # seconds since 1970
VOLUME: Final = 1234


class GateBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        prices = world.prices
        self._spot = prices.pairs(QUOTES)
        self._contracts = {
            "usdt": [pair for pair in prices.pairs(("USDT",)) if pair.base != "USDC"],
            "btc": [pair for pair in prices.pairs(("USD",)) if pair.base == "BTC"],
        }

    def time(self, asked: Asked) -> dict[str, int]:
        """Get server current time, in milliseconds."""
        return {"server_time": asked.call.now_ms}

    def nothing(self, _: Asked) -> list[Any]:
        """Delivery contracts and options: there are none."""
        return []

    def currencies(self, _: Asked) -> list[dict[str, Any]]:
        """List all currencies; each on a chain of its own."""
        return [_currency(code) for code in self._world.asset_codes]

    def currency_pairs(self, _: Asked) -> list[dict[str, Any]]:
        """List all currency pairs supported."""
        return [_spot_pair(pair) for pair in self._spot]

    def margin_pairs(self, _: Asked) -> list[dict[str, Any]]:
        """List all pairs of margin trading: those against USDT."""
        return [
            {
                "id": _name(pair),
                "base": pair.base,
                "quote": pair.quote,
                "leverage": 10,
                "min_base_amount": "0.01",
                "min_quote_amount": "1",
                "max_quote_amount": "50000",
                "status": 1,
            }
            for pair in self._spot
            if pair.quote == "USDT"
        ]

    def spot_tickers(self, asked: Asked) -> list[dict[str, str]]:
        """Retrieve ticker information; `currency_pair` asks for one."""
        wanted = asked.params.get("currency_pair")
        if wanted is not None and wanted not in {_name(pair) for pair in self._spot}:
            raise Refusal(error(400, "INVALID_CURRENCY_PAIR", f"Invalid currency pair {wanted}"))
        pairs = [pair for pair in self._spot if wanted in {None, _name(pair)}]
        return [{"currency_pair": _name(pair), **self._ticker(pair)} for pair in pairs]

    def contracts(self, settle: str) -> Callable[[Asked], list[dict[str, Any]]]:
        """List all futures contracts of one settle currency."""
        return lambda _: [self._contract(pair, settle) for pair in self._contracts[settle]]

    def futures_tickers(self, settle: str) -> Callable[[Asked], list[dict[str, str]]]:
        """List futures tickers of one settle currency."""
        pairs: Sequence[Pair] = self._contracts[settle]
        return lambda asked: [
            self._futures_ticker(pair) for pair in pairs if asked.params.get("contract") in {None, _name(pair)}
        ]

    def _futures_ticker(self, pair: Pair) -> dict[str, str]:
        told = self._ticker(pair)
        return {"contract": _name(pair), **told, "mark_price": told["last"], "index_price": told["last"]}

    def _ticker(self, pair: Pair) -> dict[str, str]:
        prices, tick = self._world.prices, pair.tick
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        return {
            "last": plain(last),
            "lowest_ask": plain(last + tick),
            "highest_bid": plain(max(last - tick, tick)),
            "change_percentage": plain(round(100 * (last / opened - 1), 2)),
            "base_volume": str(VOLUME),
            "quote_volume": plain(last * VOLUME),
            "high_24h": plain(max(last, opened)),
            "low_24h": plain(min(last, opened)),
        }

    def _contract(self, pair: Pair, settle: str) -> dict[str, Any]:
        price = plain(self._world.prices.price(pair))
        return {
            "name": _name(pair),
            "type": "inverse" if settle == "btc" else "direct",
            "quanto_multiplier": "0" if settle == "btc" else "0.0001",
            "leverage_min": "1",
            "leverage_max": "100",
            "maintenance_rate": "0.005",
            "mark_type": "index",
            "mark_price": price,
            "index_price": price,
            "last_price": price,
            "maker_fee_rate": "-0.0001",
            "taker_fee_rate": "0.00075",
            "order_price_round": plain(pair.tick),
            "mark_price_round": plain(pair.tick),
            "order_price_deviate": "0.5",
            "order_size_min": 1,
            "order_size_max": 1_000_000,
            "funding_rate": "0.0001",
            "funding_interval": 28_800,
            "create_time": LAUNCHED,
            "in_delisting": False,
            "enable_decimal": False,
            "status": "trading",
        }


def _name(pair: Pair) -> str:
    return f"{pair.base}_{pair.quote}"


def _currency(code: str) -> dict[str, Any]:
    doors = {"withdraw_disabled": False, "withdraw_delayed": False, "deposit_disabled": False}
    chains = [{"name": code, "addr": "", **doors}]
    return {"currency": code, "name": code, "delisted": False, **doors, "trade_disabled": False, "chains": chains}


def _spot_pair(pair: Pair) -> dict[str, Any]:
    return {
        "id": _name(pair),
        "base": pair.base,
        "base_name": pair.base,
        "quote": pair.quote,
        "quote_name": pair.quote,
        "fee": "0.2",
        "min_base_amount": "0.0001",
        "min_quote_amount": "1",
        "amount_precision": 6,
        "precision": max(0, -int(pair.tick.adjusted())),
        "trade_status": "tradable",
        "sell_start": 0,
        "buy_start": 0,
        "type": "normal",
    }

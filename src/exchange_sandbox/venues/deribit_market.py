"""Time, currencies, instruments and book summaries of Deribit.

Source: docs.deribit.com, API 2.1.1 (2026): "public/get_time", "public/status", "public/get_currencies",
"public/get_instruments", "public/ticker", "public/get_book_summary_by_currency"; that `any` is no currency there was
seen on 2026-09-22.
Options, spot and combinations are not emulated.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.deribit_protocol import error
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

CURRENCIES: Final = ("BTC", "ETH", "USDC", "USDT", "EURR")
DATED: Final = "25DEC26"
FOREVER_MS: Final = 32_503_708_800_000
DATED_END_MS: Final = 1_798_185_600_000


@dataclass(frozen=True, slots=True)
class Instrument:
    """A future: linear ones are settled in USDC, inverse ones in their base; a dated one ends."""

    pair: Pair
    is_dated: bool = False

    @property
    def settlement(self) -> str:
        """The currency in which profit is paid."""
        return "USDC" if self.pair.quote == "USDC" else self.pair.base

    @property
    def name(self) -> str:
        """As Deribit writes it."""
        base = f"{self.pair.base}_USDC" if self.pair.quote == "USDC" else self.pair.base
        return f"{base}-{DATED if self.is_dated else 'PERPETUAL'}"


class DeribitBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        linear = world.prices.pairs(("USDC",))
        inverse = [pair for pair in world.prices.pairs(("USD",)) if pair.base in {"BTC", "ETH"}]
        self._instruments = [Instrument(pair) for pair in (*linear, *inverse)]
        self._instruments += [Instrument(pair, is_dated=True) for pair in (*linear, *inverse) if pair.base == "BTC"]

    def time(self, asked: Asked) -> int:
        """public/get_time, in milliseconds."""
        return asked.call.now_ms

    def status(self, _: Asked) -> dict[str, Any]:
        """public/status: nothing is locked."""
        return {"locked": "false", "locked_indices": []}

    def currencies(self, _: Asked) -> list[dict[str, Any]]:
        """public/get_currencies."""
        return [_currency(code) for code in self._world.asset_codes]

    def instruments(self, asked: Asked) -> list[dict[str, Any]]:
        """public/get_instruments: all, or those of one currency."""
        wanted = asked.params.get("currency", "any")
        return [_instrument(each) for each in self._instruments if wanted in {"any", each.settlement}]

    def book_summary(self, asked: Asked) -> list[dict[str, Any]]:
        """public/get_book_summary_by_currency: the futures that are settled in a currency."""
        wanted = asked.params.get("currency")
        if wanted not in CURRENCIES:
            reason = "value is required" if wanted is None else "invalid currency"
            raise Refusal(error(-32602, "Invalid params", reason=reason, param="currency"))
        if asked.params.get("kind", "future") != "future":
            return []
        return [self._row(each, asked.call.now_ms) for each in self._instruments if each.settlement == wanted]

    def ticker(self, asked: Asked) -> dict[str, Any]:
        """public/ticker of one instrument.

        Raises:
            Refusal: there is no such instrument.
        """
        wanted = asked.params.get("instrument_name")
        found = next((each for each in self._instruments if each.name == wanted), None)
        if found is None:
            raise Refusal(error(-32602, "Invalid params", reason="wrong format", param="instrument_name"))
        row = self._row(found, asked.call.now_ms)
        best = {"best_bid_price": row["bid_price"], "best_ask_price": row["ask_price"], "last_price": row["last"]}
        return {"instrument_name": found.name, "timestamp": asked.call.now_ms, "state": "open", **best}

    def _row(self, instrument: Instrument, now_ms: int) -> dict[str, Any]:
        pair = instrument.pair
        index, opened = self._world.prices.price(pair), self._world.prices.price(pair, DAY_MS)
        amounts = {
            "estimated_delivery_price": index,
            "mark_price": index + pair.tick,
            "last": index + 2 * pair.tick,
            "mid_price": index,
            "price_change": round((index / opened - 1) * 100, 4),
            "bid_price": max(index - pair.tick, pair.tick),
            "ask_price": index + pair.tick,
        }
        told = {name: msgspec.Raw(plain(amount).encode()) for name, amount in amounts.items()}
        return {
            "instrument_name": instrument.name,
            "base_currency": pair.base,
            "quote_currency": pair.quote,
            "creation_timestamp": now_ms,
            "volume": 1234.5,
            "open_interest": 4321,
            **told,
        }


def _currency(code: str) -> dict[str, Any]:
    return {
        "currency": code,
        "currency_long": code,
        "coin_type": code,
        "min_confirmations": 1,
        "withdrawal_fee": 0.0001,
        "in_cross_collateral_pool": False,
    }


def _instrument(instrument: Instrument) -> dict[str, Any]:
    pair, is_dated = instrument.pair, instrument.is_dated
    return {
        "instrument_name": instrument.name,
        "kind": "future",
        "base_currency": pair.base,
        "quote_currency": pair.quote,
        "counter_currency": pair.quote,
        "settlement_currency": instrument.settlement,
        "settlement_period": "month" if is_dated else "perpetual",
        "expiration_timestamp": DATED_END_MS if is_dated else FOREVER_MS,
        "creation_timestamp": 1_534_242_287_000,
        "is_active": True,
        "instrument_type": "linear" if instrument.settlement == "USDC" else "reversed",
        "max_leverage": 50,
        "contract_size": 0.001,
        "min_trade_amount": 0.001,
        "tick_size": msgspec.Raw(plain(pair.tick).encode()),
        "maker_commission": 0.0,
        "taker_commission": 0.0005,
    }

"""Bitfinex's trades.

Source: docs.bitfinex.com (2026): "Trades". It does not say which right of a key is needed; here it is the one to read
the account's history.
"""

from typing import Any, Final

import msgspec

from exchange_sandbox.calls import Refusal
from exchange_sandbox.trades import Fill
from exchange_sandbox.venues.bitfinex_protocol import encoded, error, symbol_of
from exchange_sandbox.venues.bitfinex_transfers import Wish
from exchange_sandbox.venues.venue import Asked

LARGEST: Final = 2500


def trades(asked: Asked) -> bytes:
    """Trades of every pair, the newest first; a sale has a negative amount."""
    try:
        wish = msgspec.json.decode(asked.call.body, type=Wish)
    except msgspec.DecodeError:
        raise Refusal(error(10020, "params: invalid")) from None
    found = asked.world.trades.of(asked.holder, "exchange", wish.start, wish.end)
    return encoded([_row(fill) for fill in found[: min(wish.limit, LARGEST)]])


def _row(fill: Fill) -> list[Any]:
    amount = fill.amount if fill.is_buy else -fill.amount
    order = [34_938_060_000 + fill.number, amount, fill.price, "EXCHANGE LIMIT", fill.price]
    symbol = f"t{symbol_of(fill.base, fill.quote)}"
    return [402_088_000 + fill.number, symbol, fill.at_ms, *order, 1, 0, fill.base, None]

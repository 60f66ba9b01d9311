"""Leverage brackets of Binance's futures hosts.

Source: developers.binance.com/docs/derivatives, "Notional and Leverage Brackets" (USD-M and COIN-M).
"""

from typing import Any, Final

from exchange_sandbox.venues.binance_market import Board, Listing
from exchange_sandbox.venues.venue import Answer

MOST: Final = {"BTC": 125, "ETH": 100}
OTHERS: Final = 75
FIRST: Final = 50_000  # the largest position of the first bracket
LESS: Final = 20  # the leverage of the second one


def brackets(board: Board) -> Answer:
    """Notional and leverage brackets of one symbol, or of all: the larger a position, the less leverage."""
    return lambda asked: board.show("leverageBracket", asked, _row)


def _row(listing: Listing) -> dict[str, Any]:
    most = MOST.get(listing.pair.base, OTHERS)
    steps = [_bracket(1, most, 0), _bracket(2, LESS, FIRST)]
    return {"symbol": listing.symbol, "notionalCoef": 1, "brackets": steps}


def _bracket(number: int, leverage: int, floor: int) -> dict[str, Any]:
    told = {"bracket": number, "initialLeverage": leverage, "notionalFloor": floor, "notionalCap": floor + FIRST}
    return {**told, "maintMarginRatio": 0.0065 * number, "cum": 0.0}

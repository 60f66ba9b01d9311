"""The blocks of a trading entry about instruments: which there are, the bounds of an order, and their prices now."""

from dataclasses import fields
from typing import Final

from moorage.domain.trading_rule import InstrumentKind, Limits, MarginMode
from moorage.exchanges.rows import Rows

BOUNDS: Final = frozenset(bound.name for bound in fields(Limits))
"""The columns that are bounds as they stand."""
DECIMALS: Final = {"price_decimals": "price_step", "lot_decimals": "lot_step"}
"""Columns with a count of decimals -> the step it means, where the step itself is not told."""
TICKS: Final = "price_ticks"
"""The column with the number of units of the last decimal that a price moves by."""
COUNTS: Final = frozenset({*DECIMALS, TICKS})
CONTRACT: Final = ("contract_size", "contract_multiplier")
"""The columns whose product is how much one contract is."""
NAMES: Final = frozenset({"symbol", "base", "quote", "pair"})
PRICES: Final = frozenset({"last", "bid", "ask"})


class Rules(Rows, frozen=True, kw_only=True):
    """Instruments of some markets, one in a row.

    Columns: `symbol`, the venue's name for it in requests; `base` and `quote`, or `pair`, which holds both around
    `separator`, or which is taken apart like the symbols of the kind of ticker that `split` names; `BOUNDS`; `COUNTS`;
    `CONTRACT`.
    A number that is not positive says that there is no such bound. With `next_page` the request is repeated with the
    text at that path as its argument `page`, until there is none.
    """

    markets: tuple[str, ...]
    kind: InstrumentKind = InstrumentKind.SPOT
    margin_modes: tuple[MarginMode, ...] = ()
    separator: str = ""
    split: str = ""
    next_page: str = ""

    def __post_init__(self) -> None:
        """Refuse columns that nobody reads, and instruments that cannot be named."""
        super().__post_init__()
        named = columns_of(self)
        _require_known(named, NAMES | BOUNDS | COUNTS | set(CONTRACT))
        if "symbol" not in named or not (
            {"base", "quote"} <= named or ("pair" in named and (self.separator or self.split))
        ):
            raise ValueError("an instrument has a symbol, and a base and a quote or a pair to split")


class Quotes(Rows, frozen=True, kw_only=True):
    """What a request tells of the one instrument it is asked for (`{symbol}`): prices, and bounds told only there.

    The first row counts, or the one whose column `symbol` is that instrument's.
    """

    markets: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse columns that nobody reads."""
        super().__post_init__()
        _require_known(columns_of(self), PRICES | BOUNDS | COUNTS | {"symbol"})


def columns_of(facts: Rows) -> set[str]:
    """Return all columns that the rows of some facts may have."""
    return {*facts.columns, *facts.outer, *facts.fixed, *([facts.key] if facts.key else [])}


def _require_known(columns: set[str], known: frozenset[str]) -> None:
    if unknown := sorted(columns - known):
        raise ValueError(f"no such column: {', '.join(unknown)}")

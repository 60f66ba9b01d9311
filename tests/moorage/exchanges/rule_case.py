"""What a venue tells of its instruments, as data: `rules/<venue>.toml` is all that a new venue adds to the tests."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from moorage.domain.trading_rule import InstrumentKind, MarginMode

FOLDER: Final = Path(__file__).parent / "rules"


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A block of a case; an unknown key is refused."""


class Ruled(Form, frozen=True, kw_only=True):
    """A rule worked out by hand; amounts as texts. A bound that is absent is unknown."""

    symbol: str
    kind: InstrumentKind
    margin_modes: tuple[MarginMode, ...] = ()
    limits: dict[str, Decimal]


class Quoted(Form, frozen=True, kw_only=True):
    """Prices worked out by hand, and the bounds that are told with them."""

    last: Decimal
    bid: Decimal
    ask: Decimal
    limits: dict[str, Decimal] = msgspec.field(default_factory=dict)


class RuleCase(Form, frozen=True, kw_only=True):
    """One venue. `answers`: request name -> recorded body in the form of the venue's document.

    `pairs`: market code -> all pairs. `rules` and `quotes`: market code -> pair -> what is known of it. `leverage`:
    market code -> the most that the venue tells a key of the pair of its first quote.
    """

    pairs: dict[str, list[str]]
    rules: dict[str, dict[str, Ruled]]
    quotes: dict[str, dict[str, Quoted]]
    leverage: dict[str, Decimal] = msgspec.field(default_factory=dict)
    answers: dict[str, str]


def read_rule_case(venue: str) -> RuleCase:
    """Read a venue's case."""
    return msgspec.convert(tomllib.loads((FOLDER / f"{venue}.toml").read_text()), RuleCase)

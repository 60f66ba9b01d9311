"""From an answer's body to balances and tickers, by the entry's mapping; amounts are never floats."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Subnormal
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from moorage.domain.balance import ZERO, Holding
from moorage.domain.valuation import EXACT
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.entry import Balance
from moorage.exchanges.paths import UNREADABLE, shape, steps_of, walk

ROLES: Final = ("free", "used", "total", "borrowed", "interest", "unrealised", "equity")
HUGE: Final = Decimal(10) ** 28  # the wire of our own API has room for 28 digits before the point
BOUNDS: Final = Context(prec=60, Emin=-60, Emax=27, traps=[InvalidOperation, Overflow, Inexact, Subnormal])
"""Refuses what no venue means: more than 60 digits, 10^28 and more, less than 10^-60."""

MISREAD: Final = (*UNREADABLE, ValueError, ArithmeticError)
"""What parsing raises for an answer that is not what the entry says."""


class BalanceParser:
    """Reads the rows of one wallet."""

    def __init__(self, facts: Balance, names: AssetNames) -> None:
        """Compile the mapping into a decoder."""
        self._facts = facts
        self._names = names
        self._fields = list(dict.fromkeys(field for role in ROLES for field in getattr(facts, role)))
        self._where = {role: self._places(role) for role in ROLES if getattr(facts, role)}
        row = self._row()
        rows = list[row] if facts.shape == "list" else dict[str, row]  # type: ignore[valid-type]
        self._steps = steps_of(facts.rows)
        self._decoder = msgspec.json.Decoder(shape([self._steps], rows))

    def parse(self, body: bytes) -> list[Holding]:
        """Return the holdings that are not empty.

        Raises:
            One of `MISREAD`: the rows are not there, or an amount is no finite number in its bounds.
        """
        rows = walk(self._decoder.decode(body), self._steps)
        if rows is None:
            raise ValueError("no rows")
        named = self._named(rows)
        return [holding for currency, amounts in named if (holding := self._holding(currency, amounts)) is not None]

    def _named(self, rows: Any) -> Iterator[tuple[str, Sequence[Any]]]:  # noqa: ANN401 - made from the entry
        if isinstance(rows, dict):
            return ((name, astuple(row)) for name, row in rows.items())
        return ((name, amounts) for name, *amounts in map(astuple, rows))

    def _holding(self, name: str, amounts: Sequence[Any]) -> Holding | None:
        if not any(amounts):
            return None
        told = {role: self._sum(role, amounts) for role in self._where}
        currency, marked = self._names.resolve(name)
        return _complete(told, currency, marked or self._facts.wallet)

    def _sum(self, role: str, amounts: Sequence[Any]) -> Decimal:
        lowest = -HUGE if role in {"unrealised", "equity", *self._facts.may_be_negative} else ZERO
        found = ZERO
        for place in self._where[role]:
            amount = amounts[place] if isinstance(amounts[place], Decimal) else Decimal(amounts[place] or 0)
            if not lowest <= BOUNDS.plus(amount) < HUGE:
                raise ValueError("an amount out of bounds")
            found = amount if found is ZERO else EXACT.add(found, amount)
        return found

    def _places(self, role: str) -> tuple[int, ...]:
        return tuple(self._fields.index(field) for field in getattr(self._facts, role))

    def _row(self) -> type[msgspec.Struct]:
        facts = self._facts
        fields: list[Any] = [("currency", str, msgspec.field(name=facts.currency))] if facts.currency else []
        for number, field in enumerate(self._fields):
            kind, default = (str, "") if field in facts.blank else (Decimal, msgspec.NODEFAULT)
            fields.append((f"amount_{number}", kind, msgspec.field(name=field, default=default)))
        return msgspec.defstruct("Row", fields, gc=False, kw_only=True)


def _complete(told: dict[str, Decimal], currency: str, wallet: str) -> Holding:
    """Fill the roles that follow from others, as `entry.Balance` says."""
    free, used, total = told.get("free"), told.get("used"), told.get("total")
    if total is None:
        total = EXACT.add(free or ZERO, used or ZERO)
    if used is None:
        used = max(ZERO, EXACT.subtract(total, free or ZERO))
    if free is None:
        free = max(ZERO, EXACT.subtract(total, used))
    borrowed = told.get("borrowed", ZERO)
    equity = told.get("equity")
    if equity is None:
        owed = EXACT.add(borrowed, told["interest"]) if "interest" in told else borrowed
        owned = EXACT.subtract(total, owed) if owed else total
        equity = EXACT.add(owned, told["unrealised"]) if "unrealised" in told else owned
    return Holding(
        currency=currency, wallet=wallet, free=free, used=used, total=total, equity=equity, borrowed=borrowed
    )

"""From an answer's body to balances and tickers, by the entry's mapping; amounts are never floats."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Subnormal
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from moorage.domain.balance import ZERO, Holding
from moorage.domain.valuation import EXACT
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.market_facts import Balance
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
        self.wallet = facts.wallet
        self.every = timedelta(seconds=facts.every)
        self._resolve = names.resolve
        self._fields = list(dict.fromkeys(field for role in ROLES for field in getattr(facts, role)))
        self._plan = self._planned()
        self._is_plain = facts.shape == "list" and not facts.blank and self._roles() == [("free", 1), ("used", 1)]
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
        if self._is_plain:
            return self._plain(rows)
        holdings = []
        for name, amounts in self._named(rows):
            if any(amounts):
                holdings.append(self._holding(name, amounts))
        return [holding for holding in holdings if not holding.is_empty()] if self._facts.blank else holdings

    def _plain(self, rows: Any) -> list[Holding]:  # noqa: ANN401 - made from the entry
        """Read rows of what is free and what is used, as most venues tell: one addition checks both amounts."""
        holdings, wallet, resolve = [], self._facts.wallet, self._resolve
        add, new = BOUNDS.add, tuple.__new__  # a NamedTuple's own `__new__` takes twice the time
        for row in rows:
            free, used = row.amount_0, row.amount_1
            if free or used:
                total = add(free, used)
                if free < ZERO or used < ZERO or total >= HUGE:
                    raise ValueError("an amount out of bounds")
                currency, marked = resolve(row.currency)
                fields = (currency, marked or wallet, free or ZERO, used or ZERO, total, total, ZERO)
                holdings.append(new(Holding, fields))
        return holdings

    def _named(self, rows: Any) -> Iterator[tuple[str, Sequence[Any]]]:  # noqa: ANN401 - made from the entry
        if isinstance(rows, dict):
            return ((name, astuple(row)) for name, row in rows.items())
        return ((amounts[0], amounts[1:]) for amounts in map(astuple, rows))

    def _holding(self, name: str, amounts: Sequence[Any]) -> Holding:
        told: list[Decimal | None] = [None] * len(ROLES)
        for role, place, lowest in self._plan:
            amount = _exact(amounts[place], lowest)
            before = told[role]
            told[role] = amount if before is None else EXACT.add(before, amount)
        currency, marked = self._resolve(name)
        return _complete(told, currency, marked or self._facts.wallet)

    def _roles(self) -> list[tuple[str, int]]:
        """Return the roles that the rows tell, and of how many fields each is the sum."""
        return [(role, len(getattr(self._facts, role))) for role in ROLES if getattr(self._facts, role)]

    def _planned(self) -> list[tuple[int, int, Decimal]]:
        """Return, for every field of every role: the role, the field's place in a row, and its lowest value."""
        facts = self._facts
        owed = {"unrealised", "equity", *facts.may_be_negative}
        return [
            (number, self._fields.index(field), -HUGE if role in owed else ZERO)
            for number, role in enumerate(ROLES)
            for field in getattr(facts, role)
        ]

    def _row(self) -> type[msgspec.Struct]:
        facts = self._facts
        fields: list[Any] = [("currency", str, msgspec.field(name=facts.currency))] if facts.currency else []
        for number, field in enumerate(self._fields):
            kind, default = (str, "") if field in facts.blank else (Decimal, msgspec.NODEFAULT)
            fields.append((f"amount_{number}", kind, msgspec.field(name=field, default=default)))
        return msgspec.defstruct("Row", fields, gc=False, kw_only=True)


def _exact(amount: Decimal | str, lowest: Decimal) -> Decimal:
    """Return an amount within `BOUNDS`; a blank one is zero."""
    number = amount if isinstance(amount, Decimal) else Decimal(amount or 0)
    if not number:
        return ZERO
    if not lowest <= number < HUGE:
        raise ValueError("an amount out of bounds")
    return BOUNDS.plus(number)


def _complete(told: Sequence[Decimal | None], currency: str, wallet: str) -> Holding:
    """Fill the roles that follow from others, as `market_facts.Balance` says."""
    free, used, total, borrowed, interest, unrealised, equity = told
    if total is None:
        total = EXACT.add(free or ZERO, used or ZERO)
    if used is None:
        used = max(ZERO, EXACT.subtract(total, free or ZERO))
    if free is None:
        free = max(ZERO, EXACT.subtract(total, used))
    if equity is None:
        equity = total
        for owed in (borrowed, interest):
            equity = EXACT.subtract(equity, owed) if owed else equity
        equity = EXACT.add(equity, unrealised) if unrealised else equity
    return Holding(
        currency=currency,
        wallet=wallet,
        free=free,
        used=used,
        total=total,
        equity=equity,
        borrowed=borrowed or ZERO,
    )

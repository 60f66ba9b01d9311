"""What accounts hold, currency by currency, and what each is worth."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from moorage.domain.balance import ZERO, Balances
from moorage.domain.quotes import Quotes
from moorage.domain.valuation import EXACT, ONE, Rate

PER_CENT: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a unit of a currency is in bitcoin, dollars and the currency of display (None: not known there)."""

    btc: Rate
    usd: Rate
    display: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One currency over all wallets of an account, or of several accounts.

    Amounts in units of the currency, as in `Holding`. `prices` is None where one of bitcoin and dollar is unknown: the
    values are zero then, and count in no sum. `as_of` is when the oldest of it was true, `priced_at` the oldest price;
    `stale` says that an account was not loaded at its latest attempt. In a sum the prices are those of the account
    that holds most of it.
    """

    currency: str
    free: Decimal
    used: Decimal
    total: Decimal
    borrowed: Decimal
    equity: Decimal
    wallets: tuple[str, ...]
    prices: Prices | None
    btc_value: Decimal = ZERO
    usd_value: Decimal = ZERO
    as_of: datetime
    priced_at: datetime | None = None
    stale: bool = False
    is_wallet: bool = False

    def plus(self, other: "Position") -> "Position":
        """Return both as one; they are of one currency, and both priced or both not."""
        larger = max(self, other, key=lambda position: abs(position.usd_value))
        return Position(
            currency=self.currency,
            free=EXACT.add(self.free, other.free),
            used=EXACT.add(self.used, other.used),
            total=EXACT.add(self.total, other.total),
            borrowed=EXACT.add(self.borrowed, other.borrowed),
            equity=EXACT.add(self.equity, other.equity),
            wallets=tuple(dict.fromkeys((*self.wallets, *other.wallets))),
            prices=larger.prices,
            btc_value=EXACT.add(self.btc_value, other.btc_value),
            usd_value=EXACT.add(self.usd_value, other.usd_value),
            as_of=min(self.as_of, other.as_of),
            priced_at=min((at for at in (self.priced_at, other.priced_at) if at), default=None),
            stale=self.stale or other.stale,
            is_wallet=self.is_wallet and other.is_wallet,
        )


def positions(balances: Balances, quotes: Quotes, display: str, *, stale: bool, is_wallet: bool) -> list[Position]:
    """Return the positions of one account, in no order."""
    older = balances.older
    bare = merged(
        Position(
            currency=holding.currency,
            free=holding.free,
            used=holding.used,
            total=holding.total,
            borrowed=holding.borrowed,
            equity=holding.equity,
            wallets=(holding.wallet,),
            prices=None,
            as_of=older.get(holding.wallet, balances.as_of),
            stale=stale,
            is_wallet=is_wallet,
        )
        for holding in balances.holdings
    )
    return [_priced(position, quotes, display) for position in bare]


def merged(parts: Iterable[Position]) -> list[Position]:
    """Return parts of one currency as one; what has no price stays apart from what has one."""
    found: dict[tuple[str, bool], Position] = {}
    for part in parts:
        key = (part.currency, part.prices is not None)
        before = found.get(key)
        found[key] = part if before is None else before.plus(part)
    return list(found.values())


def by_value(found: Iterable[Position]) -> list[Position]:
    """Return positions sorted by value, the largest first; those of one value by name."""
    return sorted(found, key=lambda position: (-position.usd_value, position.currency))


def share(position: Position, whole: Decimal) -> Decimal:
    """Return a position's value in per cent of all that is owned, zero where nothing is."""
    return EXACT.divide(EXACT.multiply(position.usd_value, PER_CENT), whole) if whole else ZERO


def owned(found: Iterable[Position]) -> Decimal:
    """Return the dollars of all positions that are worth something; debts are none of them."""
    whole = ZERO
    for position in found:
        if position.usd_value > 0:
            whole = EXACT.add(whole, position.usd_value)
    return whole


def day_change(rate: Rate | None) -> Decimal | None:
    """Return by how many per cent a rate changed in 24 hours, None where that is unknown."""
    if rate is None or not rate.before:
        return None
    return EXACT.multiply(EXACT.subtract(EXACT.divide(rate.factor, rate.before), ONE), PER_CENT)


def _priced(position: Position, quotes: Quotes, display: str) -> Position:
    btc, usd = quotes.rate(position.currency, "BTC"), quotes.rate(position.currency, "USD")
    if btc is None or usd is None:
        return position
    return replace(
        position,
        prices=Prices(btc=btc, usd=usd, display=quotes.rate(position.currency, display)),
        priced_at=quotes.priced_at(btc.elsewhere + usd.elsewhere),
        btc_value=EXACT.multiply(position.equity, btc.factor),
        usd_value=EXACT.multiply(position.equity, usd.factor),
    )

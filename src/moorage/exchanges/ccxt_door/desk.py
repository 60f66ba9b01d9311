"""Public market data of ccxt's exchanges: their spot pairs, kept for an hour, and prices, kept for some seconds."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Final

from moorage.domain.market import Market
from moorage.domain.trading_rule import InstrumentKind, Limits, Quote, RuleBook, TradingRule
from moorage.exchanges.budget import Monotonic
from moorage.exchanges.ccxt_door.door import SECONDS, CcxtDoor, exact
from moorage.exchanges.ccxt_door.frames import Pair, Told
from moorage.exchanges.market_data import QUOTES, RULES
from moorage.exchanges.shelf import Shelf
from moorage.services.ports import Clock

AT_ONCE: Final = 4  # questions; anybody may ask them, and the worker also has accounts to read


class CcxtDesk:
    """Implements `services.ports.MarketData` for all callers together."""

    def __init__(self, door: CcxtDoor, clock: Clock, monotonic: Monotonic = time.monotonic) -> None:
        """Take whom to ask, and clocks."""
        self._door = door
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._books: Shelf[str, RuleBook] = Shelf(self._fetch_rules, RULES, patience=SECONDS, monotonic=monotonic)
        self._quotes: Shelf[tuple[str, str], Quote] = Shelf(
            self._fetch_quote, QUOTES, patience=SECONDS, monotonic=monotonic
        )

    async def rules(self, market: Market) -> RuleBook:
        """Return the spot pairs of an exchange. Raises as the port says."""
        return await self._books.get(market.venue)

    async def quote(self, market: Market, rule: TradingRule) -> Quote:
        """Return the prices of a pair. Raises as the port says."""
        return await self._quotes.get((market.venue, f"{rule.base}/{rule.quote}"))

    async def close(self) -> None:
        """Stop what is under way."""
        await self._books.close()
        await self._quotes.close()

    async def _fetch_rules(self, venue: str) -> RuleBook:
        told = await self._ask(venue, "pairs")
        if not told.pairs:
            raise self._door.misread(venue)
        return RuleBook([_rule(pair) for pair in told.pairs], self._clock())

    async def _fetch_quote(self, asked: tuple[str, str]) -> Quote:
        venue, pair = asked
        prices = _positive((await self._ask(venue, "quote", pair)).quote)
        return Quote(last=prices.get("last"), bid=prices.get("bid"), ask=prices.get("ask"))

    async def _ask(self, venue: str, what: str, pair: str = "") -> Told:
        async with self._turns:
            return await self._door.ask(venue, what, pair=pair)


def _rule(told: Pair) -> TradingRule:
    limits = Limits(**_positive(told.bounds))
    return TradingRule(base=told.base, quote=told.quote, symbol=told.symbol, kind=InstrumentKind.SPOT, limits=limits)


def _positive(told: Mapping[str, str]) -> dict[str, Decimal]:
    """Return the numbers; one that is not positive, or none, says that there is no such bound or price."""
    numbers: dict[str, Decimal] = {}
    for name, text in told.items():
        with suppress(InvalidOperation, ValueError):
            numbers[name] = exact(text)
    return {name: number for name, number in numbers.items() if number > 0}

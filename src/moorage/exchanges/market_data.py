"""Public market data of one venue: its instruments, kept for an hour, and their prices, kept for some seconds."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Final, TypeVar

from moorage.domain.trading_rule import Quote, RuleBook, TradingRule
from moorage.exchanges.budget import Budgets, Monotonic
from moorage.exchanges.diagnosis import Verdict
from moorage.exchanges.named_requests import PLAIN
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.rule_facts import Quotes, Rules
from moorage.exchanges.rules import QuoteReader, RuleReader, merged
from moorage.exchanges.shelf import Keeping, Shelf
from moorage.exchanges.venue import Venue

Told = TypeVar("Told")

OUTSIDE: Final = 0.5
"""The part of a venue's limits that all public questions together may use, as anybody may ask them."""
RULES: Final = Keeping(fresh_for=3600, kept_for=24 * 3600, most=8)
"""Of one venue; yesterday's rules are better than none."""
QUOTES: Final = Keeping(fresh_for=5, kept_for=15, most=512)
"""Of one venue."""
MOST_PAGES: Final = 10  # of one list of instruments


class MarketDesk:
    """Answers public questions about the markets of one venue, for all callers together."""

    def __init__(self, venue: Venue, monotonic: Monotonic, budget_share: float = 1.0) -> None:
        """Take the venue at work, a clock, and the share of the limits that is this process's."""
        self._venue = venue
        self._budgets = Budgets(venue.entry.name, venue.entry.limits, monotonic, budget_share * OUTSIDE)
        self._books: Shelf[str, RuleBook] = Shelf(self._fetch_rules, RULES, monotonic=monotonic)
        self._quotes: Shelf[tuple[str, str], Quote] = Shelf(self._fetch_quote, QUOTES, monotonic=monotonic)

    async def rules(self, code: str) -> RuleBook:
        """Return the instruments of a market, at most an hour old, or a day while the venue is silent.

        Raises:
            ExchangeError: the venue does not answer, and nothing can stand in.
        """
        return await self._books.get(code)

    async def quote(self, code: str, rule: TradingRule) -> Quote:
        """Return the prices of an instrument, at most some seconds old. Raises as `rules`."""
        return await self._quotes.get((code, rule.symbol))

    async def close(self) -> None:
        """Stop what is under way."""
        await self._books.close()
        await self._quotes.close()

    async def _fetch_rules(self, code: str) -> RuleBook:
        rules: list[TradingRule] = []
        pages: dict[str, Sequence[bytes]] = {}
        for facts, reader in self._rules.get(code, ()):
            if facts.request not in pages:
                pages[facts.request] = await self._pages(facts.request, reader)
            for body in pages[facts.request]:
                rules += self._read(partial(reader.read, body))
        if not rules:
            raise self._venue.diagnosis.bad_response()
        return RuleBook(rules, self._venue.now())

    async def _pages(self, request: str, reader: RuleReader) -> Sequence[bytes]:
        bodies = [await self._ask(request, {"page": ""})]
        while len(bodies) < MOST_PAGES and (page := reader.next_page(bodies[-1])):
            bodies.append(await self._ask(request, {"page": page}))
        return bodies

    async def _fetch_quote(self, asked: tuple[str, str]) -> Quote:
        code, symbol = asked
        told = []
        for facts, reader in self._quotes_of.get(code, ()):
            body = await self._ask(facts.request, {"symbol": symbol})
            told.append(self._read(partial(reader.read, body, symbol)))
        return merged(told)

    async def _ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        request = self._venue.request(name)
        if "{symbol}" in request.path and not PLAIN.fullmatch(arguments["symbol"]):
            raise self._venue.diagnosis.bad_response()  # a name that could lead the path elsewhere
        await self._budgets.take(request.limit, request.weight, b"")
        answer = await self._venue.ask(name, arguments=arguments)
        if isinstance(answer, Verdict):
            raise answer.error
        return answer.body

    def _read(self, read: Callable[[], Told]) -> Told:
        try:
            return read()
        except MISREAD:
            fault = self._venue.diagnosis.bad_response()
        raise fault

    @cached_property
    def _rules(self) -> Mapping[str, Sequence[tuple[Rules, RuleReader]]]:
        read = [(facts, self._rule_reader(facts)) for facts in self._venue.trading.rules]
        codes = {code for facts, _ in read for code in facts.markets}
        return {code: [pair for pair in read if code in pair[0].markets] for code in codes}

    def _rule_reader(self, facts: Rules) -> RuleReader:
        split = self._venue.readers.tickers[facts.split].split if facts.split else None
        return RuleReader(facts, self._venue.readers.names, split)

    @cached_property
    def _quotes_of(self) -> Mapping[str, Sequence[tuple[Quotes, QuoteReader]]]:
        read = [(facts, QuoteReader(facts)) for facts in self._venue.trading.quotes]
        codes = {code for facts, _ in read for code in facts.markets}
        return {code: [pair for pair in read if code in pair[0].markets] for code in codes}

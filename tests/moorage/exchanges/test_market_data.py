"""Public market data: every entry against its documents (the facts are in `rules/`), and what everybody shares."""

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, RateLimitExceeded
from moorage.domain.trading_rule import Limits, Quote
from moorage.exchanges.budget import Budgets
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.diagnosis import Verdict
from moorage.exchanges.entry import Entry
from moorage.exchanges.gateway import utc_now
from moorage.exchanges.market_data import OUTSIDE, MarketDesk
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.rules import QuoteReader
from moorage.exchanges.trading_entry import read_trading_entry
from moorage.exchanges.venue import Venue
from moorage.transport import Answer
from tests.makers import make_rule
from tests.moorage.exchanges.rule_case import FOLDER, read_rule_case

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
TRADING = {venue: read_trading_entry(entry) for venue, entry in CATALOG.entries.items()}
VENUES = sorted(file.stem for file in FOLDER.glob("*.toml"))
CASES = {venue: read_rule_case(venue) for venue in VENUES}
QUOTED = [(venue, code, pair) for venue in VENUES for code, told in CASES[venue].quotes.items() for pair in told]


class RecordedDesk(Venue):
    """A venue that answers each named request with what was recorded, without a network."""

    def __init__(self, entry: Entry, answers: Mapping[str, Any]) -> None:
        super().__init__(entry, overrides={}, egress_addresses=(), clock=utc_now, monotonic=time.monotonic)
        self.answers = dict(answers)
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def ask(self, name, signer=None, credentials=Credentials(), arguments={}, **more):  # noqa: B006, B008
        """Answer, as reshaped by the quirk; an error is told as a verdict."""
        self.asked.append((name, arguments))
        told = self.answers[name]
        if isinstance(told, Exception):
            return Verdict(told)
        return Answer(200, {}, QUIRKS[self.entry.quirk].reshape.get(name, bytes)(told.encode()))


def desk(venue: str, **answers: Any) -> tuple[RecordedDesk, MarketDesk]:
    """Return a recorded venue, and a desk that asks it."""
    recorded = RecordedDesk(CATALOG.entries[venue], {**CASES[venue].answers, **answers})
    return recorded, MarketDesk(recorded, time.monotonic)


def test_every_venue_has_its_case():
    """An entry without recorded instruments is not tested, so there is none."""
    assert sorted(CATALOG.entries) == VENUES


@pytest.mark.parametrize("venue", VENUES)
class TestEveryVenue:
    async def test_lists_what_may_be_traded(self, venue: str):
        """Every market, in the order of the exchange; what is halted or has an end is left out."""
        _, opened = desk(venue)
        codes = {market.code for market in CATALOG.entries[venue].markets}
        assert set(CASES[venue].pairs) == codes
        for code, pairs in CASES[venue].pairs.items():
            assert (await opened.rules(code)).pairs() == pairs, code

    async def test_rules_are_exact(self, venue: str):
        """To the last digit; what is not published is unknown."""
        _, opened = desk(venue)
        for code, rules in CASES[venue].rules.items():
            book = await opened.rules(code)
            for pair, expected in rules.items():
                rule = book.get(pair)
                assert rule is not None
                assert rule.limits == Limits(**expected.limits), (code, pair)
                assert (rule.symbol, rule.kind, rule.margin_modes) == (
                    expected.symbol,
                    expected.kind,
                    expected.margin_modes,
                )

    def test_what_is_cited_is_listed(self, venue: str):
        """Each block names a document of the venue."""
        trading = TRADING[venue]
        known = {**CATALOG.entries[venue].sources, **trading.sources}
        for block in (*trading.rules, *trading.quotes, *trading.leverage):
            assert set(block.source.split(", ")) <= known.keys()

    def test_fits_into_the_part_of_the_budget(self, venue: str):
        """No request weighs more than what all public questions together may use at once, twice over."""
        entry, trading = CATALOG.entries[venue], TRADING[venue]
        for block in (*trading.rules, *trading.quotes):
            request = trading.requests.get(block.request) or entry.requests[block.request]
            limit = entry.limits[request.limit]
            room = OUTSIDE * (limit.capacity if limit.decaying else limit.capacity / 2)
            assert 2 * request.weight <= room, block.request
            assert not request.signed

    def test_every_market_is_quoted(self, venue: str):
        """A pair that is listed has prices."""
        quoted = {code for block in TRADING[venue].quotes for code in block.markets}
        assert quoted == set(CASES[venue].pairs)


@pytest.mark.parametrize(("venue", "code", "pair"), QUOTED)
async def test_prices_are_exact(venue: str, code: str, pair: str):
    """Last, bid and ask of one pair, asked for by the venue's own name of it."""
    recorded, opened = desk(venue)
    rule = (await opened.rules(code)).get(pair)
    assert rule is not None
    quote = await opened.quote(code, rule)
    expected = CASES[venue].quotes[code][pair]
    assert quote == Quote(last=expected.last, bid=expected.bid, ask=expected.ask, limits=expected.limits)
    assert {arguments.get("symbol") for _, arguments in recorded.asked} <= {rule.symbol, None}


class TestRules:
    async def test_pages_are_read_to_the_end(self):
        """Each page is named by the one before."""
        recorded, opened = desk("bybit")
        last = recorded.answers["linear"]
        first = last.replace('"nextPageCursor":""', '"nextPageCursor":"two"').replace("BTC", "ETH")
        pages = iter([first, last])
        recorded.answers["linear"] = type("Pages", (), {"encode": lambda _: next(pages).encode()})()
        assert (await opened.rules("bybit_usdt_perpetual")).pairs() == ["USDT_ETH", "USDT_BTC"]
        assert [arguments["page"] for _, arguments in recorded.asked] == ["", "two"]

    async def test_are_asked_for_once_an_hour(self):
        """Two blocks that read one answer ask for it once."""
        recorded, opened = desk("okx")
        for _ in range(3):
            assert len(await opened.rules("okex_futures")) == 2
        assert [name for name, _ in recorded.asked] == ["swaps"]

    @pytest.mark.parametrize("body", ["[]", '{"code":"0","data":[]}', '{"code":"0","data":{}}', "null"])
    async def test_an_answer_without_instruments_takes_no_place(self, body: str):
        """Nothing traded at all is an answer that was not understood."""
        _, opened = desk("okx", instruments=body)
        with pytest.raises(BadResponse):
            await opened.rules("okex")

    async def test_what_the_venue_refuses_is_raised(self):
        """As the diagnosis names it."""
        _, opened = desk("okx", instruments=ExchangeNotAvailable("away"))
        with pytest.raises(ExchangeNotAvailable, match="away"):
            await opened.rules("okex")


class TestQuote:
    async def test_anybody_uses_a_part_of_the_budget_only(self):
        """Whoever asks for very many pairs is told to slow down, and leaves the rest to the accounts."""
        recorded, opened = desk("kraken")
        refused = 0
        for number in range(20):
            try:
                await opened.quote("kraken", make_rule(symbol=f"X{number}"))
            except RateLimitExceeded:
                refused += 1
        limits = recorded.entry.limits
        assert len(recorded.asked) <= limits["public"].capacity * OUTSIDE + 2
        assert refused >= 15
        await Budgets("Kraken", limits, time.monotonic).take("public", 1, b"")

    async def test_a_name_that_leads_elsewhere_is_never_sent(self):
        """Of a venue whose path holds the name."""
        recorded, opened = desk("bitstamp")
        with pytest.raises(BadResponse):
            await opened.quote("bitstamp", make_rule(symbol="../balance"))
        assert recorded.asked == []

    async def test_is_shared_for_some_seconds(self):
        """One request serves everybody who asks within them."""
        recorded, opened = desk("okx")
        rule = (await opened.rules("okex")).get("USDT_BTC")
        assert rule is not None
        assert len({(await opened.quote("okex", rule)).last for _ in range(5)}) == 1
        assert [name for name, _ in recorded.asked] == ["instruments", "ticker"]


class TestComplete:
    @pytest.mark.parametrize("code", ["binance_futures", "binance_futures_coin"])
    def test_the_recorded_leverage_is_read(self, code: str):
        """Under a key, where the venue tells it only there."""
        case = CASES["binance"]
        (pair,) = case.quotes[code]
        symbol = case.rules[code][pair].symbol
        told = [
            QuoteReader(facts).read(case.answers[facts.request].encode(), symbol).limits
            for facts in TRADING["binance"].leverage
            if code in facts.markets
        ]
        assert told == [{"max_leverage": case.leverage[code]}]
        assert isinstance(case.leverage[code], Decimal)


def test_a_case_with_an_unknown_key_is_refused():
    """So that no expectation is misspelt."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"pairs": {}, "rules": {}, "quotes": {}, "answers": {}, "typo": 1}, type(CASES["okx"]))

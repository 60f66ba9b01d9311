"""Ten exchanges through the real worker: balances, prices, pairs, refusals, each on its own wire format."""

from collections.abc import AsyncIterator
from dataclasses import fields
from decimal import Decimal

import pytest
from aiohttp import web

from moorage.domain.exchange_errors import ExchangeError, ExchangeNotAvailable, ExchangeOutage
from moorage.domain.trading_rule import InstrumentKind, Limits
from moorage.exchanges.ccxt_door.catalog import NOTE, CcxtCatalog
from moorage.exchanges.ccxt_door.desk import CcxtDesk
from moorage.exchanges.ccxt_door.door import CcxtDoor
from tests.loopback import serving
from tests.makers import NOW
from tests.moorage.exchanges.ccxt_door.recorded import CASES, KEY, SECRET, Case, RecordedExchanges

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("anyio_backend")]


@pytest.fixture(scope="module")
async def exchanges() -> AsyncIterator[RecordedExchanges]:
    """All of them on loopback."""
    async with serving(RecordedExchanges()) as served:
        yield served


@pytest.fixture(scope="module")
def catalog() -> CcxtCatalog:
    """Every exchange of ccxt, as if we had no entry of our own."""
    return CcxtCatalog.load((), ())


@pytest.fixture(scope="module")
async def door(catalog, exchanges) -> AsyncIterator[CcxtDoor]:
    """A door whose worker is the real one; it lives for all tests of this module."""
    opened = CcxtDoor(catalog, base_urls={"": exchanges.url}, clock=lambda: NOW)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def desk(door) -> AsyncIterator[CcxtDesk]:
    """Market data out of the same worker."""
    opened = CcxtDesk(door, lambda: NOW)
    yield opened
    await opened.close()


@pytest.fixture(params=CASES)
def case(request, exchanges) -> Case:
    """Each exchange in turn, answering as recorded."""
    exchanges.changed.clear()
    return CASES[request.param]


class TestEachExchange:
    async def test_tells_what_the_account_holds(self, door, catalog, exchanges, case):
        """Every amount is the exchange's own text to the last digit; what is empty is left out."""
        market = catalog.get(case.id)
        exchanges.sent.clear()
        async with door.session(market, case.credentials) as session:
            balances = await session.fetch_balances(market)
        told = {holding.currency: (holding.free, holding.used) for holding in balances.holdings}
        assert told == {code: (Decimal(free), Decimal(used)) for code, (free, used) in case.holds.items()}
        assert all(holding.total == holding.free + holding.used == holding.equity for holding in balances.holdings)
        assert balances.as_of == NOW
        assert not any(SECRET in sent for sent in exchanges.sent)

    async def test_is_not_audited(self, door, catalog, case):
        """A key that works is reported as that: each right is unknown, and the note says so."""
        market = catalog.get(case.id)
        async with door.session(market, case.credentials) as session:
            report = await session.inspect()
        rights = report.permissions
        assert (rights.read, rights.trade, rights.withdraw, report.exchange_uid) == (None, None, None, None)
        assert report.notes == market.notes == (NOTE,)

    async def test_tells_prices(self, door, catalog, case):
        """Spot pairs only; an exchange without a question for all prices says so once and is unpriced."""
        venue, kind = door.ticker_kind(catalog.get(case.id))
        if case.price is None:
            with pytest.raises(ExchangeError):
                await door.fetch_prices(venue, kind)
            return
        base, quote, last = case.price
        rate = (await door.fetch_prices(venue, kind)).rate(base, quote)
        assert rate is not None
        assert rate.factor == Decimal(last)

    async def test_tells_what_is_traded(self, desk, catalog, case):
        """Spot pairs under the exchange's own names, and the bounds of an order that ccxt knows."""
        book = await desk.rules(catalog.get(case.id))
        pair, symbol, bounds = case.rule
        assert book.pairs() == [pair]
        rule = book.get(pair)
        assert rule is not None
        told = {bound.name: getattr(rule.limits, bound.name) for bound in fields(Limits)}
        assert {name: bound for name, bound in told.items() if bound is not None} == {
            name: Decimal(bound) for name, bound in bounds.items()
        }
        assert (rule.symbol, rule.kind, rule.margin_modes) == (symbol, InstrumentKind.SPOT, ())

    async def test_tells_the_prices_of_one_pair(self, desk, catalog, exchanges, case):
        """Without a key; what the exchange does not tell is unknown."""
        exchanges.sent.clear()
        market = catalog.get(case.id)
        rule = (await desk.rules(market)).get(case.rule[0])
        quote = await desk.quote(market, rule)
        told = {"last": quote.last, "bid": quote.bid, "ask": quote.ask}
        assert {name: price for name, price in told.items() if price is not None} == {
            name: Decimal(price) for name, price in case.quote.items()
        }
        assert not any(KEY in sent for sent in exchanges.sent)

    async def test_each_refusal_is_told_as_what_it_is(self, catalog, door, exchanges, case):
        """By ccxt's classes; the key is in no sentence."""
        market = catalog.get(case.id)
        for status, body, error in case.refusals:
            exchanges.changed[case.id, case.account] = (status, body)
            door._blocked_until.clear()
            async with door.session(market, case.credentials) as session:
                with pytest.raises(error) as caught:
                    await session.fetch_balances(market)
            assert type(caught.value) is error
            assert market.name.removesuffix(" (not audited)") in caught.value.description
            assert "canary" not in caught.value.description

    async def test_follows_no_redirect(self, catalog, door, exchanges, case):
        """The headers of a signed request go nowhere else."""
        market = catalog.get(case.id)
        elsewhere = f"{exchanges.url}/ccxt_{case.id}/elsewhere/stolen"
        exchanges.changed[case.id, case.account] = web.Response(status=307, headers={"Location": elsewhere})
        async with door.session(market, case.credentials) as session:
            with pytest.raises(ExchangeNotAvailable):
                await session.fetch_balances(market)
        assert exchanges.count(case.id, "/stolen") == 0


class TestBrokenAnswers:
    @pytest.mark.parametrize("exchange", ["bitvavo", "whitebit", "indodax"])
    @pytest.mark.parametrize(
        "answer",
        [
            (500, b"<html>"),
            (502, b""),
            (401, b"<html>a proxy</html>"),
            (200, b"<html>maintenance</html>"),
            (200, b""),
            (200, b"["),
            (200, b"{}"),
            (200, b"null"),
        ],
    )
    async def test_judge_no_key_and_empty_no_account(self, catalog, door, exchanges, exchange, answer):
        """It is an outage, where ccxt alone would tell of an account without anything, or of a refused key."""
        market, case = catalog.get(exchange), CASES[exchange]
        exchanges.changed = {(exchange, case.account): answer}
        async with door.session(market, case.credentials) as session:
            with pytest.raises(ExchangeOutage):
                await session.fetch_balances(market)


class TestSharing:
    async def test_the_list_of_markets_is_asked_for_once(self, door, catalog, exchanges):
        """All accounts and the prices share it, and no key travels with it."""
        exchanges.changed.clear()
        market = catalog.get("bitvavo")
        venue, kind = door.ticker_kind(market)
        await door.fetch_prices(venue, kind)
        before = exchanges.count("bitvavo", "/v2/markets")
        exchanges.sent.clear()
        await door.fetch_prices(venue, kind)
        assert not any(KEY in sent for sent in exchanges.sent)
        async with door.session(market, CASES["bitvavo"].credentials) as session:
            await session.fetch_balances(market)
        assert exchanges.count("bitvavo", "/v2/markets") == before
        assert sum(KEY in sent for sent in exchanges.sent) == 1

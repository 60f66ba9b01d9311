"""Market data through the door: kept for a while, bounded, and never more than the worker was told."""

import asyncio
from decimal import Decimal

import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable
from moorage.domain.trading_rule import Limits
from moorage.exchanges.ccxt_door.catalog import CcxtCatalog
from moorage.exchanges.ccxt_door.desk import AT_ONCE, CcxtDesk
from moorage.exchanges.ccxt_door.door import CcxtDoor
from moorage.exchanges.ccxt_door.frames import Pair, Question, Told
from moorage.exchanges.market_data import QUOTES, RULES
from tests.makers import NOW, make_rule

pytestmark = pytest.mark.anyio
PAIR = Pair(base="BTC", quote="EUR", symbol="BTC-EUR", bounds={"price_step": "1.00", "min_total": "5"})


class Worker:
    """Tells one pair and its prices, or what a test put there; `most` counts the questions that were open at once."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.told: dict[str, Told] = {
            "pairs": Told(id=1, pairs=[PAIR]),
            "quote": Told(id=1, quote={"last": "55000", "bid": "54999.5", "ask": "0"}),
        }
        self.open = self.most = 0

    async def ask(self, question: Question) -> Told:
        """Answer."""
        self.asked.append(question)
        self.open += 1
        self.most = max(self.most, self.open)
        for _ in range(10):
            await asyncio.sleep(0)
        self.open -= 1
        return self.told[question.what]

    async def close(self) -> None:
        """Have nothing to end."""


class Seconds:
    """A clock moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture(scope="module")
def catalog() -> CcxtCatalog:
    return CcxtCatalog.load((), ())


@pytest.fixture
def market(catalog):
    return catalog.get("bitvavo")


@pytest.fixture
async def desk(catalog, worker, seconds):
    door = CcxtDoor(catalog, base_urls={}, clock=lambda: NOW, worker=worker, monotonic=seconds)
    opened = CcxtDesk(door, lambda: NOW, seconds)
    yield opened
    await opened.close()


class TestRules:
    async def test_are_kept_for_an_hour(self, desk, market, worker, seconds):
        """Whoever asks."""
        for _ in range(2):
            book = await desk.rules(market)
        seconds.now += RULES.fresh_for
        await desk.rules(market)
        assert (book.pairs(), book.as_of) == (["EUR_BTC"], NOW)
        assert [(question.what, question.exchange) for question in worker.asked] == [("pairs", "bitvavo")] * 2

    @pytest.mark.parametrize("bound", ["0", "-1", "nan", "x", "1e400"])
    async def test_what_is_no_bound_is_none(self, desk, market, worker, bound):
        """The pair stays, and its other bounds."""
        bounds = {"min_lot": bound, "price_step": "0.01"}
        worker.told["pairs"] = Told(id=1, pairs=[Pair(base="BTC", quote="EUR", symbol="x", bounds=bounds)])
        rule = (await desk.rules(market)).get("EUR_BTC")
        assert rule is not None
        assert rule.limits == Limits(price_step=Decimal("0.01"))

    async def test_no_pair_at_all_is_no_answer(self, desk, market, worker):
        """An exchange trades something."""
        worker.told["pairs"] = Told(id=1)
        with pytest.raises(BadResponse, match="Bitvavo"):
            await desk.rules(market)

    async def test_yesterdays_stand_in(self, desk, market, worker, seconds):
        """While the exchange is silent; who never had any is told so."""
        await desk.rules(market)
        worker.told["pairs"] = Told(id=1, failure=["NetworkError"])
        seconds.now += RULES.fresh_for
        assert (await desk.rules(market)).pairs() == ["EUR_BTC"]

    async def test_silence_is_an_outage(self, desk, market, worker):
        """Where nothing can stand in."""
        worker.told["pairs"] = Told(id=1, failure=["NetworkError"])
        with pytest.raises(ExchangeNotAvailable):
            await desk.rules(market)


class TestQuote:
    async def test_is_of_one_pair_and_some_seconds_old(self, desk, market, worker, seconds):
        """Asked in ccxt's words; a price of zero is none."""
        rule = make_rule(base="BTC", quote="EUR")
        for _ in range(2):
            quote = await desk.quote(market, rule)
        seconds.now += QUOTES.fresh_for
        await desk.quote(market, rule)
        assert (quote.last, quote.bid, quote.ask) == (Decimal(55000), Decimal("54999.5"), None)
        assert [(question.what, question.pair) for question in worker.asked] == [("quote", "BTC/EUR")] * 2

    async def test_few_are_asked_for_at_once(self, desk, market, worker):
        """Accounts are read by the same worker."""
        rules = [make_rule(base=f"COIN{number}", quote="EUR") for number in range(2 * AT_ONCE)]
        await asyncio.gather(*(desk.quote(market, rule) for rule in rules))
        assert (worker.most, len(worker.asked)) == (AT_ONCE, 2 * AT_ONCE)

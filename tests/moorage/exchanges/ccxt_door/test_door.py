"""The door: questions in ccxt's words, answers as holdings and prices, and waiting when told to."""

from decimal import Decimal

import pytest

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    RateLimitExceeded,
)
from moorage.exchanges.ccxt_door.catalog import CcxtCatalog
from moorage.exchanges.ccxt_door.door import CcxtDoor
from moorage.exchanges.ccxt_door.frames import Amount, Price, Question, Told
from moorage.exchanges.ccxt_door.refusals import WAIT
from tests.makers import NOW

pytestmark = pytest.mark.anyio
KEYS = Credentials(api_key=Secret("canary-key-0123456789"), secret=Secret("canary-secret-0123456789"))


class FakeWorker:
    """Answers what a test put there, one after another, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Told] = [Told(id=1)]
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Told:
        """Answer."""
        self.asked.append(question)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def close(self) -> None:
        """Have nothing to end."""


class Seconds:
    """A clock moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture(scope="module")
def catalog() -> CcxtCatalog:
    return CcxtCatalog.load((), ())


@pytest.fixture
def worker() -> FakeWorker:
    return FakeWorker()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def door(catalog, worker, seconds) -> CcxtDoor:
    return CcxtDoor(catalog, base_urls={}, clock=lambda: NOW, worker=worker, monotonic=seconds)


def amount(free=None, used=None, total=None, debt=None) -> Amount:
    return Amount(currency="BTC", free=free, used=used, total=total, debt=debt)


async def held(door, catalog):
    """Return the one holding."""
    async with door.session(catalog.get("bitvavo"), KEYS) as session:
        (holding,) = (await session.fetch_balances(catalog.get("bitvavo"))).holdings
    return holding


class TestBalances:
    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            (amount("1", "0.5", "1.5"), ("1", "0.5", "1.5", "1.5", "0")),
            (amount("1", "0.5"), ("1", "0.5", "1.5", "1.5", "0")),
            (amount("1"), ("1", "0", "1", "1", "0")),
            (amount(None, "0.5", "1.5"), ("1", "0.5", "1.5", "1.5", "0")),
            (amount("1", None, "1.5"), ("1", "0.5", "1.5", "1.5", "0")),
            (amount("1", "0", "1", "3"), ("1", "0", "1", "-2", "3")),
            (amount("1e-8", "0", "0.00000001"), ("0.00000001", "0", "0.00000001", "0.00000001", "0")),
        ],
    )
    async def test_what_is_not_told_follows(self, door, catalog, worker, told, expected):
        """Free, used and total from each other; a debt is taken off what is owned."""
        worker.answers = [Told(id=1, amounts=[told])]
        holding = await held(door, catalog)
        roles = (holding.free, holding.used, holding.total, holding.equity, holding.borrowed)
        assert roles == tuple(map(Decimal, expected))

    @pytest.mark.parametrize("free", [None, "nan", "Infinity", "one", "1e400", ""])
    async def test_what_is_no_amount_is_no_balance(self, door, catalog, worker, free):
        """Nor does it count as nothing."""
        worker.answers = [Told(id=1, amounts=[amount(free)])]
        with pytest.raises(BadResponse, match="Bitvavo"):
            await held(door, catalog)

    async def test_asks_in_ccxts_words(self, door, catalog, worker):
        """Our fields become ccxt's; there is no other host without an override."""
        async with door.session(catalog.get("bitvavo"), KEYS) as session:
            await session.fetch_balances(catalog.get("bitvavo"))
        (question,) = worker.asked
        assert (question.what, question.exchange, question.base_url) == ("balances", "bitvavo", None)
        assert question.credentials == {"apiKey": "canary-key-0123456789", "secret": "canary-secret-0123456789"}

    @pytest.mark.parametrize(
        ("overrides", "expected"),
        [
            ({"": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/ccxt_bitvavo"),
            ({"": "http://127.0.0.1:1", "ccxt_bitvavo": "http://127.0.0.1:2"}, "http://127.0.0.1:2"),
        ],
    )
    async def test_overrides_are_the_owners(self, catalog, worker, overrides, expected):
        """One venue before all venues."""
        door = CcxtDoor(catalog, base_urls=overrides, clock=lambda: NOW, worker=worker)
        await door.balances(catalog.get("bitvavo"), KEYS)
        assert worker.asked[0].base_url == expected

    async def test_no_sentence_repeats_a_secret(self, door, catalog, worker):
        """An exchange that says the key back is not quoted."""
        worker.answers = [Told(id=1, failure=["AuthenticationError"], text="no key canary-secret-0123456789")]
        with pytest.raises(AuthenticationError) as caught:
            await door.balances(catalog.get("bitvavo"), KEYS)
        assert caught.value.description == "Bitvavo does not know this API key."


class TestSession:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            (Credentials(api_key=KEYS.api_key), "secret"),
            (Credentials(api_key=Secret("a key"), secret=KEYS.secret), "api_key"),
            (Credentials(api_key=KEYS.api_key, secret=Secret('"quoted-secret"')), "secret"),
        ],
    )
    async def test_wrong_pastes_are_refused_before_any_request(self, door, catalog, worker, given, field):
        """As for our own entries, as far as the form of a key is no matter."""
        with pytest.raises(AuthenticationError) as caught:
            door.session(catalog.get("bitvavo"), given)
        assert caught.value.refused_field == field
        assert worker.asked == []

    async def test_one_question_serves_both(self, door, catalog, worker):
        """Inspection and balances are the same answer."""
        async with door.session(catalog.get("bitvavo"), KEYS) as session:
            await session.inspect()
            await session.fetch_balances(catalog.get("bitvavo"))
        assert len(worker.asked) == 1

    async def test_a_refusal_is_asked_for_twice(self, door, catalog, worker):
        """Before an account is locked; a key that is accepted the second time is not refused."""
        worker.answers = [Told(id=1, failure=["AuthenticationError"]), Told(id=2)]
        async with door.session(catalog.get("bitvavo"), KEYS) as session:
            with pytest.raises(AuthenticationError):
                await session.fetch_balances(catalog.get("bitvavo"))
            await session.inspect()
        assert len(worker.asked) == 2

    async def test_an_outage_is_not_asked_again(self, door, catalog, worker):
        """It is the session's answer."""
        worker.answers = [Told(id=1, failure=["NetworkError"]), Told(id=2)]
        async with door.session(catalog.get("bitvavo"), KEYS) as session:
            for _ in range(2):
                with pytest.raises(ExchangeNotAvailable):
                    await session.inspect()
        assert len(worker.asked) == 1


class TestFetchPrices:
    async def test_is_a_book(self, door, worker):
        """Of the exchange's own pairs."""
        worker.answers = [Told(id=1, prices=[Price(base="BTC", quote="EUR", last="55000.5")])]
        rate = (await door.fetch_prices("ccxt_bitvavo", "spot")).rate("BTC", "EUR")
        assert rate is not None
        assert rate.factor == Decimal("55000.5")
        assert worker.asked[0].credentials == {}

    @pytest.mark.parametrize("last", [None, "nan", "x", "1e400"])
    async def test_no_price_takes_the_place_of_good_ones(self, door, worker, last):
        """An answer without prices, or with one that is none, is a bad answer."""
        worker.answers = [Told(id=1, prices=[] if last is None else [Price(base="BTC", quote="EUR", last=last)])]
        with pytest.raises(BadResponse):
            await door.fetch_prices("ccxt_bitvavo", "spot")


class TestRateLimit:
    async def test_waits_after_too_many_requests(self, door, catalog, worker, seconds):
        """Nothing is asked of that exchange for a while; others are."""
        worker.answers = [Told(id=1, failure=["DDoSProtection"]), Told(id=2)]
        with pytest.raises(RateLimitExceeded):
            await door.balances(catalog.get("bitvavo"), KEYS)
        seconds.now += WAIT - 1
        with pytest.raises(RateLimitExceeded) as caught:
            await door.balances(catalog.get("bitvavo"), KEYS)
        assert caught.value.retry_after == pytest.approx(1)
        await door.balances(catalog.get("hitbtc"), KEYS)
        seconds.now += 1
        await door.balances(catalog.get("bitvavo"), KEYS)
        assert [question.exchange for question in worker.asked] == ["bitvavo", "hitbtc", "bitvavo"]

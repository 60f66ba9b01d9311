"""The worker inside this process: what it asks of ccxt, what it tells of faults, and its bounds."""

import asyncio
import resource
import subprocess
import sys
from typing import ClassVar

import aiohttp
import pytest

from moorage.exchanges.ccxt_door import worker as module
from moorage.exchanges.ccxt_door.frames import Amount, Question, framed
from moorage.exchanges.ccxt_door.worker import Desk, _moved, read_question

pytestmark = pytest.mark.anyio


class FakeExchange:
    """An exchange of ccxt, scripted by its class."""

    urls: ClassVar[dict] = {"api": "https://api.brest.example"}
    balance: ClassVar[dict] = {"total": {"BTC": "1.5"}, "BTC": {"free": "1", "used": "0.5", "total": "1.5"}}
    loads: ClassVar[list[dict]] = []
    precisionMode: ClassVar[int] = 4  # noqa: N815 - as ccxt calls it

    def __init__(self, options):
        self.options = options
        self.urls = dict(self.urls)
        self.throttler = object()

    def on_rest_response(self, code, body):
        """Return the body, as ccxt's own does."""
        return body

    def implode_hostname(self, host):
        """Return the host without placeholders."""
        return host.replace("{hostname}", "brest.example")

    async def load_markets(self):
        """Load a spot pair and a swap."""
        type(self).loads.append(self.options)
        self.markets = {
            "BTC/USD": {
                "id": "btcusd",
                "spot": True,
                "base": "BTC",
                "quote": "USD",
                "precision": {"price": "0.01", "amount": 1e-08},
                "limits": {"amount": {"min": "0.001", "max": None}, "cost": {"min": 5}, "price": None},
            },
            "ETH/USD": {"id": "ethusd", "spot": True, "active": False, "base": "ETH", "quote": "USD"},
            "BTC/USD:USD": {"spot": False, "base": "BTC", "quote": "USD"},
        }

    def set_markets_from_exchange(self, other):
        """Take another one's markets."""
        self.markets = other.markets

    async def fetch_balance(self):
        """Return the script, or raise it."""
        if isinstance(self.balance, Exception):
            raise self.balance
        return self.balance

    async def fetch_ticker(self, pair):
        """Return the prices of one pair, as far as they are told."""
        return {"symbol": pair, "last": "60000", "bid": 59999.5, "ask": None}

    async def fetch_tickers(self):
        """Return prices of known and unknown pairs."""
        return {
            "BTC/USD": {"last": "60000"},
            "BTC/USD:USD": {"last": "1"},
            "X/Y": {"last": "2"},
        }


class Ccxt:
    """Stands for the module."""

    TICK_SIZE = 4

    def __init__(self) -> None:
        self.exchanges = ["brest", "kiel"]
        self.brest = type("Brest", (FakeExchange,), {"loads": []})
        self.kiel = type("Kiel", (FakeExchange,), {"loads": []})

    class ExchangeError(Exception):
        """As ccxt's."""

    class NetworkError(Exception):
        """As ccxt's."""


@pytest.fixture
async def desk():
    """A desk with the fake."""
    async with aiohttp.ClientSession() as session:
        yield Desk(Ccxt(), session)


def ask(what: str = "balances", exchange: str = "brest", **more) -> Question:
    return Question(id=7, what=what, exchange=exchange, credentials={"apiKey": "k"}, seconds=5.0, **more)


class TestAnswer:
    async def test_tells_amounts_as_text(self, desk):
        """As ccxt tells them; what it does not tell stays open."""
        told = await desk.answer(ask())
        (amount,) = told.amounts
        assert (told.id, told.failure) == (7, [])
        assert amount == Amount(currency="BTC", free="1", used="0.5", total="1.5", debt=None)

    async def test_tells_spot_prices_only(self, desk):
        """A contract's price is not the coin's."""
        told = await desk.answer(ask("prices"))
        assert [(price.base, price.quote, price.last) for price in told.prices] == [("BTC", "USD", "60000")]

    async def test_tells_the_pairs_that_are_traded(self, desk):
        """Of spot; bounds that nobody tells are left out."""
        (pair,) = (await desk.answer(ask("pairs"))).pairs
        assert (pair.base, pair.quote, pair.symbol) == ("BTC", "USD", "btcusd")
        assert pair.bounds == {"price_step": "0.01", "lot_step": "1e-08", "min_lot": "0.001", "min_total": "5"}

    async def test_digits_are_no_step(self, desk):
        """An exchange that counts significant digits has no fixed step."""
        desk._ccxt.brest.precisionMode = 3
        (pair,) = (await desk.answer(ask("pairs"))).pairs
        assert pair.bounds == {"min_lot": "0.001", "min_total": "5"}

    async def test_tells_the_prices_of_one_pair(self, desk):
        """As far as the exchange tells them."""
        assert (await desk.answer(ask("quote", pair="BTC/USD"))).quote == {"last": "60000", "bid": "59999.5"}

    async def test_markets_are_loaded_once_and_without_key(self, desk):
        """By many who ask at the same time."""
        await asyncio.gather(*(desk.answer(ask()) for _ in range(5)), desk.answer(ask("prices")))
        (options,) = desk._ccxt.brest.loads
        assert "apiKey" not in options

    async def test_a_failed_load_is_tried_again(self, desk, monkeypatch):
        """One failure is not the answer for an hour."""

        async def fail(self):
            raise Ccxt.NetworkError("down")

        monkeypatch.setattr(desk._ccxt.brest, "load_markets", fail)
        assert (await desk.answer(ask())).failure[0] == "NetworkError"
        monkeypatch.undo()
        assert (await desk.answer(ask())).failure == []

    async def test_few_lists_of_markets_are_kept(self, desk, monkeypatch):
        """The one that was asked for the longest ago goes first."""
        monkeypatch.setattr(module, "KEPT", 1)
        for exchange in ("brest", "kiel", "brest"):
            await desk.answer(ask(exchange=exchange))
        assert len(desk._ccxt.brest.loads) == 2

    @pytest.mark.parametrize(
        ("fault", "failure", "text"),
        [
            (Ccxt.ExchangeError("brest {}"), "ExchangeError", "brest {}"),
            (Ccxt.ExchangeError("GET https://x?signature=1"), "ExchangeError", ""),
            (Ccxt.NetworkError("brest secret"), "NetworkError", ""),
            (KeyError("k"), "KeyError", ""),
        ],
    )
    async def test_faults_are_told_by_class(self, desk, fault, failure, text):
        """The text only where an exchange spoke, and never one that names a URL."""
        desk._ccxt.brest.balance = fault
        told = await desk.answer(ask())
        assert (told.failure[0], told.text) == (failure, text)

    async def test_only_exchanges_of_ccxt_are_opened(self, desk):
        """A name reaches no other attribute of the module."""
        assert (await desk.answer(ask(exchange="ExchangeError"))).failure[0] == "LookupError"

    async def test_the_time_of_a_question_ends(self, desk):
        """An exchange that does not answer is a timeout."""
        desk._ccxt.brest.fetch_balance = lambda self: asyncio.Event().wait()
        question = Question(id=1, what="balances", exchange="brest", seconds=0.01)
        assert (await desk.answer(question)).failure[0] == "TimeoutError"


class TestMoved:
    def test_every_host_becomes_a_path(self):
        """In nested addresses, with ccxt's placeholders filled in; what is no address stays."""
        urls = {"public": "https://api.{hostname}/v1", "private": {"v2": "https://x.example:8443"}, "n": None}
        assert _moved(FakeExchange({}), urls, "http://127.0.0.1:9") == {
            "public": "http://127.0.0.1:9/api.brest.example/v1",
            "private": {"v2": "http://127.0.0.1:9/x.example:8443"},
            "n": None,
        }


class TestReadQuestion:
    async def test_ends_with_its_input(self):
        """A parent that is gone ends the worker, also in the middle of a frame."""
        reader = asyncio.StreamReader()
        reader.feed_data(framed(ask()) + b"\0\0")
        reader.feed_eof()
        assert (await read_question(reader)) == ask()
        assert (await read_question(reader)) is None


class TestProcess:
    def test_has_bounded_memory_and_leaves_no_core(self):
        """What needs more than its share fails inside the worker."""
        limits = (
            "import runpy, resource, sys, asyncio\n"
            "asyncio.run = lambda coroutine: coroutine.close()\n"
            "runpy.run_module('moorage.exchanges.ccxt_door.worker', run_name='__main__')\n"
            "sys.stderr.write(repr((resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE))))"
        )
        ran = subprocess.run([sys.executable, "-c", limits], capture_output=True, text=True, check=True, timeout=60)
        assert ran.stderr == repr(((module.MEMORY, module.MEMORY), (0, 0)))
        assert ran.stdout == ""
        assert resource.getrlimit(resource.RLIMIT_AS)[0] != module.MEMORY

    def test_the_service_does_not_import_ccxt(self):
        """Only the worker pays for it."""
        code = "import sys, moorage.app, moorage.exchanges.ccxt_door.worker; assert 'ccxt' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

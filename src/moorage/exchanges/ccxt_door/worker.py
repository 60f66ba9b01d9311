"""The worker: `python -m moorage.exchanges.ccxt_door.worker`, alone with ccxt in a process that may be killed.

It reads questions from standard input and answers on standard output until its input ends. Nothing of it is logged:
what ccxt raises may hold signed URLs.
"""

import asyncio
import importlib
import os
import re
import resource
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import msgspec

from moorage.exchanges.ccxt_door.frames import HEADER, Amount, Pair, Price, Question, Told, framed, length

MEMORY: Final = 1024 * 1024 * 1024  # bytes of address space; ccxt itself takes a seventh of it
AT_ONCE: Final = 16  # questions
KEPT: Final = 8  # exchanges whose list of markets is kept
FRESH_FOR: Final = 3600.0  # seconds that a list of markets is good
TEXT: Final = 300  # characters of what an exchange said
SLOW_DOWN: Final = (418, 429)
BROKEN: Final = 500
HOST: Final = re.compile(r"https?://([^/]+)(.*)", re.DOTALL)


class Desk:
    """Answers questions with ccxt; keeps lists of markets, and no credentials."""

    def __init__(self, ccxt: Any, session: aiohttp.ClientSession) -> None:  # noqa: ANN401 - ccxt has no types
        """Take the module of ccxt's asynchronous exchanges and the session that all of them share."""
        self._ccxt = ccxt
        self._session = session
        self._public: dict[tuple[str, str | None], tuple[float, asyncio.Task[Any]]] = {}

    async def answer(self, question: Question) -> Told:
        """Ask the exchange; what goes wrong is told as the classes of what was raised."""
        answers: dict[str, Callable[[Question], Awaitable[Told]]] = {
            "balances": self._balances,
            "prices": self._prices,
            "pairs": self._pairs,
            "quote": self._quote,
        }
        try:
            async with asyncio.timeout(question.seconds):
                return await answers[question.what](question)
        except Exception as fault:  # noqa: BLE001 - the edge of the loop: ccxt raises anything
            return Told(id=question.id, failure=_classes(fault), text=_sayable(fault))

    async def _balances(self, question: Question) -> Told:
        public = await self._loaded(question)
        exchange = self._opened(question, question.credentials)
        exchange.set_markets_from_exchange(public)
        exchange.throttler = public.throttler  # all accounts share the exchange's limits
        exchange.on_rest_response = self._look_through(exchange.on_rest_response)
        balance = await exchange.fetch_balance()
        return Told(id=question.id, amounts=[_amount(code, balance[code]) for code in balance.get("total") or {}])

    async def _prices(self, question: Question) -> Told:
        public = await self._loaded(question)
        tickers = await public.fetch_tickers()
        pairs = [(public.markets.get(symbol) or {}, ticker) for symbol, ticker in tickers.items()]
        prices = [
            Price(base=market["base"], quote=market["quote"], last=str(ticker["last"]))
            for market, ticker in pairs
            if market.get("spot") and ticker.get("last") is not None
        ]
        return Told(id=question.id, prices=prices)

    async def _pairs(self, question: Question) -> Told:
        public = await self._loaded(question)
        counts_in_steps = public.precisionMode == self._ccxt.TICK_SIZE
        spot = [market for market in public.markets.values() if market.get("spot")]
        traded = [market for market in spot if market.get("active") is not False]
        return Told(id=question.id, pairs=[_pair(market, counts_in_steps=counts_in_steps) for market in traded])

    async def _quote(self, question: Question) -> Told:
        public = await self._loaded(question)
        ticker = await public.fetch_ticker(question.pair)
        return Told(id=question.id, quote=_texts({name: ticker.get(name) for name in ("last", "bid", "ask")}))

    async def _loaded(self, question: Question) -> Any:  # noqa: ANN401 - an exchange of ccxt
        """Return the exchange without credentials, its markets loaded, once for all who ask."""
        key, now = (question.exchange, question.base_url), asyncio.get_running_loop().time()
        loaded_at, loading = self._public.pop(key, (now - FRESH_FOR, None))
        if loading is None or now - loaded_at >= FRESH_FOR or (loading.done() and loading.exception()):
            loaded_at, loading = now, asyncio.create_task(self._load(question))
        self._public[key] = (loaded_at, loading)
        while len(self._public) > KEPT:
            self._public.pop(next(iter(self._public)))
        return await asyncio.shield(loading)

    async def _load(self, question: Question) -> Any:  # noqa: ANN401 - an exchange of ccxt
        exchange = self._opened(question, {})
        await exchange.load_markets()
        return exchange

    def _look_through(self, look: Callable[..., str]) -> Callable[..., str]:
        """Refuse what ccxt would take for an empty account or for a refused key: answers that no exchange meant.

        ccxt reads a page of HTML, a cut-off or an empty answer as if nothing were held, and a status 401 as a wrong
        key, also from a proxy that stands before the exchange.
        """

        def through(code: int, *more: Any) -> str:  # noqa: ANN401 - as ccxt calls it
            body = look(code, *more)
            if code in SLOW_DOWN:
                raise self._ccxt.RateLimitExceeded(str(code))
            if code >= BROKEN:
                raise self._ccxt.ExchangeNotAvailable(str(code))
            if not _speaks(body):
                raise self._ccxt.BadResponse(str(code))
            return body

        return through

    def _opened(self, question: Question, credentials: dict[str, str]) -> Any:  # noqa: ANN401 - an exchange of ccxt
        if question.exchange not in self._ccxt.exchanges:
            raise LookupError(question.exchange)
        options = {
            "session": self._session,
            "number": str,
            "timeout": int(question.seconds * 1000),
            "options": {"defaultType": "spot"},
        }
        exchange = getattr(self._ccxt, question.exchange)(options | credentials)
        if question.base_url is not None:
            exchange.urls["api"] = _moved(exchange, exchange.urls["api"], question.base_url)
        return exchange


def _moved(exchange: Any, urls: Any, base_url: str) -> Any:  # noqa: ANN401 - nested as ccxt nests them
    if isinstance(urls, dict):
        return {name: _moved(exchange, url, base_url) for name, url in urls.items()}
    found = HOST.fullmatch(urls) if isinstance(urls, str) else None
    if found is None:
        return urls
    host = exchange.implode_hostname(found[1])
    return f"{base_url}/{host}{found[2]}"


def _speaks(body: str) -> bool:
    """Say whether a body is JSON that holds anything."""
    try:
        return msgspec.json.decode(body) not in (None, {}, "")
    except msgspec.DecodeError:
        return False


def _amount(code: str, told: dict[str, Any]) -> Amount:
    texts = {name: None if told.get(name) is None else str(told[name]) for name in ("free", "used", "total", "debt")}
    return Amount(currency=code, **texts)


def _pair(market: dict[str, Any], *, counts_in_steps: bool) -> Pair:
    """Return a pair; where precision counts digits, it tells no step."""
    limits, steps = market.get("limits") or {}, (market.get("precision") or {}) if counts_in_steps else {}
    price, amount, cost = (limits.get(name) or {} for name in ("price", "amount", "cost"))
    bounds = {
        "min_price": price.get("min"),
        "max_price": price.get("max"),
        "price_step": steps.get("price"),
        "min_lot": amount.get("min"),
        "max_lot": amount.get("max"),
        "lot_step": steps.get("amount"),
        "min_total": cost.get("min"),
        "max_total": cost.get("max"),
    }
    return Pair(base=market["base"], quote=market["quote"], symbol=str(market["id"]), bounds=_texts(bounds))


def _texts(told: dict[str, Any]) -> dict[str, str]:
    """Return what is told, as text."""
    return {name: str(value) for name, value in told.items() if value is not None}


def _classes(fault: Exception) -> list[str]:
    return [kind.__name__ for kind in type(fault).__mro__ if issubclass(kind, Exception)]


def _sayable(fault: Exception) -> str:
    """Return the text of an answer of an exchange; a text that names a URL may hold a signature, and is not told."""
    text = str(fault)
    if "ExchangeError" not in _classes(fault) or "://" in text:
        return ""
    return text[:TEXT]


async def _refuse_redirect(*_: object) -> None:
    """Stop before a redirect is followed: it would take the headers of a signed request elsewhere."""
    raise aiohttp.ClientConnectionError("a redirect")


async def serve(ccxt: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: ANN401
    """Answer questions until the input ends."""
    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(_refuse_redirect)
    turns, tasks = asyncio.Semaphore(AT_ONCE), set[asyncio.Task[None]]()
    async with aiohttp.ClientSession(
        trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[tracing]
    ) as session:
        desk = Desk(ccxt, session)

        async def reply(question: Question) -> None:
            async with turns:
                told = await desk.answer(question)
            writer.write(framed(told))
            await writer.drain()

        while question := await read_question(reader):
            task = asyncio.create_task(reply(question))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_question(reader: asyncio.StreamReader) -> Question | None:
    """Read one question; None when the input has ended."""
    try:
        size = length(await reader.readexactly(HEADER))
        return msgspec.msgpack.decode(await reader.readexactly(size), type=Question)
    except asyncio.IncompleteReadError:
        return None


async def main(incoming: int, outgoing: int) -> None:
    """Serve on two file descriptors."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(incoming, "rb"))
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(outgoing, "wb"))
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    await serve(importlib.import_module("ccxt.async_support"), reader, writer)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not write into the pipe
    sys.stdout = sys.stderr
    asyncio.run(main(0, pipe))

"""What all sessions of a venue share."""

import asyncio

import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, UnknownMarketApiError
from moorage.exchanges.breaker import OPEN_FOR, OUTAGES_TO_OPEN
from moorage.exchanges.diagnosis import Answer, Verdict
from moorage.exchanges.quirks.quirk import Quirk
from moorage.exchanges.signers.signer import Signer
from moorage.transport import MOST_BYTES
from tests.moorage.exchanges.recorded import BINANCE, json

pytestmark = pytest.mark.anyio


class TestAsk:
    async def test_counts_what_it_sends(self, gateway, venue):
        """A public request spends the budget of the address like any other."""
        venue.answers["/api/v3/ticker/24hr"] = lambda _: json([])
        at_work = gateway._venue("binance")
        await at_work.ask("prices")
        assert at_work.budgets._bucket("api", b"").level == at_work.entry.requests["prices"].weight

    async def test_reads_what_the_venue_counted(self, gateway, venue):
        """The venue's own count of this address stops us before it has to."""
        told = {"X-MBX-USED-WEIGHT-1M": "5999"}
        venue.answers["/api/v3/ticker/24hr"] = lambda _: json([], **told)
        at_work = gateway._venue("binance")
        await at_work.ask("prices")
        with pytest.raises(Exception, match="may not be asked more"):
            await at_work.ask("prices")
        assert venue.asked("/api/v3/ticker/24hr") == 1

    async def test_an_answer_may_be_as_large_as_the_request_says(self, gateway, venue):
        """A list of all instruments is larger than anything else."""
        venue.answers["/api/v5/public/instruments"] = {"code": "0", "data": [], "more": "x" * MOST_BYTES}
        venue.answers["/api/v5/market/tickers"] = {"code": "0", "data": [], "more": "x" * MOST_BYTES}
        at_work = gateway._venue("okx")
        assert at_work.request("instruments").largest > MOST_BYTES == at_work.request("prices").largest
        assert isinstance(await at_work.ask("instruments"), Answer)
        with pytest.raises(BadResponse, match="too large"):
            await at_work.ask("prices")

    async def test_a_probe_that_is_cancelled_frees_its_place(self, gateway, venue, hands):
        """Who gives up on a probe does not leave the venue closed for everybody."""
        at_work = gateway._venue("binance")
        venue.answers["/api/v3/ticker/24hr"] = lambda _: json(b"", 502)
        for _ in range(OUTAGES_TO_OPEN):
            await at_work.ask("prices")
            hands.move(1)
        with pytest.raises(ExchangeNotAvailable):
            await at_work.ask("prices")
        hands.move(OPEN_FOR)
        venue.hold_until = 10**6  # nothing is answered
        venue.all_here = asyncio.Event()
        probe = asyncio.create_task(at_work.ask("prices"))
        await asyncio.sleep(0)
        probe.cancel()
        await asyncio.gather(probe, return_exceptions=True)
        venue.hold_until = 0
        venue.all_here.set()
        venue.answers["/api/v3/ticker/24hr"] = lambda _: json([])
        assert isinstance(await at_work.ask("prices"), Answer)


class TestReshaping:
    async def test_what_is_told_of_one_key_is_found_by_the_key(self, gateway, venue):
        """An answer about all keys of an account is rewritten by a function that knows which one asks."""
        at_work = gateway._venue("binance")
        at_work.quirk = Quirk(of_key={"account": lambda body, key: body + key.encode()})
        venue.answers["/api/v3/account"] = lambda _: json(b"{}")
        signer = Signer(at_work.entry.signing, at_work.quirk, BINANCE)
        answer = await at_work.ask("account", signer, BINANCE)
        assert answer.body == b"{}" + b"Kq" * 32

    async def test_an_answer_that_would_be_read_wrongly_becomes_an_error(self, gateway, venue):
        """The quirk's own words are the verdict."""

        def refuse(_: bytes) -> bytes:
            raise UnknownMarketApiError("This account is of another kind.")

        at_work = gateway._venue("binance")
        at_work.quirk = Quirk(reshape={"prices": refuse})
        venue.answers["/api/v3/ticker/24hr"] = lambda _: json([])
        verdict = await at_work.ask("prices")
        assert isinstance(verdict, Verdict)
        assert str(verdict.error) == "This account is of another kind."

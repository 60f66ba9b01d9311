import asyncio

import pytest

from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import ExchangeNotAvailable, ExchangeTimeout, IpNotAllowed, WrongSecret
from moorage.services.conversation import conversing, judging
from tests.fakes import FakeExchanges, FakeMarkets
from tests.makers import make_credentials

pytestmark = pytest.mark.anyio
MARKET = FakeMarkets().get("binance")
CREDENTIALS = make_credentials()


class TestConversing:
    async def test_a_session_is_opened_and_closed(self) -> None:
        """With the market and the credentials that were given."""
        exchanges = FakeExchanges()
        async with conversing(exchanges, MARKET, CREDENTIALS, 1.0) as session:
            await session.fetch_balances(MARKET)
        assert exchanges.calls == ["open binance", "fetch binance", "close binance"]

    async def test_the_deadline_counts_for_all_requests_together(self) -> None:
        """However often something arrives in between; the session is closed."""
        exchanges = FakeExchanges()

        async def talk() -> None:
            async with conversing(exchanges, MARKET, CREDENTIALS, 0.05) as session:
                while True:
                    await session.inspect()
                    await asyncio.sleep(0.001)

        with pytest.raises(ExchangeTimeout):
            await talk()
        assert exchanges.calls[-1] == "close binance"
        assert exchanges.calls.count("inspect binance") > 2

    async def test_errors_come_through_as_they_are(self) -> None:
        """The session is closed behind them."""
        exchanges = FakeExchanges(reports={"binance": WrongSecret()})
        with pytest.raises(WrongSecret):
            async with conversing(exchanges, MARKET, CREDENTIALS, 1.0) as session:
                await session.inspect()
        assert exchanges.calls[-1] == "close binance"


class TestJudging:
    async def test_a_refusal_speaks_of_its_field(self) -> None:
        """One attribute, one sentence, and the class for programs beside what else is known."""
        exchanges = FakeExchanges(reports={"binance": IpNotAllowed("Not from here.", extension={"address": "x"})})
        with pytest.raises(RecordInvalid) as caught:
            async with judging(exchanges, MARKET, CREDENTIALS, 1.0) as session:
                await session.inspect()
        assert caught.value.attributes == {"api_key": ["Not from here."]}
        assert caught.value.extension == {"refusal": "IpNotAllowed", "address": "x"}

    async def test_a_refusal_on_opening_is_judged_too(self) -> None:
        """Paste faults are seen before any request."""
        exchanges = FakeExchanges(refusals={"binance": WrongSecret(field="passphrase")})
        with pytest.raises(RecordInvalid) as caught:
            async with judging(exchanges, MARKET, CREDENTIALS, 1.0):
                raise AssertionError("the session was opened")
        assert list(caught.value.attributes) == ["passphrase"]

    async def test_an_outage_stays_an_outage(self) -> None:
        """Nobody answered is not the key's fault; neither is a late answer."""
        exchanges = FakeExchanges(reports={"binance": ExchangeNotAvailable()})
        with pytest.raises(ExchangeNotAvailable):
            async with judging(exchanges, MARKET, CREDENTIALS, 1.0) as session:
                await session.inspect()
        with pytest.raises(ExchangeTimeout):
            async with judging(exchanges, MARKET, CREDENTIALS, 0.01):
                await asyncio.Event().wait()

import asyncio

import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import ExchangeTimeout, PermissionDenied, WrongPassphrase
from moorage.domain.key_report import Permissions, Reach
from tests.makers import make_balances, make_credentials, make_holding, make_report
from tests.moorage.services.conftest import Desk

pytestmark = pytest.mark.anyio
CREDENTIALS = make_credentials()


async def attributes(call) -> dict:
    with pytest.raises(RecordInvalid) as caught:
        await call
    return dict(caught.value.attributes)


class TestCheck:
    async def test_report_and_worths_in_the_order_of_the_markets(self, desk: Desk) -> None:
        """One conversation for all of them."""
        markets = [desk.markets.get(code) for code in ("binance_margin", "binance")]
        desk.exchanges.balances["binance_margin"] = make_balances(make_holding("ETH", "1"))
        report, worths = await desk.check.check(markets, CREDENTIALS)
        assert report == make_report()
        assert [worth.balances and worth.balances.holdings[0].currency for worth in worths] == ["ETH", "BTC"]
        assert [call for call in desk.exchanges.calls if "open" in call] == ["open binance"]

    async def test_the_inspection_explains_more_than_a_load(self, desk: Desk) -> None:
        """When everything is refused, the error is the inspection's."""
        markets = [desk.markets.get(code) for code in ("binance", "binance_margin")]
        desk.exchanges.reports["binance"] = WrongPassphrase()
        desk.exchanges.balances.update(binance=PermissionDenied(), binance_margin=PermissionDenied())
        assert list(await attributes(desk.check.check(markets, CREDENTIALS))) == ["passphrase"]

    async def test_a_main_type_that_is_not_reached_is_told_on_the_key(self, desk: Desk) -> None:
        """An accepted key without the right to this type."""
        desk.exchanges.balances["binance"] = PermissionDenied("No spot.")
        assert await attributes(desk.check.check([desk.markets.get("binance")], CREDENTIALS)) == {
            "api_key": ["No spot."]
        }

    async def test_the_owners_rule_is_checked(self, desk: Desk) -> None:
        """After the venue has told what the key may do."""
        desk.exchanges.reports["binance"] = make_report(permissions=Permissions(withdraw=True))
        assert "api_key" in await attributes(desk.check.check([desk.markets.get("binance")], CREDENTIALS))


class TestReached:
    async def test_told_and_tried(self, desk: Desk) -> None:
        """The venue's word counts; where it has none, a load shows it."""
        markets = desk.markets.siblings(desk.markets.get("binance"))
        desk.exchanges.reports["binance"] = make_report(reaches=(Reach("binance", available=False),))
        desk.exchanges.balances["binance_futures"] = PermissionDenied()
        assert await desk.check.reached(markets, CREDENTIALS) == [False, True, False]

    async def test_an_outage_is_not_taken_for_no(self, desk: Desk) -> None:
        """Silence says nothing of the type; nothing is left running behind the error."""
        begun, ended = asyncio.Event(), asyncio.Event()

        async def hang(_credentials: Credentials):
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async def fail(_credentials: Credentials):
            await begun.wait()
            raise ExchangeTimeout

        desk.exchanges.balances.update(binance=fail, binance_margin=hang)
        with pytest.raises(ExchangeTimeout):
            await desk.check.reached(desk.markets.siblings(desk.markets.get("binance")), CREDENTIALS)
        assert ended.is_set()
        assert desk.exchanges.calls[-1] == "close binance"

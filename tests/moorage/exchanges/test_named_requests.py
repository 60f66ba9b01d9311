"""Named requests, sent in conversations with a recorded venue over loopback."""

import asyncio
import base64
import gc
import itertools
from decimal import Decimal
from urllib.parse import parse_qs

import msgspec
import pytest
from aiohttp import web

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    InvalidNonce,
    IpNotAllowed,
    PermissionDenied,
)
from tests.moorage.exchanges.answers import (
    ACCOUNT,
    BALANCES,
    FUTURES,
    RESTRICTIONS,
    SPOT,
    TRADER,
    lumped,
)
from tests.moorage.exchanges.conftest import Hands
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, OKX, RecordedVenue, Reply, json

pytestmark = pytest.mark.anyio
BYBIT = Credentials(api_key=Secret("Kq" * 9), secret=Secret("Sx" * 18))
COINBASE = Credentials(api_key=Secret("c0ffee00-" * 4), secret=Secret(base64.b64encode(b"s" * 32).decode()))


class TestOneRequest:
    async def test_serves_everybody_in_the_session(self, binance, gateway, catalog):
        """Binance's account answers for the uid and for the balances, and is asked once."""
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            report, balances, again = await asyncio.gather(
                session.inspect(),
                session.fetch_balances(catalog.get("binance")),
                session.fetch_balances(catalog.get("binance")),
            )
        assert (report.exchange_uid, balances.holdings[0].total, again) == ("7", Decimal(1), balances)
        assert (binance.asked(ACCOUNT), binance.asked(RESTRICTIONS)) == (1, 1)

    async def test_a_caller_who_leaves_does_not_take_it_away_from_others(self, binance, gateway, catalog):
        """Cancelling one use of a shared request leaves the other use its answer."""
        market = catalog.get("binance")
        async with gateway.session(market, BINANCE) as session:
            leaving = asyncio.create_task(session.fetch_balances(market))
            staying = asyncio.create_task(session.inspect())
            await asyncio.sleep(0)
            leaving.cancel()
            assert (await staying).exchange_uid == "7"

    async def test_balances_are_of_the_time_by_our_clock(self, binance, gateway, catalog, hands):
        """Every balance says when it was true."""
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            assert (await session.fetch_balances(catalog.get("binance"))).as_of == hands.at

    async def test_a_session_that_ends_leaves_nothing_under_way(self, binance, gateway, catalog):
        """What nobody waits for any more is cancelled with the session."""
        before = asyncio.all_tasks()
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            task = asyncio.create_task(session.inspect())
            await asyncio.sleep(0)
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert asyncio.all_tasks() == before


class TestTheMeaningOfARefusal:
    async def test_a_key_that_is_accepted_elsewhere_lacks_a_right(self, binance, gateway, catalog):
        """Binance's one text for three causes means a missing right when the permission endpoint accepts the key."""
        binance.answers[FUTURES] = lumped
        async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
            with pytest.raises(PermissionDenied, match="futures account"):
                await session.fetch_balances(catalog.get("binance_futures"))

    async def test_a_key_that_is_refused_everywhere_is_unknown_or_elsewhere(self, binance, gateway, catalog):
        """Otherwise both causes that remain are named, with our address."""
        binance.answers |= {FUTURES: lumped, RESTRICTIONS: lumped}
        async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
            with pytest.raises(AuthenticationError, match=r"does not exist.+198\.51\.100\.9"):
                await session.fetch_balances(catalog.get("binance_futures"))
        assert binance.asked(RESTRICTIONS) == 1

    async def test_a_key_that_may_not_read_is_told_so(self, binance, gateway, catalog):
        """The permission endpoint's own word is better than a guess."""
        binance.answers |= {ACCOUNT: lumped, RESTRICTIONS: TRADER | {"enableReading": False}}
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            with pytest.raises(PermissionDenied, match="Enable Reading"):
                await session.inspect()
            with pytest.raises(PermissionDenied, match="Enable Reading"):
                await session.fetch_balances(catalog.get("binance"))

    async def test_an_outage_of_the_second_question_is_an_outage(self, binance, gateway, catalog):
        """When the key cannot be judged it is not judged."""
        binance.answers |= {FUTURES: lumped, RESTRICTIONS: lambda request: request.transport.close()}
        async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
            with pytest.raises(ExchangeNotAvailable):
                await session.fetch_balances(catalog.get("binance_futures"))

    async def test_kraken_denies_a_missing_right_and_an_address_alike(self, kraken, gateway, catalog):
        """What even the request without rights is denied for is the address; else it is the right."""
        denied = {"error": ["EGeneral:Permission denied"]}
        kraken.answers["/0/private/BalanceEx"] = denied
        async with gateway.session(catalog.get("kraken"), KRAKEN) as session:
            with pytest.raises(PermissionDenied, match="Query funds"):
                await session.fetch_balances(catalog.get("kraken"))
        kraken.answers["/0/private/GetApiKeyInfo"] = denied
        async with gateway.session(catalog.get("kraken"), KRAKEN) as session:
            with pytest.raises(IpNotAllowed, match=r"198\.51\.100\.9"):
                await session.fetch_balances(catalog.get("kraken"))


class TestTheClock:
    def strict(self, hands: Hands, ahead: int) -> Reply:
        """Return how a venue whose clock is `ahead` milliseconds before ours answers."""

        def account(request: web.Request) -> web.Response:
            given = int(parse_qs(request.query_string)["timestamp"][0])
            now = int(hands.at.timestamp() * 1000) + ahead
            return json(SPOT) if abs(now - given) < 5000 else json({"code": -1021, "msg": "Timestamp"}, 400)

        return account

    @pytest.mark.parametrize("ahead", [-86_400_000, -60_000, 60_000, 86_400_000])
    async def test_is_learned_and_the_request_sent_once_more(self, binance, gateway, catalog, hands, ahead):
        """A clock that is a minute or a day off connects all the same."""
        binance.answers |= {
            ACCOUNT: self.strict(hands, ahead),
            "/api/v3/time": {"serverTime": int(hands.at.timestamp() * 1000) + ahead},
        }
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            assert (await session.inspect()).exchange_uid == "7"
        assert binance.asked(ACCOUNT) == 2
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            await session.inspect()
        assert (binance.asked(ACCOUNT), binance.asked("/api/v3/time")) == (3, 1)

    async def test_is_not_asked_again_when_that_does_not_help(self, binance, gateway, catalog, hands):
        """A venue that keeps refusing the time is believed after one try."""
        binance.answers |= {
            ACCOUNT: lambda _: json({"code": -1021, "msg": "Timestamp"}, 400),
            "/api/v3/time": {"serverTime": int(hands.at.timestamp() * 1000)},
        }
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            with pytest.raises(InvalidNonce):
                await session.fetch_balances(catalog.get("binance"))
        assert (binance.asked(ACCOUNT), binance.asked("/api/v3/time")) == (2, 1)

    @pytest.mark.parametrize("told", [{}, {"serverTime": "soon"}, {"serverTime": None}, b"[]"])
    async def test_a_time_that_cannot_be_read_is_a_broken_answer(self, binance, gateway, catalog, told):
        """No offset is made up."""
        refused = {"code": -1021, "msg": "Timestamp"}
        binance.answers |= {ACCOUNT: lambda _: json(refused, 400), "/api/v3/time": told}
        async with gateway.session(catalog.get("binance"), BINANCE) as session:
            with pytest.raises(BadResponse):
                await session.fetch_balances(catalog.get("binance"))


class TestNonces:
    def nonces(self, kraken: RecordedVenue) -> list[int]:
        """Return the nonces in the order in which they arrived."""
        return [int(parse_qs(body)["nonce"][0]) for body in kraken.bodies]

    async def test_arrive_in_order_from_sessions_side_by_side(self, kraken, gateway, catalog):
        """Twenty sessions of one key send forty requests whose nonces only rise."""
        market = catalog.get("kraken")
        gateway._monotonic = iter(range(0, 10**9, 60)).__next__  # a minute between any two looks at the budget

        async def connect() -> None:
            async with gateway.session(market, KRAKEN) as session:
                await asyncio.gather(session.inspect(), session.fetch_balances(market))

        await asyncio.gather(*(connect() for _ in range(20)))
        nonces = self.nonces(kraken)
        assert len(nonces) == 40
        assert all(before < after for before, after in itertools.pairwise(nonces))

    async def test_a_refused_nonce_is_tried_once_more_with_a_greater_one(self, kraken, gateway, catalog):
        """Another program may have been a moment ahead."""
        kraken.answers["/0/private/BalanceEx"] = [{"error": ["EAPI:Invalid nonce"]}, BALANCES]
        async with gateway.session(catalog.get("kraken"), KRAKEN) as session:
            assert (await session.fetch_balances(catalog.get("kraken"))).holdings
        first, second = self.nonces(kraken)
        assert second > first

    async def test_no_lane_is_left_when_all_sessions_are_over(self, kraken, gateway, catalog):
        """A key that is not in use leaves no object behind."""
        async with gateway.session(catalog.get("kraken"), KRAKEN) as session:
            await session.inspect()
            assert len(gateway._venue("kraken").lanes) == 1
        del session
        gc.collect()
        assert len(gateway._venue("kraken").lanes) == 0


class TestTogether:
    async def test_independent_requests_are_under_way_at_once(self, venue, gateway, catalog):
        """OKX's four wallets are asked in one go: each answer waits until all four were asked."""
        row = {"ccy": "BTC", "bal": "1", "availBal": "1", "frozenBal": "0", "amt": "1"}
        paths = ("/api/v5/account/balance", "/api/v5/asset/balances", "/api/v5/finance/savings/balance")
        details = [{"ccy": "BTC", "eq": "1", "cashBal": "1", "availBal": "1", "frozenBal": "0", "liab": ""}]
        venue.answers |= {path: {"code": "0", "data": [row]} for path in paths[1:]}
        venue.answers[paths[0]] = {"code": "0", "data": [{"details": details}]}
        venue.answers["/api/v5/finance/staking-defi/orders-active"] = {"code": "0", "data": []}
        venue.hold_until = 4
        async with gateway.session(catalog.get("okex"), OKX) as session:
            balances = await session.fetch_balances(catalog.get("okex"))
        assert [holding.wallet for holding in balances.holdings] == ["trading", "funding", "earn"]


class TestAClockThatMayBeOff:
    async def ask(self, venue, gateway, catalog, *replies):
        """Ask for a key's rights at a venue with one word for everything that is wrong."""
        venue.answers["/api/v3/brokerage/time"] = {"epochMillis": "1795359891404"}
        venue.answers["/api/v3/brokerage/key_permissions"] = list(replies)
        async with gateway.session(catalog.get("coinbase_advanced"), COINBASE) as session:
            return await session.inspect()

    async def test_is_compared_before_the_key_is_judged(self, venue, gateway, catalog):
        """The word that also fits a wrong clock is not believed at once: the second token has the venue's time."""
        refused = web.Response(status=401, text="Unauthorized\n")
        report = await self.ask(venue, gateway, catalog, refused, {"can_view": True, "portfolio_uuid": "p"})
        assert report.exchange_uid == "p"
        token = venue.headers[-1]["Authorization"].split(".")[1]
        assert json_of(token)["nbf"] == 1795359891

    async def test_a_key_that_is_refused_again_is_refused(self, venue, gateway, catalog):
        """Twice, and no more."""
        with pytest.raises(AuthenticationError, match="does not say why"):
            await self.ask(venue, gateway, catalog, *[web.Response(status=401, text="Unauthorized\n") for _ in "12"])
        assert venue.asked("/api/v3/brokerage/key_permissions") == 2


def json_of(part):
    """Read a part of a token."""
    return msgspec.json.decode(base64.urlsafe_b64decode(part + "=="))


class TestPages:
    WALLETS = "/api/v3/brokerage/accounts"

    async def ask(self, venue, gateway, catalog, *pages):
        """Load wallets that come in pages."""
        venue.answers[self.WALLETS] = list(pages)
        market = catalog.get("coinbase_advanced")
        async with gateway.session(market, COINBASE) as session:
            return (await session.fetch_balances(market)).holdings

    def page(self, code, cursor=""):
        """Return a page with one wallet."""
        money = {"value": "1", "currency": code}
        wallet = {"currency": code, "available_balance": money, "hold": {**money, "value": "0"}}
        return {"accounts": [wallet], "has_next": bool(cursor), "cursor": cursor}

    async def test_none_is_asked_after_the_last(self, venue, gateway, catalog):
        """One page is one request."""
        holdings = await self.ask(venue, gateway, catalog, self.page("BTC"))
        assert ([held.currency for held in holdings], venue.asked(self.WALLETS)) == (["BTC"], 1)

    async def test_each_is_asked_for_with_the_cursor_of_the_one_before(self, venue, gateway, catalog):
        """Two pages are two requests."""
        holdings = await self.ask(venue, gateway, catalog, self.page("BTC", "a+1"), self.page("ETH"))
        assert [held.currency for held in holdings] == ["BTC", "ETH"]
        assert [query for _, query in venue.requests] == ["limit=250", "limit=250&cursor=a%2B1"]

    async def test_a_page_that_is_refused_refuses_the_whole(self, venue, gateway, catalog):
        """A part of the wallets is never shown for all."""
        with pytest.raises(ExchangeNotAvailable):
            await self.ask(venue, gateway, catalog, self.page("BTC", "a"), json({"error": "INTERNAL"}, 500))

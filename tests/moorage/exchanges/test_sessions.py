"""Conversations with a recorded venue over loopback."""

import asyncio
import base64
import gc
import itertools
from decimal import Decimal
from urllib.parse import parse_qs

import msgspec
import pytest
from aiohttp import web

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    InvalidNonce,
    IpNotAllowed,
    PermissionDenied,
    RateLimitExceeded,
)
from tests.makers import make_rule
from tests.moorage.exchanges.conftest import Hands
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, OKX, RecordedVenue, Reply, json

pytestmark = pytest.mark.anyio
RESTRICTIONS = "/sapi/v1/account/apiRestrictions"
ACCOUNT = "/api/v3/account"
FUNDING = "/sapi/v1/asset/get-funding-asset"
LOCKED = "/sapi/v1/simple-earn/locked/position"
CROSS, ISOLATED = "/sapi/v1/margin/account", "/sapi/v1/margin/isolated/account"
FUTURES = "/fapi/v3/account"
TRADER = {"enableReading": True, "enableSpotAndMarginTrading": True, "enableFutures": False, "enableWithdrawals": False}
SPOT = {"uid": 7, "balances": [{"asset": "BTC", "free": "1", "locked": "0"}]}
CONTRACT = {"walletBalance": "1", "initialMargin": "0", "availableBalance": "1", "unrealizedProfit": "0"}
CONTRACTS = {"assets": [CONTRACT | {"asset": "BTC"}]}
KEY_INFO = {"error": [], "result": {"permissions": ["query-funds"], "iban": "AA"}}
BALANCES = {"error": [], "result": {"XXBT": {"balance": "2", "hold_trade": "0"}}}


BYBIT = Credentials(api_key=Secret("Kq" * 9), secret=Secret("Sx" * 18))
COINBASE = Credentials(api_key=Secret("c0ffee00-" * 4), secret=Secret(base64.b64encode(b"s" * 32).decode()))


def lumped(_: web.Request) -> web.Response:
    """Refuse in Binance's words that fit three causes."""
    return json({"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}, 401)


def denied(_: web.Request) -> web.Response:
    """Deny in Binance's words."""
    return json({"code": -1002, "msg": "You are not authorized to execute this request."}, 401)


@pytest.fixture
def binance(venue: RecordedVenue) -> RecordedVenue:
    """Binance with a key that may trade on the spot market; the funding wallet is empty, nothing is locked."""
    venue.answers |= {RESTRICTIONS: TRADER, ACCOUNT: SPOT, FUNDING: b"[]", LOCKED: {"rows": [], "total": 0}}
    venue.answers |= {"/api/v3/time": {"serverTime": 0}}
    return venue


@pytest.fixture
def kraken(venue: RecordedVenue) -> RecordedVenue:
    """Kraken with a key that may read."""
    venue.answers |= {"/0/private/GetApiKeyInfo": KEY_INFO, "/0/private/BalanceEx": BALANCES}
    return venue


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


class TestPasteFaults:
    async def test_are_refused_before_any_request(self, venue, gateway, catalog):
        """A wrong paste costs the venue nothing."""
        broken = Credentials(api_key=Secret("a b"), secret=BINANCE.secret)
        with pytest.raises(AuthenticationError):
            gateway.session(catalog.get("binance"), broken)
        assert venue.requests == []


class TestLimits:
    async def test_nothing_is_sent_while_the_venue_asks_to_wait(self, binance, gateway, catalog, hands):
        """Retry-After holds for every account, and not one request goes out during it."""
        binance.answers[FUTURES] = lambda _: json({"code": -1003, "msg": "x"}, 429, **{"Retry-After": "30"})
        for _ in range(5):
            async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
                with pytest.raises(RateLimitExceeded) as caught:
                    await session.fetch_balances(catalog.get("binance_futures"))
                assert caught.value.retry_after == 30
        assert binance.asked(FUTURES) == 1
        hands.move(30)
        binance.answers[FUTURES] = CONTRACTS
        async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
            assert (await session.fetch_balances(catalog.get("binance_futures"))).holdings

    async def test_a_ban_silences_every_kind_of_request(self, binance, gateway, catalog):
        """418 is a ban of the address: what counts elsewhere is not sent either."""
        binance.answers[FUTURES] = lambda _: json({"code": -1003, "msg": "x"}, 418, **{"Retry-After": "120"})
        async with gateway.session(catalog.get("binance_futures"), BINANCE) as session:
            with pytest.raises(RateLimitExceeded):
                await session.fetch_balances(catalog.get("binance_futures"))
        async with gateway.session(catalog.get("binance_margin"), BINANCE) as session:
            with pytest.raises(RateLimitExceeded):
                await session.fetch_balances(catalog.get("binance_margin"))
        assert len(binance.requests) == 1

    async def test_an_outage_opens_the_breaker_and_one_probe_closes_it(self, binance, gateway, catalog, hands):
        """After five failures nothing is sent for thirty seconds, then one request tries."""
        market = catalog.get("binance_futures")

        async def load() -> None:
            async with gateway.session(market, BINANCE) as session:
                await session.fetch_balances(market)

        binance.answers[FUTURES] = lambda _: web.Response(status=502, text="<html>")
        for _ in range(9):
            with pytest.raises(ExchangeNotAvailable):
                await load()
            hands.move(1)
        assert binance.asked(FUTURES) == 5
        binance.answers[FUTURES] = CONTRACTS
        hands.move(30)
        await load()
        await load()
        assert binance.asked(FUTURES) == 7


class TestSparedWallets:
    """Wallets that need a right of their own."""

    TRADING = "/v5/account/wallet-balance"
    FUNDING = "/v5/asset/transfer/query-account-coins-balance"
    EARN = "/v5/earn/position"

    @pytest.fixture
    def bybit(self, venue: RecordedVenue) -> RecordedVenue:
        """An account whose key reads the trading wallet and nothing else."""
        coin = {"coin": "BTC", "walletBalance": "1", "equity": "1"}
        denied = {"retCode": 10005, "retMsg": "Permission denied, please check your API key permissions."}
        venue.answers |= {self.TRADING: {"retCode": 0, "result": {"list": [{"coin": [coin]}]}}}
        venue.answers |= {self.FUNDING: denied, self.EARN: denied}
        return venue

    async def wallets(self, gateway, catalog) -> list[str]:
        """Return the wallets of the holdings."""
        market = catalog.get("bybit_spot")
        async with gateway.session(market, BYBIT) as session:
            return [holding.wallet for holding in (await session.fetch_balances(market)).holdings]

    async def test_what_the_key_may_not_read_is_left_out(self, bybit, gateway, catalog):
        """The other wallets are loaded all the same."""
        assert await self.wallets(gateway, catalog) == ["trading"]

    async def test_the_balances_say_what_was_left_out(self, binance, gateway, catalog):
        """Each wallet once, also where it is read in several pages; the others count."""
        market = catalog.get("binance")
        binance.answers |= {FUNDING: denied, LOCKED: denied}
        async with gateway.session(market, BINANCE) as session:
            balances = await session.fetch_balances(market)
        assert [holding.wallet for holding in balances.holdings] == ["spot"]
        assert balances.unread == ("funding", "locked_earn")

    async def test_a_wallet_is_never_shown_in_part(self, binance, gateway, catalog):
        """Where there are more pages than are read, the pages that were read do not count either."""
        binance.answers[LOCKED] = {"rows": [{"asset": "ETH", "amount": "1"}], "total": 201}
        market = catalog.get("binance")
        async with gateway.session(market, BINANCE) as session:
            balances = await session.fetch_balances(market)
        assert [holding.wallet for holding in balances.holdings] == ["spot"]
        assert balances.unread == ("locked_earn",)

    async def test_a_wallet_that_was_never_opened_holds_nothing(self, binance, gateway, catalog):
        """Nothing is left out, and nothing is said."""
        market = catalog.get("binance_margin")
        binance.answers |= {CROSS: {"userAssets": []}}
        binance.answers |= {
            ISOLATED: lambda _: json({"code": -11001, "msg": "Isolated margin account does not exist."}, 400)
        }
        async with gateway.session(market, BINANCE) as session:
            balances = await session.fetch_balances(market)
        assert (balances.holdings, balances.unread) == ((), ())

    async def test_a_wallet_that_every_key_reads_is_never_left_out(self, bybit, gateway, catalog):
        """A key that may not read it is refused."""
        bybit.answers[self.TRADING] = bybit.answers[self.FUNDING]
        with pytest.raises(PermissionDenied):
            await self.wallets(gateway, catalog)

    async def test_a_refusal_that_nobody_knows_leaves_out_a_wallet_beside_others(self, bybit, gateway, catalog):
        """The account stays readable, and says what is missing."""
        market = catalog.get("bybit_spot")
        bybit.answers[self.FUNDING] = {"retCode": 131999, "retMsg": "Something of this account."}
        async with gateway.session(market, BYBIT) as session:
            balances = await session.fetch_balances(market)
        assert [holding.wallet for holding in balances.holdings] == ["trading"]
        assert balances.unread == ("funding", "earn")

    async def test_no_outage_spares(self, bybit, gateway, catalog):
        """What it hides is not counted as nothing."""
        bybit.answers[self.FUNDING] = {"retCode": 10016, "retMsg": "Server error."}
        with pytest.raises(ExchangeNotAvailable):
            await self.wallets(gateway, catalog)


class TestComplete:
    """Bounds that the venue tells only under a key."""

    BRACKETS = "/fapi/v1/leverageBracket"
    TOLD = (
        {"symbol": "ETHUSDT", "brackets": [{"bracket": 1, "initialLeverage": 75}]},
        {"symbol": "BTCUSDT", "brackets": [{"bracket": 1, "initialLeverage": 125}, {"bracket": 2}]},
    )

    async def completed(self, gateway, catalog, market: str, **given: str):
        """Return the rule of an instrument, completed."""
        async with gateway.session(catalog.get(market), BINANCE) as session:
            return await session.complete(catalog.get(market), make_rule(**given))

    async def test_adds_what_is_told_of_that_instrument(self, venue, gateway, catalog):
        """Beside the bounds that it has; the request is signed."""
        venue.answers[self.BRACKETS] = [json(list(self.TOLD))]
        rule = await self.completed(gateway, catalog, "binance_futures")
        assert rule == make_rule().bounded({"max_leverage": Decimal(125)})
        assert rule.limits.price_step == make_rule().limits.price_step
        (asked,) = venue.requests
        assert asked[0] == self.BRACKETS
        assert "signature=" in asked[1]

    async def test_an_instrument_that_is_not_told_keeps_what_it_has(self, venue, gateway, catalog):
        """Another one's bound is not its own."""
        venue.answers[self.BRACKETS] = [json(list(self.TOLD))]
        assert await self.completed(gateway, catalog, "binance_futures", base="LTC") == make_rule(base="LTC")

    async def test_a_market_without_such_bounds_is_asked_nothing(self, venue, gateway, catalog):
        """As spot has none."""
        assert await self.completed(gateway, catalog, "binance") == make_rule()
        assert venue.requests == []

    @pytest.mark.parametrize("told", [b"[1]", b"{", b'"none"'])
    async def test_an_answer_that_cannot_be_read_is_none(self, venue, gateway, catalog, told):
        """Rather than a rule without the bound."""
        venue.answers[self.BRACKETS] = [json(told)]
        with pytest.raises(BadResponse):
            await self.completed(gateway, catalog, "binance_futures")

    async def test_a_refused_key_is_said(self, venue, gateway, catalog):
        """As with any other question."""
        venue.answers |= {self.BRACKETS: lumped, RESTRICTIONS: TRADER}
        with pytest.raises(PermissionDenied):
            await self.completed(gateway, catalog, "binance_futures")


class TestRestingWallets:
    """Wallets that are heavy to ask for."""

    HELD = {"rows": [{"asset": "ETH", "amount": "4"}], "total": 1}  # noqa: RUF012

    async def load(self, gateway, catalog, earlier: Balances | None = None) -> Balances:
        """Load a spot account."""
        market = catalog.get("binance")
        async with gateway.session(market, BINANCE) as session:
            return await session.fetch_balances(market, earlier)

    async def test_stand_while_nothing_moves(self, binance, gateway, catalog, hands):
        """Locked earn weighs 150, so it is asked for once in four hours of an account that rests."""
        binance.answers[LOCKED] = self.HELD
        balances, began = await self.load(gateway, catalog), hands.at
        for _ in range(3):
            hands.move(3600)
            balances = await self.load(gateway, catalog, balances)
            assert (balances.as_of, balances.older) == (hands.at, {"locked_earn": began})
        assert [(holding.currency, holding.wallet) for holding in balances.holdings] == [
            ("BTC", "spot"),
            ("ETH", "locked_earn"),
        ]
        assert (binance.asked(LOCKED), binance.asked(ACCOUNT)) == (1, 4)
        hands.move(3600)
        assert (await self.load(gateway, catalog, balances)).older == {}
        assert binance.asked(LOCKED) == 2

    async def test_are_asked_for_when_something_moves(self, binance, gateway, catalog, hands):
        """What left the spot wallet is found where it went, in the same load; the rest is not asked for twice."""
        balances = await self.load(gateway, catalog)
        hands.move(60)
        binance.answers |= {LOCKED: self.HELD, ACCOUNT: {"uid": 7, "balances": []}}
        moved = await self.load(gateway, catalog, balances)
        assert [(holding.currency, holding.wallet) for holding in moved.holdings] == [("ETH", "locked_earn")]
        assert (moved.older, binance.asked(LOCKED), binance.asked(ACCOUNT)) == ({}, 2, 2)

    async def test_that_are_refused_do_not_rest(self, binance, gateway, catalog, hands):
        """They are asked for at the next load again, and are told as soon as the key may read them."""
        binance.answers[LOCKED] = denied
        balances = await self.load(gateway, catalog)
        assert (balances.unread, balances.told_at) == (("locked_earn",), ())
        hands.move(60)
        binance.answers[LOCKED] = self.HELD
        again = await self.load(gateway, catalog, balances)
        assert (again.unread, again.told_at) == ((), (("locked_earn", hands.at),))

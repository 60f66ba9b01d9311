"""Conversations with a recorded venue over loopback."""

import base64
from decimal import Decimal

import pytest
from aiohttp import web

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeNotAvailable,
    PermissionDenied,
    RateLimitExceeded,
    UnknownMarketApiError,
)
from tests.makers import NOW, make_holding, make_rule
from tests.moorage.exchanges.answers import (
    ACCOUNT,
    CONTRACTS,
    CROSS,
    FUNDING,
    FUTURES,
    ISOLATED,
    LOCKED,
    RESTRICTIONS,
    TRADER,
    denied,
    lumped,
)
from tests.moorage.exchanges.recorded import BINANCE, RecordedVenue, json

pytestmark = pytest.mark.anyio


BYBIT = Credentials(api_key=Secret("Kq" * 9), secret=Secret("Sx" * 18))
COINBASE = Credentials(api_key=Secret("c0ffee00-" * 4), secret=Secret(base64.b64encode(b"s" * 32).decode()))


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

    async def test_what_was_there_does_not_vanish_for_a_refusal_that_nobody_knows(self, bybit, gateway, catalog):
        """The load fails, and the numbers of the last one stay."""
        market = catalog.get("bybit_spot")
        bybit.answers[self.FUNDING] = {"retCode": 131999, "retMsg": "Something of this account."}
        earlier = Balances((make_holding("USDT", "5", "funding"),), NOW)
        async with gateway.session(market, BYBIT) as session:
            with pytest.raises(UnknownMarketApiError, match="131999"):
                await session.fetch_balances(market, earlier)

    async def test_what_was_there_is_left_out_for_want_of_a_right(self, bybit, gateway, catalog):
        """As the right was taken away."""
        market = catalog.get("bybit_spot")
        earlier = Balances((make_holding("USDT", "5", "funding"),), NOW)
        async with gateway.session(market, BYBIT) as session:
            balances = await session.fetch_balances(market, earlier)
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

"""End to end against the exchange sandbox: every seeded key, and every fault it can make, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from exchange_sandbox.faults.catalog import FAULTS
from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import ExchangeError, ExchangeOutage, KeyRefused
from moorage.domain.key_report import Permissions
from moorage.domain.market import Market
from moorage.domain.quotes import value
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.prices import PriceBooks

pytestmark = pytest.mark.anyio
VENUES = {"binance": "binance", "binance_us": "binance_us", "okx": "okex", "kraken": "kraken"}
MARKETS = (
    VENUES
    | {"mexc": "mexc", "htx": "huobi", "bitstamp": "bitstamp"}
    | {"kraken_futures": "kraken_futures", "crypto_com": "crypto_com"}
)
"""Venue -> a market of it; the faults, which cost seconds, are made at `VENUES` only."""
HARMLESS = {"latency", "clock_offset", "wrong_user", "informational_flood"}
"""Faults that leave a right answer; the others must be told as errors."""
SMALLER = {"informational_flood": {"value": 10_000}}
"""Floods that cost a busy machine more time than the deadline that is tested."""
DEADLINE = 1.0  # seconds for one request
NEVER = 30.0  # seconds after which an answer counts as none, on however slow a machine


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """The running sandbox, its world as new, refusing nothing for its number."""
    exchange_sandbox.reset()
    exchange_sandbox.enforce_rate_limits(enforced=False)
    return exchange_sandbox


@pytest.fixture
async def harbour(sandbox: SandboxClient, catalog: Catalog) -> AsyncIterator[Gateway]:
    """A gateway to the sandbox."""
    opened = Gateway(catalog, base_urls={"": sandbox.url}, egress_addresses=("198.51.100.9",), deadline=DEADLINE)
    yield opened
    await opened.close()


def credentials(key: SandboxKey) -> Credentials:
    passphrase = Secret(key.passphrase) if key.passphrase else None
    number = key.uid if key.venue == "bitstamp" else None
    return Credentials(
        api_key=Secret(key.api_key), secret=Secret(key.secret), passphrase=passphrase, customer_id=number
    )


async def refusal(gateway: Gateway, market: Market, given: Credentials) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        async with gateway.session(market, given) as session:
            await session.inspect()
    return caught.value


class TestInspect:
    @pytest.mark.parametrize(
        ("venue", "label", "trade", "withdraw"),
        [
            ("binance", "trader", True, False),
            ("binance", "read_only", False, False),
            ("binance", "ip_here", True, False),
            ("binance", "withdraw", True, True),
            ("binance_us", "trader", None, None),
            ("okx", "trader", True, False),
            ("okx", "read_only", False, False),
            ("okx", "withdraw", True, True),
            ("kraken", "trader", True, False),
            ("kraken", "read_only", False, False),
            ("kraken", "withdraw", True, True),
            ("mexc", "trader", True, False),
            ("mexc", "read_only", False, False),
            ("mexc", "withdraw", True, True),
            ("htx", "trader", True, False),
            ("htx", "read_only", False, False),
            ("htx", "withdraw", True, True),
            ("htx", "sub_account", None, None),
            ("kraken_futures", "trader", True, False),
            ("kraken_futures", "read_only", False, False),
            ("kraken_futures", "withdraw", True, True),
        ],
    )
    async def test_tells_the_rights_of_a_key(self, sandbox, harbour, catalog, venue, label, trade, withdraw):
        """The audit of a key is what the venue's permission endpoint says."""
        key = sandbox.key(venue, label)
        async with harbour.session(catalog.get(MARKETS[venue]), credentials(key)) as session:
            report = await session.inspect()
        assert (report.permissions.trade, report.permissions.withdraw) == (trade, withdraw)
        assert report.exchange_uid is not None
        assert report.exchange_uid.replace(" ", "") == key.uid

    @pytest.mark.parametrize("venue", ["mexc", "htx"])
    @pytest.mark.parametrize(("label", "days"), [("trader", 59), ("expiring", 9), ("ip_here", None)])
    async def test_tells_the_end_of_a_key_to_the_day(self, sandbox, harbour, catalog, venue, label, days):
        """MEXC and HTX tell whole days; a key with addresses has no end."""
        sandbox.move_clock(advance_ms=1_000)
        async with harbour.session(catalog.get(MARKETS[venue]), credentials(sandbox.key(venue, label))) as session:
            report = await session.inspect()
        left = report.expires_at and report.expires_at - datetime.now(UTC)
        assert (left and round(left / timedelta(days=1))) == days
        assert report.ip_restricted is (label == "ip_here")

    @pytest.mark.parametrize("label", ["trader", "read_only", "withdraw"])
    async def test_tells_no_more_than_it_knows(self, sandbox, harbour, catalog, label):
        """Bitstamp's keys may read, and everything else of them is unknown."""
        async with harbour.session(catalog.get("bitstamp"), credentials(sandbox.key("bitstamp", label))) as session:
            report = await session.inspect()
        assert report.permissions == Permissions(read=True)
        assert (report.ip_restricted, report.expires_at, report.exchange_uid) == (None, None, None)

    async def test_tells_a_sub_account(self, sandbox, harbour, catalog):
        """OKX names the main account of a sub-account."""
        key = sandbox.key("okx", "sub_account")
        async with harbour.session(catalog.get("okex"), credentials(key)) as session:
            report = await session.inspect()
        assert (report.is_subaccount, report.parent_uid) == (True, key.parent_uid)

    @pytest.mark.parametrize(("label", "told"), [("trader", False), ("sub_account", True)])
    async def test_tells_whether_a_key_of_binance_is_a_sub_accounts(self, sandbox, harbour, catalog, label, told):
        """By what only the one or the other is given."""
        async with harbour.session(catalog.get("binance"), credentials(sandbox.key("binance", label))) as session:
            assert (await session.inspect()).is_subaccount is told

    async def test_does_not_guess_from_refusals(self, sandbox, harbour, catalog):
        """A main account without sub-accounts may be refused the list: then it is unknown."""
        sandbox.plan_fault("refusal", venue="binance", path="/sapi/v1/sub-account/*", value="missing_permission_sapi")
        async with harbour.session(catalog.get("binance"), credentials(sandbox.key("binance", "trader"))) as session:
            assert (await session.inspect()).is_subaccount is None

    @pytest.mark.parametrize(
        ("venue", "label", "kind"),
        [
            ("binance", "ip_locked", "AuthenticationError"),
            ("binance", "revoked", "AuthenticationError"),
            ("binance", "missing_read", "PermissionDenied"),
            ("binance", "too_new", "AuthenticationError"),
            ("binance_us", "revoked", "AuthenticationError"),
            ("okx", "ip_locked", "IpNotAllowed"),
            ("okx", "revoked", "AuthenticationError"),
            ("okx", "expired", "AuthenticationError"),
            ("okx", "missing_read", "PermissionDenied"),
            ("okx", "demo", "WrongRegion"),
            ("kraken", "ip_locked", "IpNotAllowed"),
            ("kraken", "revoked", "AuthenticationError"),
            ("kraken", "expired", "AuthenticationError"),
            ("kraken", "missing_read", "PermissionDenied"),
            ("mexc", "ip_locked", "IpNotAllowed"),
            ("mexc", "revoked", "AuthenticationError"),
            ("mexc", "expired", "AuthenticationError"),
            ("mexc", "missing_read", "PermissionDenied"),
            ("htx", "ip_locked", "IpNotAllowed"),
            ("htx", "revoked", "AuthenticationError"),
            ("htx", "expired", "KeyExpired"),
            ("htx", "missing_read", "PermissionDenied"),
            ("bitstamp", "ip_locked", "IpNotAllowed"),
            ("bitstamp", "revoked", "AuthenticationError"),
            ("bitstamp", "missing_read", "PermissionDenied"),
            ("kraken_futures", "ip_locked", "AuthenticationError"),
            ("kraken_futures", "revoked", "AuthenticationError"),
            ("kraken_futures", "missing_read", "PermissionDenied"),
            ("crypto_com", "ip_locked", "IpNotAllowed"),
            ("crypto_com", "revoked", "AuthenticationError"),
        ],
    )
    async def test_tells_why_a_key_is_refused(self, sandbox, harbour, catalog, venue, label, kind):
        """Each reason that the venue tells has its class, and one sentence."""
        error = await refusal(harbour, catalog.get(MARKETS[venue]), credentials(sandbox.key(venue, label)))
        assert type(error).__name__ == kind
        assert error.description.endswith(".")

    @pytest.mark.parametrize(
        ("venue", "field"),
        [
            ("binance", "secret"),
            ("okx", "secret"),
            ("okx", "passphrase"),
            ("kraken", "secret"),
            ("mexc", "secret"),
            ("htx", "secret"),
            ("bitstamp", "secret"),
        ],
    )
    async def test_tells_which_part_of_a_key_is_wrong(self, sandbox, harbour, catalog, venue, field):
        """A right key with a wrong secret, or a wrong passphrase, names that field."""
        key = sandbox.key(venue, "trader")
        other = sandbox.key(venue, "read_only")
        wrong = "not it" if field == "passphrase" else getattr(other, field)
        given = credentials(key).merged(Credentials(**{field: Secret(wrong)}))
        error = await refusal(harbour, catalog.get(MARKETS[venue]), given)
        assert isinstance(error, KeyRefused)
        assert error.refused_field == field

    async def test_a_key_without_futures_is_told_so(self, sandbox, harbour, catalog):
        """Binance's lumped refusal of an account type means a missing right when the key is accepted otherwise."""
        key = sandbox.key("binance", "futures_less")
        market = catalog.get("binance_futures")
        async with harbour.session(market, credentials(key)) as session:
            assert (await session.inspect()).reach("binance_futures").available is False
            with pytest.raises(KeyRefused, match="futures") as caught:
                await session.fetch_balances(market)
        assert type(caught.value).__name__ == "PermissionDenied"


class TestFetchBalances:
    @pytest.mark.parametrize(
        ("venue", "code", "expected"),
        [
            ("binance", "binance", {("BTC", "spot"): "0.61234567", ("USDT", "earn"): "250"}),
            ("binance", "binance_margin", {("BTC", "margin"): "0.19998766", ("USDT", "margin"): "2299.51234568"}),
            ("binance_us", "binance_us", {("BTC", "spot"): "0.25", ("USD", "spot"): "1234.56"}),
            (
                "okx",
                "okex",
                {
                    ("BTC", "trading"): "0.462345678901234567",
                    ("USDT", "funding"): "500.5",
                    ("USDT", "earn"): "1000",
                    ("DRIFTWOOD", "funding"): "42",
                },
            ),
            ("kraken", "kraken", {("BTC", "spot"): "0.5321098765", ("BTC", "earn"): "0.05", ("ETH", "earn"): "0.75"}),
            (
                "kraken_futures",
                "kraken_futures",
                {
                    ("BTC", "holding"): "0.14142135",
                    ("BTC", "multi_collateral"): "0.27457513",
                    ("EUR", "multi_collateral"): "0.00000001",
                    ("BTC", "single_collateral"): "0.051",
                },
            ),
        ],
    )
    async def test_are_exact(self, sandbox, harbour, catalog, venue, code, expected):
        """What the seeded accounts own comes back to the last digit, in its wallet."""
        market = catalog.get(code)
        async with harbour.session(market, credentials(sandbox.key(venue, "trader"))) as session:
            balances = await session.fetch_balances(market)
        found = {(holding.currency, holding.wallet): holding.equity for holding in balances.holdings}
        assert {where: found[where] for where in expected} == {w: Decimal(text) for w, text in expected.items()}
        assert all(not holding.is_empty() for holding in balances.holdings)

    async def test_a_heavy_wallet_is_asked_for_when_a_coin_moves_into_it(self, sandbox, harbour, catalog):
        """Until then it stands as it was told; no load shows the coin in neither wallet, nor in both."""
        market, key = catalog.get("binance"), sandbox.key("binance", "trader")

        async def load(earlier: Balances | None) -> tuple[Balances, int]:
            sandbox.forget_requests()
            async with harbour.session(market, credentials(key)) as session:
                balances = await session.fetch_balances(market, earlier)
            asked = (told for told in sandbox.requests() if told.path.endswith("/simple-earn/locked/position"))
            return balances, sum(told.count for told in asked)

        first, _ = await load(None)
        again, asked = await load(first)
        assert (again.holdings, asked, list(again.older)) == (first.holdings, 0, ["locked_earn"])
        sandbox.set_balances(key, "spot", {"BTC": "0.5"})
        sandbox.set_balances(key, "earn_locked", {"BTC": "0.11234567"})
        moved, asked = await load(again)
        held = {holding.wallet: holding.total for holding in moved.holdings if holding.currency == "BTC"}
        assert (held["spot"], held["locked_earn"]) == (Decimal("0.5"), Decimal("0.11234567"))
        assert (asked, moved.older) == (1, {})

    async def test_credits_of_futures_are_told_and_have_no_price(self, sandbox, harbour, catalog):
        """An account of the European Economic Area owes credits, which are named as unpriced and not counted."""
        market, key = catalog.get("binance_futures_eea"), sandbox.key("binance", "credits")
        books = PriceBooks(harbour)
        async with harbour.session(market, credentials(key)) as session:
            holdings = (await session.fetch_balances(market)).holdings
        worth = value(holdings, await books.quotes(market))
        await books.close()
        told = {holding.currency: (holding.free, holding.total) for holding in holdings}
        assert told == {"BNFCR": (0, Decimal("-12.5")), "USDC": (1000, 1000), "BTC": (Decimal("0.03"), Decimal("0.03"))}
        assert worth.unpriced == ("BNFCR",)

    @pytest.mark.parametrize("venue", VENUES)
    async def test_are_valued_with_the_venues_own_prices(self, sandbox, harbour, catalog, venue):
        """Only what has no market anywhere is unpriced."""
        market = catalog.get(VENUES[venue])
        books = PriceBooks(harbour)
        async with harbour.session(market, credentials(sandbox.key(venue, "trader"))) as session:
            worth = value((await session.fetch_balances(market)).holdings, await books.quotes(market))
        await books.close()
        assert set(worth.unpriced) <= {"DRIFTWOOD"}
        assert worth.usd > worth.btc > 0


class TestFaults:
    """Forty and more ways in which an exchange can fail: always a documented error, never a hang, never a guess."""

    @pytest.mark.parametrize("fault", sorted(FAULTS))
    @pytest.mark.parametrize("venue", ["binance", "okx", "kraken"])
    async def test_ends_in_time_with_an_answer_or_a_known_error(self, sandbox, harbour, catalog, venue, fault):
        """Whatever breaks, the key is not judged unless the venue did, and the deadline holds."""
        sandbox.plan_fault(fault, venue, **SMALLER.get(fault, {}))
        market = catalog.get(VENUES[venue])
        async with (
            asyncio.timeout(NEVER),
            harbour.session(market, credentials(sandbox.key(venue, "trader"))) as session,
        ):
            found = await asyncio.gather(session.inspect(), session.fetch_balances(market), return_exceptions=True)
        kind = KeyRefused if fault == "key_revoked" else ExchangeOutage
        errors = [one for one in found if isinstance(one, BaseException)]
        assert all(isinstance(error, kind) for error in errors), errors
        if fault not in HARMLESS:
            assert isinstance(found[1], kind)

    @pytest.mark.parametrize("venue", ["binance", "okx", "crypto_com"])
    @pytest.mark.parametrize("offset", [-86_400_000, -60_000, 60_000, 3_600_000])
    async def test_connects_although_the_clocks_differ(self, sandbox, harbour, catalog, venue, offset):
        """The venue's clock is learned, and the request sent once more."""
        sandbox.plan_fault("clock_offset", venue, value=offset)
        async with harbour.session(catalog.get(MARKETS[venue]), credentials(sandbox.key(venue, "trader"))) as session:
            assert (await session.inspect()).permissions.read

    @pytest.mark.parametrize("venue", ["binance", "binance_us", "okx", "kraken", "kraken_futures", "crypto_com"])
    async def test_every_refusal_that_the_sandbox_knows_is_understood(self, sandbox, harbour, catalog, venue):
        """No documented refusal of a venue ends as an unknown error."""
        market, given = catalog.get(MARKETS[venue]), credentials(sandbox.key(venue, "trader"))
        for name in sandbox.refusals(venue):
            sandbox.clear_faults()
            sandbox.plan_fault("refusal", venue, value=name)
            opened = Gateway(catalog, base_urls={"": sandbox.url}, deadline=DEADLINE)
            error = await refusal(opened, market, given)
            await opened.close()
            assert isinstance(error, KeyRefused | ExchangeOutage), (name, error)

    async def test_a_budget_holds_against_the_venues_own_count(self, sandbox, harbour, catalog):
        """However many accounts ask at once, the sandbox that counts and bans never has to.

        Locked earn weighs 150 of 12000 in a minute, of which half may be used at once.
        """
        sandbox.enforce_rate_limits(enforced=True)
        market = catalog.get("binance")
        keys = sandbox.mint_keys("binance", 200)

        async def load(key: SandboxKey) -> str:
            try:
                async with harbour.session(market, credentials(key)) as session:
                    await session.fetch_balances(market)
            except ExchangeError as error:
                return type(error).__name__
            return "loaded"

        outcomes = await asyncio.gather(*(load(key) for key in keys))
        assert set(outcomes) <= {"loaded", "RateLimitExceeded"}
        assert outcomes.count("loaded") >= 40
        assert all(request.status == 200 for request in sandbox.requests())

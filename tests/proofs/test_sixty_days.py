"""Sixty days of prices, trades, deposits and withdrawals: chart and profits equal a slow reference in fractions."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from moorage.domain.access import User
from moorage.domain.account import Account, NewAccount
from moorage.domain.balance_chart import ChartPoint
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.profit import Gain
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.sharing import Sharing
from moorage.prices import PriceBooks
from moorage.services.accounts import AccountService
from moorage.services.balance_chart import BalanceChartService
from moorage.services.balances import BalanceService
from moorage.services.checking import KeyCheck
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.storage.database import Database
from moorage.storage.store import SqlStore
from tests.fakes import FakeVault
from tests.makers import make_caller
from tests.stores import add_user, mac

pytestmark = pytest.mark.anyio

DAYS: Final = 60
EVERY: Final = timedelta(hours=4)
HOUR: Final = timedelta(hours=1)
START: Final = datetime(2026, 11, 22, tzinfo=UTC)
WALLET: Final = "spot"
TELL_DOLLARS: Final = ("kraken",)
"""Venues that tell of dollars from a bank; the others say that they do not."""
ASIDE: Final = {"binance_us": ("earn",)}
"""Wallets of the account type that stay empty."""
ACCURACY: Final = Fraction(1, 10**40)  # the product divides to 60 digits where a fraction is exact


class Time:
    """One clock for the product and the exchange."""

    def __init__(self, sandbox: SandboxClient) -> None:
        """Begin at `START`."""
        self._sandbox = sandbox
        self.now = START
        sandbox.move_clock(freeze_at_ms=int(START.timestamp() * 1000))

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def monotonic(self) -> float:
        """Tell seconds that only grow."""
        return (self.now - START).total_seconds()

    def pass_by(self, by: timedelta) -> None:
        """Move on."""
        self.now += by
        self._sandbox.move_clock(advance_ms=by // timedelta(milliseconds=1))


@dataclass
class Reference:
    """The account as anybody could work it out: what is held, the price, and what was moved, in fractions."""

    coins: Fraction
    dollars: Fraction
    price: Fraction
    moved: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    """Coins and dollars put in since the last load; negative when taken out."""
    at: list[datetime] = field(default_factory=list)
    values: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    nets: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    put_in: list[tuple[Fraction, Fraction]] = field(default_factory=list)

    def load(self, at: datetime) -> None:
        """Write down what a load has to find: value, and flows at the prices of now, in BTC and USD."""
        net, put_in = (self.nets[-1], self.put_in[-1]) if self.nets else ((Fraction(0),) * 2, (Fraction(0),) * 2)
        for coins, dollars in self.moved:
            btc, usd = self._worth(coins, dollars)
            net = (net[0] + btc, net[1] + usd)
            put_in = (put_in[0] + max(btc, Fraction(0)), put_in[1] + max(usd, Fraction(0)))
        self.moved = []
        self.at.append(at)
        self.values.append(self._worth(self.coins, self.dollars))
        self.nets.append(net)
        self.put_in.append(put_in)

    def gain(self, age: timedelta | None) -> tuple[list[Fraction], list[Fraction], datetime]:
        """Return profit and base in BTC and USD from the newest load that is so old, and when that was."""
        wanted = self.at[0] if age is None else self.at[-1] - age
        begin = max((number for number, at in enumerate(self.at) if at <= wanted), default=0)
        both = range(2)
        profit = [self.values[-1][n] - self.values[begin][n] - (self.nets[-1][n] - self.nets[begin][n]) for n in both]
        base = [self.values[begin][n] + self.put_in[-1][n] - self.put_in[begin][n] for n in both]
        return profit, base, self.at[begin]

    def _worth(self, coins: Fraction, dollars: Fraction) -> tuple[Fraction, Fraction]:
        return coins + dollars / self.price, coins * self.price + dollars


@dataclass
class Harbour:
    """The product's use cases over a real exchange, a real database and one clock."""

    time: Time
    sandbox: SandboxClient
    key: SandboxKey
    accounts: AccountService
    balances: BalanceService
    charts: BalanceChartService
    user: User
    reference: Reference

    async def connect(self, code: str) -> Account:
        """Connect the account."""
        credentials = Credentials(api_key=Secret(self.key.api_key), secret=Secret(self.key.secret))
        wish = NewAccount(market_code=code, name="Sixty days", credentials=credentials)
        account = await self.accounts.connect(make_caller(self.user), wish)
        self.reference.load(self.time())
        return account

    async def load(self, account: Account) -> Account:
        """Load it again."""
        loaded = await self.balances.load(make_caller(self.user), account.id)
        self.reference.load(self.time())
        return loaded

    def hold(self) -> None:
        """Let the exchange hold what the reference says, as after a trade."""
        for wallet in ASIDE.get(self.key.venue, ()):
            self.sandbox.set_balances(self.key, wallet, {})
        held = {"BTC": self.reference.coins, "USD": self.reference.dollars}
        self.sandbox.set_balances(self.key, WALLET, {own(self.key, name): digits(held[name]) for name in held})

    def price(self, usd: Fraction) -> None:
        """Fix the price of a bitcoin."""
        self.reference.price = usd
        self.sandbox.set_prices({"BTC": digits(usd)})

    def move(self, kind: str, asset: str, amount: Fraction) -> None:
        """Deposit or withdraw."""
        self.sandbox.make_transfer(self.key, kind, asset, digits(amount))
        signed = amount if kind == "deposit" else -amount
        if asset == "BTC":
            self.reference.coins += signed
            self.reference.moved.append((signed, Fraction(0)))
        else:
            self.reference.dollars += signed
            self.reference.moved.append((Fraction(0), signed))


def own(key: SandboxKey, name: str) -> str:
    """Return the venue's own name of a currency in its wallets."""
    return {"BTC": "XXBT", "USD": "ZUSD"}[name] if key.venue == "kraken" else name


def digits(amount: Fraction) -> str:
    """Return an amount of at most eight decimals."""
    assert (amount * 10**8).denominator == 1
    return f"{int(amount * 10**8) // 10**8}.{int(amount * 10**8) % 10**8:08}"


@pytest.fixture(params=["kraken", "binance_us"])
async def harbour(request: pytest.FixtureRequest, sandbox: SandboxClient, tmp_path: Path) -> AsyncIterator[Harbour]:
    """An account with one bitcoin and 1,000 dollars that nobody touched yet."""
    time, catalog = Time(sandbox), Catalog.load()
    base_urls = {"": sandbox.url}
    gateway = Gateway(
        catalog, base_urls=base_urls, clock=time, monotonic=time.monotonic, sharing=Sharing(of_limits=1000)
    )
    database = await Database.open(tmp_path / "moorage.sqlite3")
    await database.migrate()
    store, policy, vault = SqlStore(database, mac=mac), Policy(), FakeVault()
    prices = PriceBooks(_Tickers(gateway), monotonic=time.monotonic)
    loader = Loader(store=store, vault=vault, markets=catalog, prices=prices, policy=policy, clock=time)
    built = Harbour(
        time=time,
        sandbox=sandbox,
        key=sandbox.key(request.param, "trader"),
        accounts=AccountService(
            store=store,
            vault=vault,
            markets=catalog,
            check=KeyCheck(exchanges=gateway, loader=loader, policy=policy),
            loader=loader,
            policy=policy,
            clock=time,
        ),
        balances=BalanceService(
            store=store, markets=catalog, exchanges=gateway, loader=loader, policy=policy, clock=time
        ),
        charts=BalanceChartService(store=store, markets=catalog, clock=time),
        user=await add_user(store),
        reference=Reference(Fraction(1), Fraction(1000), Fraction(60000)),
    )
    yield built
    await built.balances.close()
    await prices.close()
    await gateway.close()
    await database.close()
    sandbox.reset()


async def sixty_days(harbour: Harbour, code: str, chance: random.Random) -> Account:
    """Let prices move, coins come and go, and trades happen, and load every four hours."""
    harbour.hold()
    harbour.price(Fraction(60000))
    account = await harbour.connect(code)
    for _ in range(DAYS * 24 * HOUR // EVERY):
        harbour.time.pass_by(HOUR)
        await asyncio.to_thread(_happen, harbour, chance)
        harbour.time.pass_by(EVERY - HOUR)
        harbour.price(Fraction(chance.randint(400_000, 900_000), 10))
        account = await harbour.load(account)
    return account


def _happen(harbour: Harbour, chance: random.Random) -> None:
    """Do what an owner does on an ordinary day, if anything."""
    held, what = harbour.reference, chance.random()
    if what < 0.1:
        harbour.move("deposit", "BTC", Fraction(chance.randint(1, 50_000_000), 10**8))
    elif what < 0.15 and harbour.key.venue in TELL_DOLLARS:
        harbour.move("deposit", "USD", Fraction(chance.randint(100, 500_000), 100))
    elif what < 0.25:
        harbour.move("withdrawal", "BTC", _part(held.coins, chance.randint(1, 50)))
    elif what < 0.5:
        sold = _part(held.coins, chance.randint(1, 30))
        earned = _part(sold * held.price, Fraction(999, 10))
        held.coins, held.dollars = held.coins - sold, held.dollars + earned
        harbour.hold()
    elif what < 0.75:
        paid = _part(held.dollars, chance.randint(1, 60))
        bought = _part(paid / held.price, Fraction(999, 10))
        held.coins, held.dollars = held.coins + bought, held.dollars - paid
        harbour.hold()


def _part(amount: Fraction, per_cent: int | Fraction) -> Fraction:
    """Return a part of an amount, cut to eight decimals."""
    return Fraction(int(amount * 10**8 * per_cent / 100), 10**8)


class _Tickers:
    """The gateway's own prices, without other venues in between."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.ticker_kind = gateway.ticker_kind
        self.fetch_prices = gateway.fetch_prices

    def references(self) -> tuple[()]:
        return ()


def assert_close(told: list[Fraction], right: list[Fraction]) -> None:
    """Compare to forty decimals."""
    assert all(abs(one - other) < ACCURACY for one, other in zip(told, right, strict=True)), (told, right)


class TestSixtyDays:
    async def test_chart_and_profits_equal_the_reference(self, harbour: Harbour):
        """Every load's profits, and every point of the chart, to forty decimals."""
        account = await sixty_days(harbour, harbour.key.venue, random.Random(60))
        assert (account.history.missing is None) is (harbour.key.venue in TELL_DOLLARS)
        reference, profit = harbour.reference, account.history.profit
        for told, age in ((profit.day, 24 * HOUR), (profit.month, 30 * 24 * HOUR), (profit.total, None)):
            assert isinstance(told, Gain)
            gained, base, since = reference.gain(age)
            assert told.since == since
            assert_close([Fraction(told.profit.btc), Fraction(told.profit.usd)], gained)
            assert_close([Fraction(told.base.btc), Fraction(told.base.usd)], base)
        await self._compare_chart(harbour, account)

    async def _compare_chart(self, harbour: Harbour, account: Account) -> None:
        caller, reference = make_caller(harbour.user), harbour.reference
        points = await harbour.charts.account(caller, account.id, START, None)
        together = await harbour.charts.summary(caller, START, None)
        right = dict(zip(reference.at, zip(reference.values, reference.nets, strict=True), strict=True))
        assert {point.at for point in points} <= set(right)
        assert len(points) == len(reference.at)
        before = (Fraction(0), Fraction(0))
        for point in points:
            value, net = right[point.at]
            assert_close(_figures(point), [*value, net[0] - before[0], net[1] - before[1]])
            before = net
        assert [point.at for point in together] == [point.at for point in points]
        for point, alone in zip(together, points, strict=True):
            assert_close(_figures(point)[:2], _figures(alone)[:2])


def _figures(point: ChartPoint) -> list[Fraction]:
    return [Fraction(n) for n in (point.value.btc, point.value.usd, point.moved.btc, point.moved.usd)]

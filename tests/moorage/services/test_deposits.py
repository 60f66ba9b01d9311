from collections.abc import Sequence
from decimal import Decimal

import pytest

from moorage.domain.account import Account
from moorage.domain.deposit import CurrencyNetworks, DepositAddress, Network, Purpose
from moorage.domain.errors import Forbidden, NotFound
from moorage.domain.exchange_errors import PermissionDenied
from tests.makers import make_balances, make_caller, make_holding, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
TRON = Network(code="TRX", title="Tron", takes_deposits=True)
TON = Network(code="TON", title="TON", sends_withdrawals=True)


class Counter:
    """A deposit desk that knows one currency."""

    async def networks(self, currency: str | None) -> Sequence[CurrencyNetworks]:
        """Tell two networks."""
        return [CurrencyNetworks(currency=currency or "USDT", name="Tether", networks=[TRON, TON])]

    async def address(self, currency: str, network: str) -> DepositAddress:
        """Tell an address, but for one network."""
        if network == "denied":
            raise PermissionDenied
        return DepositAddress(f"{currency} on {network}", "7")


async def connected(desk: Desk) -> Account:
    """Return an account at a venue that tells of deposits."""
    desk.exchanges.desks["binance"] = Counter()
    return await desk.accounts.connect(CALLER, new())


class TestNetworks:
    @pytest.mark.parametrize(
        ("purpose", "networks"), [(None, [TRON, TON]), (Purpose.DEPOSIT, [TRON]), (Purpose.WITHDRAW, [TON])]
    )
    async def test_are_those_that_serve_the_purpose(
        self, desk: Desk, purpose: Purpose | None, networks: list[Network]
    ) -> None:
        """All of them where none is named."""
        account = await connected(desk)
        (told,) = await desk.deposits.networks(CALLER, account.id, "USDT", purpose)
        assert (told.currency, told.networks) == ("USDT", networks)

    async def test_are_not_told_where_the_venue_tells_none(self, desk: Desk) -> None:
        """The account type takes no deposits."""
        account = await desk.accounts.connect(CALLER, new())
        with pytest.raises(Forbidden):
            await desk.deposits.networks(CALLER, account.id, None, None)

    async def test_of_other_peoples_accounts_are_not_there(self, desk: Desk) -> None:
        """As every account of theirs."""
        account = await connected(desk)
        with pytest.raises(NotFound):
            await desk.deposits.networks(make_caller(make_user(2, "bob")), account.id, None, None)


class TestPlace:
    async def test_tells_what_the_account_holds(self, desk: Desk) -> None:
        """Of that currency, in all wallets of the account type."""
        account = await connected(desk)
        bound = make_holding("USDT", "5", "funding")._replace(free=Decimal(2), used=Decimal(3))
        desk.exchanges.balances["binance"] = make_balances(make_holding("USDT", "1.5"), bound, make_holding("BTC", "9"))
        place = await desk.deposits.place(CALLER, account.id, "usdt", "TRX")
        assert place.target == DepositAddress("usdt on TRX", "7")
        assert (place.free, place.used, place.total) == (Decimal("3.5"), Decimal(3), Decimal("6.5"))

    async def test_a_missing_right_says_nothing_else_of_the_key(self, desk: Desk) -> None:
        """The account is not locked by it."""
        account = await connected(desk)
        with pytest.raises(PermissionDenied):
            await desk.deposits.place(CALLER, account.id, "USDT", "denied")
        assert not (await desk.portfolio.show(CALLER, account.id)).key.is_locked

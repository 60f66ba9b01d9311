import pytest

from moorage.domain.account import Account
from moorage.domain.errors import Forbidden, NotFound
from moorage.domain.exchange_errors import PermissionDenied
from tests.makers import make_caller, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()


@pytest.fixture
async def account(desk: Desk) -> Account:
    """Return a connected account."""
    return await desk.accounts.connect(CALLER, new())


class TestCountOpenOrders:
    async def test_asks_the_exchange(self, desk: Desk, account: Account) -> None:
        """Under the account's own key, and closes the conversation."""
        desk.exchanges.orders["binance"] = 3
        desk.exchanges.calls.clear()
        assert await desk.activity.count_open_orders(CALLER, account.id) == 3
        assert desk.exchanges.calls == ["open binance", "orders binance", "close binance"]

    async def test_a_missing_right_changes_nothing_of_the_account(self, desk: Desk, account: Account) -> None:
        """It is told, and the key is not locked for it."""
        desk.exchanges.orders["binance"] = PermissionDenied()
        with pytest.raises(PermissionDenied):
            await desk.activity.count_open_orders(CALLER, account.id)
        assert desk.store.accounts == [account]

    async def test_what_cannot_be_counted_is_not_zero(self, desk: Desk, account: Account) -> None:
        """The venue does not tell."""
        desk.exchanges.orders["binance"] = None
        with pytest.raises(Forbidden):
            await desk.activity.count_open_orders(CALLER, account.id)

    async def test_only_of_ones_own_accounts(self, desk: Desk, account: Account) -> None:
        """Another user's are not there."""
        with pytest.raises(NotFound):
            await desk.activity.count_open_orders(make_caller(make_user(id=2)), account.id)

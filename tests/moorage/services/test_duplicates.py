import pytest

from moorage.domain.account import KeyState
from moorage.domain.errors import AlreadyConnected
from moorage.services.duplicates import require_new_exchange_account, require_new_key
from tests.fakes import FakeMarkets, FakeStore
from tests.makers import make_account

pytestmark = pytest.mark.anyio
SPOT, MARGIN, FUTURES = (FakeMarkets().get(code) for code in ("binance", "binance_margin", "binance_futures"))


@pytest.fixture
async def store() -> FakeStore:
    """Return a store with a margin account of user 1, fingerprint `fp`, exchange uid `77`."""
    made = FakeStore()
    account = make_account(market_code="binance_margin", key=KeyState(exchange_uid="77"))
    await made.write(lambda tx: tx.accounts.add(account, b"fp", {}))
    return made


class TestRequireNewKey:
    async def test_a_connected_key_is_told_with_its_account(self, store: FakeStore) -> None:
        """Whichever of the wanted types holds it."""
        with pytest.raises(AlreadyConnected) as caught:
            await require_new_key(store, 1, [SPOT, MARGIN], b"fp")
        assert caught.value.extension == {"account_id": store.accounts[0].id}

    async def test_another_key_type_or_user_is_new(self, store: FakeStore) -> None:
        """So is an account without a key."""
        await require_new_key(store, 1, [SPOT, MARGIN], b"other")
        await require_new_key(store, 1, [SPOT, FUTURES], b"fp")
        await require_new_key(store, 2, [MARGIN], b"fp")
        await require_new_key(store, 1, [MARGIN], None)


class TestRequireNewExchangeAccount:
    async def test_the_same_exchange_account_is_told(self, store: FakeStore) -> None:
        """Under whatever key."""
        with pytest.raises(AlreadyConnected) as caught:
            await require_new_exchange_account(store, 1, [SPOT, MARGIN], "77")
        assert caught.value.extension == {"account_id": store.accounts[0].id}

    async def test_another_account_type_or_user_is_new(self, store: FakeStore) -> None:
        """So is one whose venue does not tell."""
        await require_new_exchange_account(store, 1, [MARGIN], "78")
        await require_new_exchange_account(store, 1, [SPOT], "77")
        await require_new_exchange_account(store, 2, [MARGIN], "77")
        await require_new_exchange_account(store, 1, [MARGIN], None)

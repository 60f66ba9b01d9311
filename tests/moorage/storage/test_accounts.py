import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from moorage.domain.account import Account, KeyState, Worth
from moorage.domain.errors import AlreadyConnected, NotFound, RecordInvalid
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.valuation import Valuation
from moorage.services.ports import SealedField
from moorage.storage.store import SqlStore
from moorage.storage.tables import HIGHEST_ID
from tests.makers import NOW, make_account, make_balances, make_holding
from tests.moorage.storage.strategies import accounts
from tests.stores import SEALED, add_account, add_user

pytestmark = pytest.mark.anyio

IMPOSSIBLE_IDS = [0, -1, HIGHEST_ID + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30]
KEY = b"k" * 32
FULL = {
    "market_code": "okex",
    "name": "Ünïcode \N{ANCHOR}",
    "customer_id": "c",
    "subaccount_name": "s",
    "address": "0xabc",
    "include_in_summary": False,
    "key": KeyState(
        state=ApiKeysState.INVALID,
        lock_reason="invalid_api_key",
        lock_description="The exchange does not know this API key.",
        permissions=Permissions(read=True, trade=False, withdraw=None),
        ip_restricted=True,
        expires_at=NOW,
        exchange_uid="uid",
        parent_uid="parent",
    ),
    "worth": Worth(
        balances=make_balances(make_holding("BTC", "0.100000000000000000000000000001")),
        valuation=Valuation(
            btc=Decimal("1.10"), usd=Decimal("-1E-20"), unpriced=("X",), assumed=("1 USDT = 1 USD",), priced_at=NOW
        ),
        stale_reason="slow",
    ),
    "credentials_version": 3,
}


class TestAdd:
    async def test_an_account_gets_an_id_and_keeps_the_rest(self, store: SqlStore):
        """The stored account is the given one with an id."""
        user = await add_user(store)
        account = make_account(user_id=user.id, **FULL)
        stored = await store.write(lambda tx: tx.accounts.add(account, KEY, SEALED))
        assert stored.id > 0
        assert stored == replace(account, id=stored.id)
        assert await store.read(lambda tx: tx.accounts.get(user.id, stored.id)) == stored

    async def test_any_account_round_trips(self, store: SqlStore):
        """Whatever the fields hold, a read gives the account that was added, then the one that was saved."""
        user = await add_user(store)

        @given(accounts(user.id), accounts(user.id))
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        async def round_trip(account: Account, changed: Account):
            stored = await store.write(lambda tx: tx.accounts.add(account, None, SEALED))
            assert stored == replace(account, id=stored.id)
            assert (await store.read(lambda tx: tx.accounts.list(user.id)))[-1] == stored
            same = {name: getattr(stored, name) for name in ("id", "vault_id", "market_code", "created_at")}
            saved = replace(changed, **same)
            await store.write(lambda tx: tx.accounts.save(saved))
            read = await store.read(lambda tx: tx.accounts.get(user.id, stored.id))
            assert read == saved
            assert read.worth.valuation.btc.normalize() == saved.worth.valuation.btc.normalize()
            assert (await store.read(lambda tx: tx.accounts.list(user.id)))[-1] == saved

        await _drive(round_trip)

    async def test_instants_are_returned_as_stored(self, store: SqlStore):
        """What is finer than a millisecond is gone at once, not only after a restart."""
        user = await add_user(store)
        stored = await add_account(store, user_id=user.id, created_at=NOW.replace(microsecond=1999))
        assert stored.created_at == NOW.replace(microsecond=1000)

    async def test_an_id_is_never_given_twice(self, store: SqlStore):
        """After a removal the next account gets a new id."""
        user = await add_user(store)
        ids = []
        for _ in range(20):
            account = await add_account(store, user_id=user.id)
            ids.append(account.id)
            await store.write(lambda tx, account=account: tx.accounts.remove(user.id, account.id))
        assert ids == sorted(set(ids))

    @pytest.mark.parametrize("same", ["fingerprint", "exchange_uid"])
    async def test_the_same_key_or_exchange_account_is_refused(self, store: SqlStore, same: str):
        """One user connects a key, and an exchange account, once per account type."""
        user = await add_user(store)
        key = KeyState(exchange_uid="uid" if same == "exchange_uid" else None)
        prints = (KEY, KEY) if same == "fingerprint" else (KEY, None)
        await add_account(store, prints[0], user_id=user.id, key=key)
        with pytest.raises(AlreadyConnected):
            await add_account(store, prints[1], user_id=user.id, key=key)
        await add_account(store, prints[1], user_id=user.id, key=key, market_code="binance_futures")
        other = await add_user(store, "bob")
        await add_account(store, prints[1], user_id=other.id, key=key)

    async def test_accounts_without_a_key_do_not_collide(self, store: SqlStore):
        """Accounts that have no fingerprint and no exchange uid are all different."""
        user = await add_user(store)
        for _ in range(2):
            await store.write(lambda tx: tx.accounts.add(make_account(user_id=user.id), None, {}))
        assert len(await store.read(lambda tx: tx.accounts.list(user.id))) == 2

    async def test_a_thousand_identical_adds_make_one_account(self, store: SqlStore):
        """One of a thousand at once is stored, the others are told so."""
        user = await add_user(store)
        adds = [add_account(store, KEY, user_id=user.id) for _ in range(1000)]
        outcomes = await asyncio.gather(*adds, return_exceptions=True)
        assert sum(isinstance(outcome, Account) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, AlreadyConnected) for outcome in outcomes) == 999
        assert len(await store.read(lambda tx: tx.accounts.list(user.id))) == 1

    async def test_several_accounts_are_stored_all_or_none(self, store: SqlStore):
        """When the last of three is refused, none is kept."""
        user = await add_user(store)
        await add_account(store, KEY, user_id=user.id, market_code="kraken")
        drafts = [make_account(user_id=user.id, market_code=code) for code in ("binance", "okex", "kraken")]

        async def work(tx) -> None:
            for draft in drafts:
                await tx.accounts.add(draft, KEY, SEALED)

        with pytest.raises(AlreadyConnected):
            await store.write(work)
        assert [row.market_code for row in await store.read(lambda tx: tx.accounts.list(user.id))] == ["kraken"]
        assert len(await store.read(lambda tx: tx.sealed_rows.batch(None, 10))) == 2

    async def test_text_that_cannot_be_stored_is_refused_alike(self, store: SqlStore):
        """A NUL is refused on both engines, naming the field."""
        user = await add_user(store)
        with pytest.raises(RecordInvalid) as refused:
            await add_account(store, user_id=user.id, name="a\0b")
        assert list(refused.value.attributes) == ["name"]


class TestFind:
    async def test_by_fingerprint(self, store: SqlStore):
        """A key is found by its fingerprint, user and type."""
        user = await add_user(store)
        account = await add_account(store, KEY, user_id=user.id)
        find = lambda *given: store.read(lambda tx: tx.accounts.find_by_fingerprint(*given))  # noqa: E731
        assert await find(user.id, "binance", KEY) == account.id
        assert await find(user.id, "kraken", KEY) is None
        assert await find(user.id, "binance", b"x" * 32) is None
        assert await find(user.id + 1, "binance", KEY) is None

    async def test_by_exchange_uid(self, store: SqlStore):
        """An exchange account is found by its uid, user and type."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id, key=KeyState(exchange_uid="7"))
        find = lambda *given: store.read(lambda tx: tx.accounts.find_by_exchange_uid(*given))  # noqa: E731
        assert await find(user.id, "binance", "7") == account.id
        assert await find(user.id, "kraken", "7") is None
        assert await find(user.id + 1, "binance", "7") is None

    async def test_connected_types(self, store: SqlStore):
        """The types of a key are the user's own."""
        user, other = await add_user(store), await add_user(store, "bob")
        for code in ("binance", "binance_margin"):
            await add_account(store, KEY, user_id=user.id, market_code=code)
        await add_account(store, KEY, user_id=other.id, market_code="binance_futures")
        found = await store.read(lambda tx: tx.accounts.connected_types(user.id, KEY))
        assert found == {"binance", "binance_margin"}


class TestGet:
    @pytest.mark.parametrize("method", ["get", "lock", "sealed", "remove"])
    async def test_foreign_removed_and_unknown_are_alike(self, store: SqlStore, method: str):
        """Nobody learns whether an id exists that is not theirs."""
        user, other = await add_user(store), await add_user(store, "bob")
        kept, gone = await add_account(store, user_id=user.id), await add_account(store, user_id=other.id)
        await store.write(lambda tx: tx.accounts.remove(other.id, gone.id))
        for account_id in [kept.id, gone.id, gone.id + 1, *IMPOSSIBLE_IDS]:
            with pytest.raises(NotFound) as refused:
                await store.write(lambda tx, account_id=account_id: getattr(tx.accounts, method)(other.id, account_id))
            assert refused.value.description == "Not Found"
        assert await store.read(lambda tx: tx.accounts.get(user.id, kept.id)) == kept


class TestList:
    async def test_pages_follow_the_ids(self, store: SqlStore):
        """Accounts come oldest first, a page at a time, and none past the end."""
        user = await add_user(store)
        added = [await add_account(store, user_id=user.id, name=f"Account {n}") for n in range(5)]
        page = lambda **given: store.read(lambda tx: tx.accounts.list(user.id, **given))  # noqa: E731
        assert await page() == added
        assert await page(offset=1, limit=2) == added[1:3]
        assert await page(offset=4, limit=100) == added[4:]
        assert await page(offset=5, limit=100) == []

    @pytest.mark.parametrize("offset", [HIGHEST_ID, 2**63, 10**30])
    async def test_a_page_beyond_all_counting_is_empty(self, store: SqlStore, offset: int):
        """A huge page number is past the end, not a fault."""
        user = await add_user(store)
        await add_account(store, user_id=user.id)
        assert await store.read(lambda tx: tx.accounts.list(user.id, offset=offset, limit=1)) == []

    async def test_only_accounts_of_a_key(self, store: SqlStore):
        """A fingerprint narrows the list to the accounts it opens."""
        user = await add_user(store)
        mine = await add_account(store, KEY, user_id=user.id)
        await add_account(store, user_id=user.id)
        assert await store.read(lambda tx: tx.accounts.list(user.id, fingerprint=KEY)) == [mine]

    async def test_only_the_users_own(self, store: SqlStore):
        """A list never holds somebody else's account."""
        user, other = await add_user(store), await add_user(store, "bob")
        await add_account(store, user_id=user.id)
        assert await store.read(lambda tx: tx.accounts.list(other.id)) == []

    async def test_a_change_shows_at_once(self, store: SqlStore, database):
        """A list that was read before shows a change made since, also by another process."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)
        assert await store.read(lambda tx: tx.accounts.list(user.id)) == [account]
        changed = replace(account, name="Changed")
        await SqlStore(database, mac=lambda _: b"").write(lambda tx: tx.accounts.save(changed))
        assert await store.read(lambda tx: tx.accounts.list(user.id)) == [changed]

    async def test_a_change_that_was_undone_never_shows(self, store: SqlStore):
        """A list read inside a transaction that fails leaves nothing behind."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)

        async def work(tx) -> None:
            await tx.accounts.save(replace(account, name="Undone"))
            assert (await tx.accounts.list(user.id))[0].name == "Undone"
            raise NotFound

        with pytest.raises(NotFound):
            await store.write(work)
        assert await store.read(lambda tx: tx.accounts.list(user.id)) == [account]


class TestSealed:
    async def test_fields_are_returned_by_name(self, store: SqlStore):
        """The sealed values come back byte for byte."""
        user = await add_user(store)
        sealed = {field: bytes(range(256)) + field.encode() for field in SealedField}
        account = await store.write(lambda tx: tx.accounts.add(make_account(user_id=user.id), KEY, sealed))
        assert await store.read(lambda tx: tx.accounts.sealed(user.id, account.id)) == sealed

    async def test_an_account_without_secrets_has_none(self, store: SqlStore):
        """A wallet account has no sealed fields, and is no unknown account."""
        user = await add_user(store)
        account = await store.write(lambda tx: tx.accounts.add(make_account(user_id=user.id), None, {}))
        assert await store.read(lambda tx: tx.accounts.sealed(user.id, account.id)) == {}


class TestSave:
    async def test_another_account_of_the_exchange_is_refused(self, store: SqlStore):
        """An account cannot become the same exchange account as another one."""
        user = await add_user(store)
        await add_account(store, user_id=user.id, key=KeyState(exchange_uid="7"))
        account = await add_account(store, user_id=user.id)
        with pytest.raises(AlreadyConnected):
            await store.write(lambda tx: tx.accounts.save(replace(account, key=KeyState(exchange_uid="7"))))

    async def test_a_removed_account_stays_removed(self, store: SqlStore):
        """Saving what is gone stores nothing."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)
        await store.write(lambda tx: tx.accounts.remove(user.id, account.id))
        with pytest.raises(NotFound):
            await store.write(lambda tx: tx.accounts.save(account))

    async def test_locked_changes_are_not_lost(self, store: SqlStore):
        """Fifty changes at once under the lock count to fifty."""
        user = await add_user(store)
        account = await add_account(store, user_id=user.id)

        async def work(tx) -> None:
            current = await tx.accounts.lock(user.id, account.id)
            await tx.accounts.save(replace(current, credentials_version=current.credentials_version + 1))

        await asyncio.gather(*[store.write(work) for _ in range(50)])
        assert (await store.read(lambda tx: tx.accounts.get(user.id, account.id))).credentials_version == 51


class TestReplaceCredentials:
    async def test_fields_and_fingerprint_are_the_new_ones(self, store: SqlStore):
        """The old key's fields are gone, also those that the new key does not have."""
        user = await add_user(store)
        account = await add_account(store, KEY, user_id=user.id)
        newer = {SealedField.API_KEY: b"newer"}
        await store.write(lambda tx: tx.accounts.replace_credentials(account, b"n" * 32, newer))
        assert await store.read(lambda tx: tx.accounts.sealed(user.id, account.id)) == newer
        assert await store.read(lambda tx: tx.accounts.list(user.id, fingerprint=KEY)) == []
        assert await store.read(lambda tx: tx.accounts.list(user.id, fingerprint=b"n" * 32)) == [account]

    async def test_a_key_of_another_account_is_refused(self, store: SqlStore):
        """A key cannot open two accounts of one type, and the old fields stay."""
        user = await add_user(store)
        await add_account(store, KEY, user_id=user.id)
        account = await add_account(store, user_id=user.id)
        with pytest.raises(AlreadyConnected):
            await store.write(lambda tx: tx.accounts.replace_credentials(account, KEY, {}))
        assert await store.read(lambda tx: tx.accounts.sealed(user.id, account.id)) == SEALED

    async def test_a_foreign_account_is_not_touched(self, store: SqlStore):
        """The user of the account decides, not its id alone."""
        user, other = await add_user(store), await add_user(store, "bob")
        account = await add_account(store, user_id=user.id)
        with pytest.raises(NotFound):
            await store.write(lambda tx: tx.accounts.replace_credentials(replace(account, user_id=other.id), None, {}))
        assert await store.read(lambda tx: tx.accounts.sealed(user.id, account.id)) == SEALED


class TestRemove:
    async def test_the_sealed_fields_go_too(self, store: SqlStore):
        """Nothing that belongs to a removed account stays."""
        user = await add_user(store)
        account, kept = [await add_account(store, user_id=user.id) for _ in range(2)]
        await store.write(lambda tx: tx.accounts.remove(user.id, account.id))
        rows = await store.read(lambda tx: tx.sealed_rows.batch(None, 10))
        assert {row.place.vault_id for row in rows} == {kept.vault_id}

    async def test_the_key_may_be_connected_again(self, store: SqlStore):
        """A removal frees the key and the exchange account."""
        user = await add_user(store)
        key = KeyState(exchange_uid="7")
        account = await add_account(store, KEY, user_id=user.id, key=key)
        await store.write(lambda tx: tx.accounts.remove(user.id, account.id))
        assert (await add_account(store, KEY, user_id=user.id, key=key)).id > account.id


async def _drive(test) -> None:
    """Run a property inside the running loop: hypothesis calls it in a thread, the coroutine runs here."""
    loop = asyncio.get_running_loop()
    inner = test.hypothesis.inner_test
    test.hypothesis.inner_test = lambda **drawn: asyncio.run_coroutine_threadsafe(inner(**drawn), loop).result()
    await asyncio.to_thread(test)

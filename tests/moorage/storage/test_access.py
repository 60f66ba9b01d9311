from dataclasses import replace
from datetime import timedelta

import pytest

from moorage.domain.access import Algorithm, Permission, Plan
from moorage.domain.errors import NotFound, RecordInvalid
from moorage.storage.store import SqlStore
from moorage.storage.tables import HIGHEST_ID
from tests.makers import NOW, make_api_key, make_user
from tests.stores import add_user

pytestmark = pytest.mark.anyio


class TestUsers:
    async def test_a_user_is_found_by_id_and_name(self, store: SqlStore):
        """The stored user is the given one with an id."""
        user = await store.write(lambda tx: tx.access.add_user(make_user(id=0, name="ünïcode", plan=Plan.PRO)))
        assert user == make_user(id=user.id, name="ünïcode", plan=Plan.PRO)
        assert await store.read(lambda tx: tx.access.get_user(user.id)) == user
        assert await store.read(lambda tx: tx.access.find_user("ünïcode")) == user

    async def test_a_name_is_taken_once(self, store: SqlStore):
        """A second user of the same name is refused, naming the field; case makes another name."""
        await add_user(store, "ada")
        with pytest.raises(RecordInvalid) as refused:
            await add_user(store, "ada")
        assert refused.value.attributes == {"name": ["has already been taken"]}
        await add_user(store, "Ada")

    async def test_users_are_listed_oldest_first(self, store: SqlStore):
        """The order is that of their making, not of their names."""
        added = [await add_user(store, name) for name in ("zoe", "ada", "mia")]
        assert await store.read(lambda tx: tx.access.users()) == added

    @pytest.mark.parametrize("user_id", [0, -1, 999, HIGHEST_ID + 1, 2**63, 10**30])
    async def test_an_unknown_user_is_not_found(self, store: SqlStore, user_id: int):
        """An id that no user has, possible or not, is not found."""
        with pytest.raises(NotFound):
            await store.read(lambda tx: tx.access.get_user(user_id))

    async def test_an_unknown_name_is_nobody(self, store: SqlStore):
        """No user has a name that was never given."""
        assert await store.read(lambda tx: tx.access.find_user("nobody")) is None


class TestKeys:
    async def test_a_key_is_found_with_its_user(self, store: SqlStore):
        """Every field of a key comes back, together with whom it speaks for."""
        user = await add_user(store)
        draft = make_api_key(
            user_id=user.id,
            algorithm=Algorithm.RSA,
            material=bytes(range(256)),
            permissions=frozenset({Permission.ACCOUNTS_READ}),
            ip_allowlist=("10.0.0.0/8", "::1/128"),
            expires_at=NOW + timedelta(days=1),
            revoked_at=NOW,
        )
        added = await store.write(lambda tx: tx.access.add_key(draft))
        assert added == replace(draft, id=added.id)
        assert await store.read(lambda tx: tx.access.find_key(draft.key)) == (added, user)

    async def test_a_key_without_rights_and_limits_round_trips(self, store: SqlStore):
        """Empty lists and absent instants come back as such."""
        user = await add_user(store)
        added = await store.write(lambda tx: tx.access.add_key(make_api_key(user_id=user.id, permissions=frozenset())))
        found = await store.read(lambda tx: tx.access.find_key(added.key))
        assert found is not None
        assert (found[0].permissions, found[0].ip_allowlist, found[0].expires_at) == (frozenset(), (), None)

    async def test_an_identifier_is_taken_once(self, store: SqlStore):
        """The identifier of a key is unique across users."""
        user, other = await add_user(store), await add_user(store, "bob")
        await store.write(lambda tx: tx.access.add_key(make_api_key(user_id=user.id)))
        with pytest.raises(RecordInvalid) as refused:
            await store.write(lambda tx: tx.access.add_key(make_api_key(user_id=other.id)))
        assert refused.value.attributes == {"key": ["has already been taken"]}

    @pytest.mark.parametrize("key", ["", "unknown", "MRK_TEST", "mrk_test\0", "\ud800", "x" * 100_000])
    async def test_any_other_text_names_no_key(self, store: SqlStore, key: str):
        """What a stranger sends as a key, storable or not, is only unknown."""
        user = await add_user(store)
        await store.write(lambda tx: tx.access.add_key(make_api_key(user_id=user.id)))
        assert await store.read(lambda tx: tx.access.find_key(key)) is None

    async def test_keys_are_listed_of_one_user_or_all(self, store: SqlStore):
        """Keys come oldest first."""
        user, other = await add_user(store), await add_user(store, "bob")
        drafts = [make_api_key(user_id=owner.id, key=f"key {n}") for n, owner in enumerate((user, other, user))]
        added = [await store.write(lambda tx, draft=draft: tx.access.add_key(draft)) for draft in drafts]
        assert await store.read(lambda tx: tx.access.keys()) == added
        assert await store.read(lambda tx: tx.access.keys(user.id)) == [added[0], added[2]]


class TestRevokeKey:
    async def test_the_first_revocation_counts(self, store: SqlStore):
        """A key that is revoked again keeps the time when it ended."""
        user = await add_user(store)
        await store.write(lambda tx: tx.access.add_key(make_api_key(user_id=user.id)))
        for at in (NOW, NOW + timedelta(days=1)):
            revoked = await store.write(lambda tx, at=at: tx.access.revoke_key("mrk_test", at))
            assert revoked.revoked_at == NOW
        found = await store.read(lambda tx: tx.access.find_key("mrk_test"))
        assert found is not None
        assert found[0] == revoked

    async def test_only_the_named_key_ends(self, store: SqlStore):
        """Other keys stay usable."""
        user = await add_user(store)
        for key in ("one", "two"):
            await store.write(lambda tx, key=key: tx.access.add_key(make_api_key(user_id=user.id, key=key)))
        await store.write(lambda tx: tx.access.revoke_key("one", NOW))
        assert [key.revoked_at for key in await store.read(lambda tx: tx.access.keys())] == [NOW, None]

    async def test_an_unknown_key_is_not_found(self, store: SqlStore):
        """There is nothing to revoke."""
        with pytest.raises(NotFound):
            await store.write(lambda tx: tx.access.revoke_key("unknown", NOW))

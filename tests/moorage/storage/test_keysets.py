import pytest

from moorage.domain.errors import ConfigurationError
from moorage.services.repositories import WrappedKeysets
from moorage.storage.store import SqlStore

pytestmark = pytest.mark.anyio

FIRST = WrappedKeysets("instance", {"sealing": b"\x00\x01", "audit": b"\xff"})


class TestSqlKeysets:
    @pytest.mark.parametrize("method", ["load", "lock"])
    async def test_a_new_database_has_none(self, store: SqlStore, method: str):
        """Before the vault is made there is nothing to load."""
        assert await store.write(lambda tx: getattr(tx.keysets, method)()) is None

    @pytest.mark.parametrize("method", ["load", "lock"])
    async def test_they_are_loaded_as_saved(self, store: SqlStore, method: str):
        """Purposes and bytes come back."""
        await store.write(lambda tx: tx.keysets.save(FIRST))
        assert await store.write(lambda tx: getattr(tx.keysets, method)()) == FIRST

    async def test_saving_again_replaces_all(self, store: SqlStore):
        """A purpose that is not saved again is gone."""
        await store.write(lambda tx: tx.keysets.save(FIRST))
        second = WrappedKeysets("instance", {"sealing": b"new", "fingerprint": b"f"})
        await store.write(lambda tx: tx.keysets.save(second))
        assert await store.read(lambda tx: tx.keysets.load()) == second

    async def test_another_installation_is_refused(self, store: SqlStore):
        """The instance id never changes, and the keysets stay."""
        await store.write(lambda tx: tx.keysets.save(FIRST))
        with pytest.raises(ConfigurationError):
            await store.write(lambda tx: tx.keysets.save(WrappedKeysets("another", {})))
        assert await store.read(lambda tx: tx.keysets.load()) == FIRST

from collections.abc import Sequence

import pytest

from moorage.services.agenda import Agenda, BlockRepository
from moorage.services.repositories import (
    AccessRepository,
    AccountRepository,
    AuditTrail,
    KeysetRepository,
    SealedRows,
    Store,
    Transaction,
)
from moorage.storage.access import SqlAccess
from moorage.storage.accounts import SqlAccounts
from moorage.storage.agenda import SqlAgenda, SqlBlocks
from moorage.storage.audit import SqlAuditTrail
from moorage.storage.keysets import SqlKeysets
from moorage.storage.sealed_rows import SqlSealedRows
from moorage.storage.store import SqlStore
from tests.contracts import broken_promises
from tests.fake_agenda import FakeAgenda, FakeBlocks
from tests.fake_store import (
    FakeAccess,
    FakeAccounts,
    FakeAudit,
    FakeKeysets,
    FakeSealedRows,
    FakeStore,
    FakeTransaction,
)
from tests.fake_world import World


async def _step(_name: str) -> None: ...


class TestRepositories:
    @pytest.mark.parametrize(
        ("port", "kept_by"),
        [
            (AccountRepository, [SqlAccounts, FakeAccounts]),
            (Agenda, [SqlAgenda, FakeAgenda]),
            (BlockRepository, [SqlBlocks, FakeBlocks]),
            (AccessRepository, [SqlAccess, FakeAccess]),
            (AuditTrail, [SqlAuditTrail, FakeAudit]),
            (KeysetRepository, [SqlKeysets, FakeKeysets]),
            (SealedRows, [SqlSealedRows, FakeSealedRows]),
            (Store, [SqlStore, FakeStore]),
        ],
    )
    def test_every_adapter_and_every_fake_keeps_its_port(self, port: type, kept_by: Sequence[type]) -> None:
        """The same methods with the same parameters: what is tested with a fake holds for the database."""
        assert [broken for one in kept_by for broken in broken_promises(port, one)] == []

    def test_a_fake_transaction_has_every_repository(self) -> None:
        """What a transaction offers is there in the fake as well."""
        offered = {name for name in vars(Transaction) if not name.startswith("_")}
        assert offered <= set(vars(FakeTransaction(World(), _step)))

"""An installation in memory, with its KEK in a file, to rotate."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from moorage.domain.credentials import Secret
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import WrappedKeysets
from moorage.services.rotation import RotationService, RotationStage
from moorage.vault import kek, keyring
from moorage.vault.editing import SealingKeys
from moorage.vault.rewrapping import KekReplacement
from moorage.vault.sealing import TinkVault
from tests.fake_world import StoredAccount
from tests.fakes import FakeClock, FakeStore
from tests.makers import make_account, make_api_key, make_user

GRACE = 30.0


class Harbour:
    """An installation with accounts, and servers that poll the keysets whenever a rotation waits."""

    def __init__(self, folder: Path) -> None:
        self.kek_path = folder / "keys" / "kek.json"
        self.store = FakeStore()
        self.store.world.keysets = keyring.create().wrapped(kek.create(self.kek_path))
        self.server = self.start()
        self.sleeps: list[float] = []
        self.while_asleep: Callable[[], Awaitable[None]] | None = None

    def start(self) -> TinkVault:
        """Unlock what is stored, as a starting server does."""
        return TinkVault(self.keysets, self.kek_path)

    @property
    def keysets(self) -> WrappedKeysets:
        """Return what is stored."""
        assert self.store.world.keysets is not None
        return self.store.world.keysets

    @property
    def stage(self) -> RotationStage:
        """Return how far the stored keysets are in a rotation."""
        return SealingKeys(self.kek_path).stage(self.keysets)

    def service(self) -> RotationService:
        """Return what a new process would use."""
        return RotationService(
            store=self.store,
            vault=self.start(),
            keys=SealingKeys(self.kek_path),
            kek=KekReplacement(self.kek_path),
            clock=FakeClock(),
            sleep=self._sleep,
            grace=GRACE,
        )

    async def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.server.adopt(self.keysets)
        if self.while_asleep is not None:
            await self.while_asleep()

    async def connect(self, number: int) -> None:
        """Store an account, as the server does."""
        account = make_account(vault_id=f"{number:032x}")
        sealed = {
            field: self.server.seal(Secret(f"{field} {number}"), SealPlace(1, account.vault_id, field))
            for field in (SealedField.API_KEY, SealedField.SECRET)
        }
        await self.store.write(lambda tx: tx.accounts.add(account, f"{number}".encode(), sealed))

    async def add_key(self) -> None:
        """Store an API key of the service, as the server does."""
        place = SealPlace(1, "f" * 32, SealedField.SIGNING_SECRET)
        material = self.server.seal(Secret(f"{SealedField.SIGNING_SECRET} {int('f' * 32, 16)}"), place)
        await self.store.write(lambda tx: tx.access.add_user(make_user(id=0)))
        await self.store.write(lambda tx: tx.access.add_key(make_api_key(vault_id="f" * 32, material=material)))

    async def opens(self, vault: TinkVault) -> bool:
        """Say whether every stored value is what was sealed."""
        rows = await self.store.read(lambda tx: tx.sealed_rows.batch(None, 10_000))
        expected = {row.place: f"{row.place.field} {int(row.place.vault_id, 16)}" for row in rows}
        return all(vault.open(row.sealed, row.place).reveal() == expected[row.place] for row in rows)

    async def old_values(self, vault: TinkVault) -> int:
        """Return how many values are not under the key that seals."""
        rows = await self.store.read(lambda tx: tx.sealed_rows.batch(None, 10_000))
        return sum(not vault.is_current(row.sealed) for row in rows)

    def damage(self, account_id: int) -> None:
        """Flip the last bit of an account's secret."""
        stored = self.store.world.accounts[account_id]
        broken = stored.sealed[SealedField.SECRET][:-1] + bytes([stored.sealed[SealedField.SECRET][-1] ^ 1])
        self.store.world.accounts[account_id] = replace(stored, sealed={**stored.sealed, SealedField.SECRET: broken})

    def put(self, account_id: int, number: int, vault: TinkVault) -> None:
        """Store an account behind everybody's back, sealed by another server's vault."""
        account = make_account(id=account_id, vault_id=f"{number:032x}")
        place = SealPlace(1, account.vault_id, SealedField.SECRET)
        sealed = {SealedField.SECRET: vault.seal(Secret(f"secret {number}"), place)}
        self.store.world = self.store.world.copy()
        self.store.world.accounts[account_id] = StoredAccount(account, b"50", sealed)

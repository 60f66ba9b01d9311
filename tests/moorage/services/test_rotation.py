import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from moorage.domain.credentials import Secret
from moorage.domain.errors import StorageError, VaultIntegrityError, VaultLocked
from moorage.services.ports import SealedField, SealPlace
from moorage.services.rotation import BATCH, RotationStage
from moorage.vault import kek, keyring
from moorage.vault.editing import SealingKeys
from moorage.vault.rewrapping import KekReplacement
from tests.fakes import Faults
from tests.moorage.services.harbour import GRACE, Harbour

pytestmark = pytest.mark.anyio


@pytest.fixture
async def harbour(tmp_path: Path) -> Harbour:
    made = Harbour(tmp_path)
    for number in range(3):
        await made.connect(number)
    await made.add_key()
    return made


class TestRotate:
    async def test_every_value_ends_under_the_new_key(self, harbour: Harbour) -> None:
        """Credentials and signing secrets are sealed again, and the old key is gone."""
        before, primary = harbour.start(), SealingKeys(harbour.kek_path).primary(harbour.keysets)
        rotated = await harbour.service().rotate()
        after = harbour.start()
        assert (rotated.resealed, rotated.unreadable, harbour.stage) == (7, (), RotationStage.SETTLED)
        assert SealingKeys(harbour.kek_path).primary(harbour.keysets) != primary
        assert await harbour.opens(after)
        assert await harbour.old_values(after) == 0
        with pytest.raises(VaultIntegrityError):
            await harbour.opens(before)

    async def test_servers_read_everything_all_the_time(self, harbour: Harbour) -> None:
        """A running server that polls within the grace time opens every value at every step."""
        opened: list[bool] = []

        async def look(_name: str) -> None:
            rows = harbour.store.world.accounts.values()
            place = SealPlace(1, "0" * 32, SealedField.SECRET)
            (sealed,) = [row.sealed[SealedField.SECRET] for row in rows if row.account.vault_id == "0" * 32]
            opened.append(harbour.server.open(sealed, place).reveal() == "secret 0")

        harbour.store.step = look
        await harbour.service().rotate()
        assert len(opened) > 10
        assert all(opened)

    async def test_it_waits_before_a_new_key_seals_and_before_old_values_are_sought(self, harbour: Harbour) -> None:
        """Servers get the grace time twice, and no third time when nothing came in under the old key."""
        await harbour.service().rotate()
        assert harbour.sleeps == [GRACE, GRACE]

    async def test_it_tells_the_audit_trail(self, harbour: Harbour) -> None:
        """Start and end are recorded, with what was found and done."""
        await harbour.service().rotate()
        told = [(record.actor, record.action, dict(record.details)) for record in harbour.store.world.records]
        assert told == [
            ("cli", "vault.rotate_start", {"found": "settled"}),
            ("cli", "vault.rotate_end", {"resealed": 7}),
        ]

    async def test_more_values_than_a_batch(self, harbour: Harbour) -> None:
        """Every batch is sealed again, however many there are."""
        for number in range(10, 10 + BATCH):
            await harbour.connect(number)
        rotated = await harbour.service().rotate()
        assert rotated.resealed == 2 * BATCH + 7
        assert await harbour.old_values(harbour.start()) == 0

    async def test_accounts_connected_meanwhile_are_included(self, harbour: Harbour) -> None:
        """What a server stores while the rotation waits is sealed again too."""
        numbers = iter(range(100, 110))

        async def connect() -> None:
            await harbour.connect(next(numbers))

        harbour.while_asleep = connect
        await harbour.service().rotate()
        assert len(harbour.store.accounts) == 5
        assert await harbour.opens(harbour.start())
        assert await harbour.old_values(harbour.start()) == 0

    async def test_a_late_value_under_the_old_key_keeps_the_old_key(self, harbour: Harbour) -> None:
        """A value that a stale server stores just before the drop delays the drop by a round."""
        stale, seen = harbour.start(), list[str]()

        async def step(name: str) -> None:
            seen.append(name)
            if seen[-4:] == ["commit", "read", "batch", "write"]:  # every value was sealed again: now for the drop
                harbour.store.step = Faults().step
                harbour.put(99, 50, stale)

        harbour.store.step = step
        await harbour.service().rotate()
        assert 99 in harbour.store.world.accounts
        assert harbour.sleeps == [GRACE, GRACE, GRACE]
        assert await harbour.opens(harbour.start())
        assert harbour.stage is RotationStage.SETTLED

    async def test_a_value_changed_meanwhile_is_not_overwritten(self, harbour: Harbour) -> None:
        """New credentials that arrive between reading and replacing win."""
        account_id = harbour.store.accounts[0].id
        place = SealPlace(1, "0" * 32, SealedField.SECRET)

        async def change() -> None:
            stored = harbour.store.world.accounts[account_id]
            fresh = {**stored.sealed, SealedField.SECRET: harbour.server.seal(Secret("newer"), place)}
            harbour.store.world.accounts[account_id] = replace(stored, sealed=fresh)

        async def step(name: str) -> None:
            if name == "write" and len(harbour.sleeps) == 2:
                harbour.store.step = Faults().step
                await change()

        harbour.store.step = step
        rotated = await harbour.service().rotate()
        assert rotated.resealed == 6
        sealed = harbour.store.world.accounts[account_id].sealed[SealedField.SECRET]
        assert harbour.start().open(sealed, place).reveal() == "newer"

    async def test_without_keysets_it_is_told(self, harbour: Harbour) -> None:
        """There is nothing to rotate before `vault init`."""
        service = harbour.service()
        harbour.store.world.keysets = None
        with pytest.raises(VaultLocked, match="no keysets"):
            await service.rotate()


class TestKilledRotation:
    async def test_killed_at_any_point_and_run_again_it_ends_well(self, tmp_path: Path) -> None:
        """After a stop at each single await, everything opens at once, and the next run finishes."""
        at, stopped = 0, True
        while stopped:
            harbour = Harbour(tmp_path / str(at))
            await harbour.connect(1)
            await harbour.add_key()
            harbour.store.step = (faults := Faults(at)).step
            try:
                await harbour.service().rotate()
                stopped = False
            except StorageError:
                pass
            harbour.store.step = Faults().step
            assert await harbour.opens(harbour.start()), faults.passed
            if stopped:
                await harbour.service().rotate()
            assert await harbour.opens(harbour.start()), faults.passed
            assert (await harbour.old_values(harbour.start()), harbour.stage) == (0, RotationStage.SETTLED)
            at += 1
        assert at > 20

    async def test_a_run_goes_on_where_the_last_one_stopped(self, harbour: Harbour) -> None:
        """A key that was added, or put into use, is used; no second new key is made."""
        keys = SealingKeys(harbour.kek_path)
        harbour.store.world.keysets = added = keys.promote(keys.add(harbour.keysets))
        await harbour.service().rotate()
        assert keys.primary(harbour.keysets) == keys.primary(added)
        assert harbour.sleeps == [GRACE]
        assert harbour.store.world.records[0].details == {"found": "promoted"}

    async def test_two_runs_at_once_end_well(self, harbour: Harbour) -> None:
        """Somebody else's run does no harm to this one."""
        await asyncio.gather(harbour.service().rotate(), harbour.service().rotate())
        assert await harbour.opens(harbour.start())
        assert (await harbour.old_values(harbour.start()), harbour.stage) == (0, RotationStage.SETTLED)

    async def test_a_run_left_behind_drops_no_key_that_is_needed(self, harbour: Harbour) -> None:
        """When another run puts a newer key into use just before the drop, the values under this run's key stay."""
        keys, seen = SealingKeys(harbour.kek_path), list[str]()

        async def step(name: str) -> None:
            seen.append(name)
            if seen[-4:] == ["commit", "read", "batch", "write"]:  # this run takes its own key for the newest
                harbour.store.step = Faults().step
                harbour.store.world = replace(harbour.store.world, keysets=keys.promote(keys.add(harbour.keysets)))

        harbour.store.step = step
        rotated = await harbour.service().rotate()
        assert rotated.resealed == 14
        assert await harbour.opens(harbour.start())


class TestUnreadableValues:
    async def test_a_damaged_value_keeps_the_old_keys(self, harbour: Harbour) -> None:
        """The rotation tells what does not open, seals the rest again, and forgets no key."""
        harbour.damage(harbour.store.accounts[1].id)
        rotated = await harbour.service().rotate()
        assert [row.place.vault_id for row in rotated.unreadable] == [f"{1:032x}"]
        assert (rotated.resealed, harbour.stage) == (6, RotationStage.PROMOTED)
        assert harbour.store.actions[-1] == "vault.rotate_incomplete"

    async def test_it_ends_when_the_damaged_account_is_removed(self, harbour: Harbour) -> None:
        """The next run finishes what the damaged value held up."""
        account = harbour.store.accounts[1]
        harbour.damage(account.id)
        await harbour.service().rotate()
        await harbour.store.write(lambda tx: tx.accounts.remove(1, account.id))
        await harbour.service().rotate()
        assert (harbour.stage, harbour.store.actions[-1]) == (RotationStage.SETTLED, "vault.rotate_end")


class TestVerify:
    async def test_sound_values_are_not_named(self, harbour: Harbour) -> None:
        """An empty list means that everything opens."""
        assert await harbour.service().verify() == []

    async def test_every_damaged_value_is_named(self, harbour: Harbour) -> None:
        """Exactly the values that do not open, moved ones included, across batches."""
        for number in range(10, 10 + BATCH):
            await harbour.connect(number)
        world, last = harbour.store.world, harbour.store.accounts[-1].id
        harbour.damage(last)
        first = harbour.store.accounts[0].id
        world.accounts[first] = replace(world.accounts[first], sealed=world.accounts[last].sealed)
        found = {(row.place.vault_id, row.place.field) for row in await harbour.service().verify()}
        expected = {(f"{BATCH + 9:032x}", SealedField.SECRET)}
        assert found == expected | {("0" * 32, field) for field in (SealedField.API_KEY, SealedField.SECRET)}


class TestRewrap:
    async def test_only_the_new_kek_opens_the_keysets(self, harbour: Harbour) -> None:
        """All keysets are under the new KEK; values are untouched and open."""
        old = kek.load(harbour.kek_path)
        values = harbour.store.world.accounts
        await harbour.service().rewrap()
        with pytest.raises(VaultLocked):
            keyring.unlock(harbour.keysets, old)
        assert harbour.store.world.accounts == values
        assert await harbour.opens(harbour.start())
        assert harbour.store.actions == ["vault.rewrap"]

    async def test_killed_at_any_point_the_installation_starts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A stop at each await, and before and after each step with files, leaves values that open; a rerun ends it."""
        for at in range(6):
            harbour = Harbour(tmp_path / str(at))
            await harbour.connect(1)
            harbour.store.step = (faults := Faults(at)).step
            try:
                await harbour.service().rewrap()
            except StorageError:
                assert len(faults.passed) == at + 1
            harbour.store.step = Faults().step
            await self._ends_well(harbour)
        assert len(faults.passed) == 5, "the loop went past the last await"
        for step in ("prepare", "finish"):
            harbour = Harbour(tmp_path / step)
            await harbour.connect(1)
            with monkeypatch.context() as patched:
                patched.setattr(KekReplacement, step, _die)
                with pytest.raises(StorageError):
                    await harbour.service().rewrap()
            await self._ends_well(harbour)

    async def _ends_well(self, harbour: Harbour) -> None:
        assert await harbour.opens(harbour.start())
        old = kek.load(harbour.kek_path)
        await harbour.service().rewrap()
        assert await harbour.opens(harbour.start())
        assert [path.name for path in harbour.kek_path.parent.iterdir()] == ["kek.json"]
        with pytest.raises(VaultLocked):
            keyring.unlock(harbour.keysets, old)

    async def test_a_rotation_and_a_rewrap_at_once_end_well(self, harbour: Harbour) -> None:
        """Neither undoes what the other stored."""
        await asyncio.gather(harbour.service().rotate(), harbour.service().rewrap())
        assert await harbour.opens(harbour.start())
        assert harbour.stage is RotationStage.SETTLED

    async def test_two_runs_are_kept_apart(self, harbour: Harbour) -> None:
        """The second of two runs is told; the first one ends well."""
        outcomes = await asyncio.gather(harbour.service().rewrap(), harbour.service().rewrap(), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [type(None), VaultLocked]
        assert await harbour.opens(harbour.start())


def _die(_replacement: KekReplacement) -> None:
    raise StorageError

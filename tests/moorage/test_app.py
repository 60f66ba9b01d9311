"""app.py: a whole service out of settings, and its care for rotation and readiness."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from moorage import app
from moorage.app import adopt_keysets, is_ready, serving
from moorage.config import Settings
from moorage.core import initialise, opened
from moorage.domain.access import Plan
from moorage.domain.credentials import Secret
from moorage.domain.errors import StorageError
from moorage.prices import PriceBooks
from moorage.services.ports import SealedField, SealPlace

pytestmark = pytest.mark.anyio


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Settings of an initialised installation."""
    made = Settings(data_dir=tmp_path / "data", kek_file=tmp_path / "keys" / "kek.json")
    await initialise(made)
    return made


class TestServing:
    async def test_the_first_start_makes_the_first_user(self, settings: Settings):
        """`owner` is there after the first start, and only once."""
        for _ in range(2):
            async with serving(settings) as asgi:
                assert callable(asgi)
        async with opened(settings) as core:
            assert [(user.name, user.plan) for user in await core.access.users()] == [("owner", Plan.EXPERT)]

    async def test_the_prices_are_closed_with_everything_else(self, settings: Settings, monkeypatch):
        """A request for prices that is under way does not outlive the server."""
        made: list[PriceBooks] = []
        build = app.price_books
        monkeypatch.setattr(app, "price_books", lambda *given: made.append(build(*given)) or made[-1])
        async with serving(settings):
            fetching = asyncio.create_task(asyncio.Event().wait())
            made[0]._shelf(("brest", "spot")).fetching = fetching
        assert fetching.cancelled()


class TestIsReady:
    async def test_is_ready_while_the_database_answers(self, settings: Settings):
        """An open installation is ready; without its database it is not."""
        async with opened(settings) as core:
            assert await is_ready(core)
            await core.database.close()
            assert not await is_ready(core)


class TestAdoptKeysets:
    async def test_follows_a_rotation_of_another_process(self, settings: Settings, monkeypatch: pytest.MonkeyPatch):
        """What another process sealed under a new key opens here after the next look at the keysets."""
        monkeypatch.setattr(app, "KEYSETS_READ_EVERY", 0)
        place = SealPlace(1, "a" * 32, SealedField.API_KEY)
        async with opened(settings) as here, opened(settings) as there:
            there.rotation._grace = 0
            await there.rotation.rotate()
            sealed = there.vault.seal(Secret("a key of an exchange"), place)
            following = asyncio.create_task(adopt_keysets(here))
            while not here.vault.is_current(sealed):  # noqa: ASYNC110
                await asyncio.sleep(0)
            assert here.vault.open(sealed, place) == Secret("a key of an exchange")
            following.cancel()

    async def test_goes_on_while_the_database_is_away(self, settings: Settings, monkeypatch: pytest.MonkeyPatch):
        """A look that fails is not the last one."""
        monkeypatch.setattr(app, "KEYSETS_READ_EVERY", 0)
        looks = 0

        class Broken:
            async def read(self, work: object) -> object:
                nonlocal looks
                looks += 1
                raise StorageError

        async with opened(settings) as core:
            following = asyncio.create_task(adopt_keysets(replace(core, store=Broken())))
            while looks < 3:  # noqa: ASYNC110
                await asyncio.sleep(0)
            assert not following.done()
            following.cancel()

"""Volumes on both engines."""

from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.profit import Figures
from moorage.domain.volume import DayVolume
from moorage.storage.store import SqlStore
from tests.makers import NOW
from tests.stores import add_account, add_user

pytestmark = pytest.mark.anyio
TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=40)
DIGITS = "0.123456789012345678901234567890123456789012345678901234567890"


@pytest.fixture
async def account_id(store: SqlStore) -> int:
    """An account that traded nothing."""
    return (await add_account(store, user_id=(await add_user(store)).id)).id


class TestKeep:
    async def test_every_digit_is_kept(self, store: SqlStore, account_id: int):
        """In the order of the days; a day is replaced by what was read of it later."""
        days = [
            DayVolume(day=TODAY, until=NOW, value=Figures(Decimal(DIGITS), Decimal(2)), complete=False),
            DayVolume(day=LONG_AGO, until=NOW, value=Figures(Decimal(1), Decimal(DIGITS))),
        ]
        later = DayVolume(day=TODAY, until=NOW + timedelta(milliseconds=1))
        await store.write(lambda tx: tx.volumes.keep(account_id, days))
        assert await store.read(lambda tx: tx.volumes.days(account_id)) == days[::-1]
        await store.write(lambda tx: tx.volumes.keep(account_id, [later]))
        assert (await store.read(lambda tx: tx.volumes.days(account_id)))[1:] == [later]
        assert await store.read(lambda tx: tx.volumes.days(account_id + 1)) == []

"""Accounts that are stored at once, as if they had been connected long ago: all of them are due."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from exchange_sandbox.client import SandboxKey
from moorage.core import Core, now
from moorage.domain.account import Account, KeyState
from moorage.domain.credentials import Secret
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import Transaction

AT_ONCE = 1000  # accounts of one transaction


async def settle(core: Core, keys: Sequence[SandboxKey]) -> None:
    """Store an account of the first user for every key of Binance, each sealed as a connected one is."""
    owner = await core.access.ensure_first_user()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]

        async def work(tx: Transaction, some: Sequence[SandboxKey] = some) -> None:
            for key in some:
                account = _account(owner.id, key)
                await tx.accounts.add(account, secrets.token_bytes(32), _sealed(core, account, key))

        await core.store.write(work)


def _account(user_id: int, key: SandboxKey) -> Account:
    moment = now()
    return Account(
        id=0,
        user_id=user_id,
        vault_id=secrets.token_hex(16),
        market_code="binance",
        name=f"fleet {key.uid}",
        key=KeyState(exchange_uid=key.uid),
        created_at=moment,
        updated_at=moment,
        balances_due_at=moment - timedelta(hours=1),
    )


def _sealed(core: Core, account: Account, key: SandboxKey) -> dict[SealedField, bytes]:
    given = {SealedField.API_KEY: key.api_key, SealedField.SECRET: key.secret}
    return {
        field: core.vault.seal(Secret(text), SealPlace(account.user_id, account.vault_id, field))
        for field, text in given.items()
    }

"""What tests of stored things share: a MAC, a user to own accounts, an account to store."""

import hmac
import secrets
from typing import Any

from moorage.domain.access import User
from moorage.domain.account import Account
from moorage.services.ports import SealedField
from moorage.services.repositories import AuditRecord
from moorage.storage.store import SqlStore
from tests.makers import NOW, make_account, make_user

SEALED = {SealedField.API_KEY: b"sealed api key", SealedField.SECRET: b"sealed secret"}


def mac(message: bytes) -> bytes:
    """Return an HMAC under a key of the tests."""
    return hmac.digest(b"a key of the tests", message, "sha256")


async def add_user(store: SqlStore, name: str = "ada") -> User:
    """Store a user."""
    return await store.write(lambda tx: tx.access.add_user(make_user(id=0, name=name)))


async def add_account(store: SqlStore, fingerprint: bytes | None = None, **given: Any) -> Account:
    """Store an account with two sealed fields, under a key that no other account has unless one is given."""
    account = make_account(**{"vault_id": secrets.token_hex(16), **given})
    key = fingerprint or secrets.token_bytes(32)
    return await store.write(lambda tx: tx.accounts.add(account, key, SEALED))


def make_record(**given: Any) -> AuditRecord:
    """Return an audit record."""
    defaults = {"at": NOW, "actor": "cli", "action": "account.create", "subject": "account:1", "details": {}}
    return AuditRecord(**{**defaults, **given})

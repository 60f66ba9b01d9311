"""Is this key, or the exchange account behind it, connected already?"""

from collections.abc import Awaitable, Callable, Sequence

from moorage.domain.errors import AlreadyConnected
from moorage.domain.market import Market
from moorage.services.repositories import Store, Transaction

Lookup = Callable[[Transaction, str], Awaitable[int | None]]
"""Finds the id of an account of one market code."""


async def require_new_key(store: Store, user_id: int, markets: Sequence[Market], fingerprint: bytes | None) -> None:
    """Check that no account of these types is opened by this key; None, an account without a key, is always new.

    Raises:
        AlreadyConnected: with the id of the account that is.
    """
    if fingerprint is not None:
        await _require_none(
            store, markets, lambda tx, code: tx.accounts.find_by_fingerprint(user_id, code, fingerprint)
        )


async def require_new_exchange_account(store: Store, user_id: int, markets: Sequence[Market], uid: str | None) -> None:
    """Check that no account of these types is the same account of the exchange, under whatever key.

    Raises:
        AlreadyConnected: with the id of the account that is.
    """
    if uid is not None:
        await _require_none(store, markets, lambda tx, code: tx.accounts.find_by_exchange_uid(user_id, code, uid))


async def _require_none(store: Store, markets: Sequence[Market], lookup: Lookup) -> None:
    async def work(tx: Transaction) -> int | None:
        for market in markets:
            if (found := await lookup(tx, market.code)) is not None:
                return found
        return None

    if (found := await store.read(work)) is not None:
        raise AlreadyConnected(found)

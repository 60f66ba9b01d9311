"""An account as a row of `accounts`, and back, column by column."""

from decimal import Decimal
from itertools import chain
from typing import Final

from moorage.domain.account import Account, KeyState, Worth
from moorage.domain.balance import Balances
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.valuation import Valuation
from moorage.storage.encoding import (
    from_history_json,
    from_holdings_json,
    from_json,
    from_milliseconds,
    from_optional_milliseconds,
    from_times_json,
    to_digits,
    to_history_json,
    to_holdings_json,
    to_json,
    to_milliseconds,
    to_optional_milliseconds,
    to_times_json,
)
from moorage.storage.query import Row
from moorage.storage.tables import ACCOUNTS

COLUMNS: Final = tuple(column for column in ACCOUNTS.columns if column.name not in {"fingerprint", "revision"})
"""What is read of an account, in the order that `decode` takes."""

IDENTITY: Final = ("id", "user_id", "vault_id", "market_code", "created_at")
"""What never changes of an account."""

CHANGEABLE: Final = tuple(column.name for column in COLUMNS if column.name not in IDENTITY)

_STATES: Final = {state.value: state for state in ApiKeysState}


def encode(account: Account) -> dict[str, object]:
    """Return every column that `decode` takes; instants lose what is finer than a millisecond."""
    return {
        "id": account.id,
        "user_id": account.user_id,
        "vault_id": account.vault_id,
        "market_code": account.market_code,
        "name": account.name,
        "customer_id": account.customer_id,
        "subaccount_name": account.subaccount_name,
        "address": account.address,
        "include_in_summary": account.include_in_summary,
        "created_at": to_milliseconds(account.created_at),
        "updated_at": to_milliseconds(account.updated_at),
        "balances_due_at": to_milliseconds(account.balances_due_at),
        "credentials_version": account.credentials_version,
        **_encode_key(account.key),
        **_encode_worth(account.worth),
        "history": to_history_json(account.history),
    }


def decode(row: Row) -> Account:
    """Return the account of a row of `COLUMNS`."""
    (
        account_id,
        user_id,
        vault_id,
        market_code,
        name,
        customer_id,
        subaccount_name,
        address,
        include_in_summary,
        created_at,
        updated_at,
        balances_due_at,
        credentials_version,
        *rest,
        key_notes,
        history,
        elsewhere,
        unread,
        told_at,
    ) = row
    return Account(
        id=account_id,
        user_id=user_id,
        vault_id=vault_id,
        market_code=market_code,
        name=name,
        customer_id=customer_id,
        subaccount_name=subaccount_name,
        address=address,
        include_in_summary=bool(include_in_summary),
        key=_decode_key((*rest[:10], key_notes)),
        worth=_decode_worth((*rest[10:], elsewhere, unread, told_at)),
        history=from_history_json(history),
        created_at=from_milliseconds(created_at),
        updated_at=from_milliseconds(updated_at),
        balances_due_at=from_milliseconds(balances_due_at),
        credentials_version=credentials_version,
    )


def _encode_key(key: KeyState) -> dict[str, object]:
    return {
        "key_state": key.state.value,
        "lock_reason": key.lock_reason,
        "lock_description": key.lock_description,
        "can_read": key.permissions.read,
        "can_trade": key.permissions.trade,
        "can_withdraw": key.permissions.withdraw,
        "ip_restricted": key.ip_restricted,
        "key_expires_at": to_optional_milliseconds(key.expires_at),
        "exchange_uid": key.exchange_uid,
        "parent_uid": key.parent_uid,
        "key_notes": to_json(key.notes),
    }


def _decode_key(row: Row) -> KeyState:
    state, reason, description, read, trade, withdraw, restricted, expires_at, exchange_uid, parent_uid, notes = row
    return KeyState(
        state=_STATES[state],
        lock_reason=reason,
        lock_description=description,
        permissions=Permissions(_flag(read), _flag(trade), _flag(withdraw)),
        ip_restricted=_flag(restricted),
        expires_at=from_optional_milliseconds(expires_at),
        exchange_uid=exchange_uid,
        parent_uid=parent_uid,
        notes=from_json(notes),
    )


def _encode_worth(worth: Worth) -> dict[str, object]:
    balances, valuation = worth.balances, worth.valuation
    return {
        "holdings": None if balances is None else to_holdings_json(balances.holdings),
        "balances_as_of": None if balances is None else to_milliseconds(balances.as_of),
        "btc": to_digits(valuation.btc),
        "usd": to_digits(valuation.usd),
        "unpriced": to_json(valuation.unpriced),
        "assumed": to_json(valuation.assumed),
        "priced_at": to_optional_milliseconds(valuation.priced_at),
        "stale_reason": worth.stale_reason,
        "unread_wallets": to_json(balances.unread if balances else ()),
        "wallets_told_at": to_times_json(balances.told_at if balances else ()),
        "priced_elsewhere": to_json(chain.from_iterable(valuation.elsewhere)),
    }


def _decode_worth(row: Row) -> Worth:
    holdings, as_of, btc, usd, unpriced, assumed, priced_at, stale_reason, elsewhere, unread, told_at = row
    balances = None
    if holdings is not None:
        times = from_times_json(told_at)
        balances = Balances(from_holdings_json(holdings), from_milliseconds(as_of), from_json(unread), times)
    return Worth(
        balances=balances,
        valuation=Valuation(
            btc=Decimal(btc),
            usd=Decimal(usd),
            unpriced=from_json(unpriced),
            assumed=from_json(assumed),
            elsewhere=_pairs(from_json(elsewhere)),
            priced_at=from_optional_milliseconds(priced_at),
        ),
        stale_reason=stale_reason,
    )


def _pairs(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(texts[::2], texts[1::2], strict=True))


def _flag(stored: int | bool | None) -> bool | None:  # noqa: FBT001
    return None if stored is None else bool(stored)

"""Whole domain values, drawn at random."""

from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from moorage.domain.account import Account, KeyState, Worth
from moorage.domain.balance import Balances, Holding
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.valuation import Valuation
from moorage.storage.encoding import from_milliseconds


def texts() -> st.SearchStrategy[str]:
    """Any text that both engines can store."""
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def optional_texts() -> st.SearchStrategy[str | None]:
    """A text or nothing."""
    return st.none() | texts()


def instants() -> st.SearchStrategy[datetime]:
    """Instants of the years 1 to 9999, to the millisecond."""
    return st.integers(-62_135_596_800_000, 253_402_300_799_999).map(from_milliseconds)


def amounts() -> st.SearchStrategy[Decimal]:
    """Amounts of either sign, from 10^-30 to 10^40."""
    return st.integers(0, 30).flatmap(lambda places: st.decimals(-(10**40), 10**40, places=places))


def holdings() -> st.SearchStrategy[tuple[Holding, ...]]:
    """What an account may hold."""
    kinds = {"currency": texts(), "wallet": texts()}
    numbers = {name: amounts() for name in ("free", "used", "total", "equity", "borrowed")}
    return st.lists(st.builds(Holding, **kinds, **numbers), max_size=4).map(tuple)


def accounts(user_id: int) -> st.SearchStrategy[Account]:
    """Accounts that are not stored yet, every field drawn."""
    flags = st.none() | st.booleans()
    named = st.lists(texts(), max_size=3).map(tuple)
    key = st.builds(
        KeyState,
        state=st.sampled_from(ApiKeysState),
        lock_reason=optional_texts(),
        lock_description=optional_texts(),
        permissions=st.builds(Permissions, flags, flags, flags),
        ip_restricted=flags,
        expires_at=st.none() | instants(),
        exchange_uid=st.none(),
        parent_uid=optional_texts(),
        notes=named,
    )
    worth = st.builds(
        Worth,
        balances=st.none()
        | st.builds(
            Balances, holdings(), instants(), named, st.lists(st.tuples(texts(), instants()), max_size=3).map(tuple)
        ),
        valuation=st.builds(
            Valuation,
            btc=amounts(),
            usd=amounts(),
            unpriced=named,
            assumed=named,
            elsewhere=st.lists(st.tuples(texts(), texts()), max_size=3).map(tuple),
            priced_at=st.none() | instants(),
        ),
        stale_reason=optional_texts(),
    )
    return st.builds(
        Account,
        id=st.just(0),
        user_id=st.just(user_id),
        vault_id=texts(),
        market_code=texts(),
        name=texts(),
        customer_id=optional_texts(),
        subaccount_name=optional_texts(),
        address=optional_texts(),
        include_in_summary=st.booleans(),
        key=key,
        worth=worth,
        created_at=instants(),
        updated_at=instants(),
        balances_due_at=instants(),
        credentials_version=st.integers(1, 2**31 - 1),
    )

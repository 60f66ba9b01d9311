"""Connect, change and remove accounts."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from moorage.domain.access import Caller
from moorage.domain.account import (
    NAME_LENGTHS,
    Account,
    AccountChange,
    ConnectableType,
    KeyState,
    NewAccount,
    Worth,
    require_name,
)
from moorage.domain.credentials import Credentials
from moorage.domain.errors import AlreadyConnected, RecordInvalid
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.services.audit import audited
from moorage.services.checking import KeyCheck
from moorage.services.duplicates import require_new_exchange_account, require_new_key
from moorage.services.history import opening, record, snapshot
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Clock, Markets, SealedField, SealPlace, Vault
from moorage.services.repositories import SealedCredentials, Store, Transaction
from moorage.services.turns import Turns

NO_SUCH_VALUE = "does not have a valid value"


@dataclass(frozen=True, slots=True)
class _Draft:
    """An account that is checked but not stored."""

    account: Account
    sealed: SealedCredentials


class AccountService:
    """The accounts of a caller."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        markets: Markets,
        check: KeyCheck,
        loader: Loader,
        policy: Policy,
        clock: Clock,
    ) -> None:
        """Take the ports."""
        self._store = store
        self._vault = vault
        self._markets = markets
        self._check = check
        self._loader = loader
        self._policy = policy
        self._clock = clock
        self._turns = Turns()

    async def connect(self, caller: Caller, new: NewAccount) -> Account:
        """Check a key at its exchange, audit it, store it sealed, and load its balances.

        The account of `new.market_code` and one for every `types_to_create` are stored together or not at all. Of
        several requests with the same key at once, one asks the exchange and the others wait for what becomes of it.

        Returns:
            The account of the main type.

        Raises:
            RecordInvalid: a parameter is wrong, or the exchange refuses the key; the attribute names the field.
            AlreadyConnected: this key, or another key of the same exchange account, is connected.
            AccessDenied: the connection policy.
            ExchangeOutage: the exchange could not be asked; nothing is stored.
        """
        require_name(new.name)
        markets = self._wanted(new)
        self._policy.require_plan(caller.user, markets[0])
        markets[0].require(new.credentials)
        fingerprint = self._fingerprint(caller, markets[0], new.credentials)
        async with self._turns.taken(fingerprint, self._policy.deadline):
            await require_new_key(self._store, caller.user.id, markets, fingerprint)
            report, worths = await self._check.check(markets, new.credentials)
            await require_new_exchange_account(self._store, caller.user.id, markets, report.exchange_uid)
            drafts = [self._draft(caller, new, *pair, report) for pair in zip(markets, worths, strict=True)]
            return await self._store_all(caller, drafts, fingerprint)

    async def types_to_connect(self, caller: Caller, new: NewAccount) -> list[ConnectableType]:
        """List the account types that a key reaches, and which of them are connected already. Raises as `connect`."""
        require_name(new.name)
        main = self._markets.get(new.market_code)
        main.require(new.credentials)
        markets = self._markets.siblings(main)
        connected = await self._connected(caller, self._fingerprint(caller, main, new.credentials))
        reached = await self._check.reached(markets, new.credentials)
        return [
            ConnectableType(
                type=market.code, connected=market.code in connected, available=available, unified=market.unified
            )
            for market, available in zip(markets, reached, strict=True)
        ]

    async def update(self, caller: Caller, change: AccountChange) -> Account:
        """Change what is given; a new key is checked as in `connect` and must open the same exchange account.

        Raises:
            NotFound: unknown or not the caller's.
            RecordInvalid, AlreadyConnected, AccessDenied, ExchangeOutage: as `connect`.
        """
        if change.name is not None:
            require_name(change.name)
        if change.credentials.given():
            return await self._reconnect(caller, change)

        async def work(tx: Transaction) -> Account:
            account = await tx.accounts.lock(caller.user.id, change.account_id)
            return await self._save(tx, caller, account, self._edited(account, change))

        return await self._store.write(work)

    async def rename(self, caller: Caller, account_id: int, name: str) -> Account:
        """Give an account another name. Raises as `update`."""
        return await self.update(caller, AccountChange(account_id=account_id, name=name))

    async def remove(self, caller: Caller, account_id: int) -> None:
        """Delete an account with its key and all that was stored of it. Raises `NotFound`."""

        async def work(tx: Transaction) -> None:
            await tx.accounts.remove(caller.user.id, account_id)
            await tx.audit.append(audited(caller, self._clock(), "account.remove", account_id))

        await self._store.write(work)

    def _wanted(self, new: NewAccount) -> list[Market]:
        main = self._markets.get(new.market_code)
        siblings = {market.code: market for market in self._markets.siblings(main)}
        foreign = [code for code in new.types_to_create if code not in siblings]
        if foreign:
            raise RecordInvalid(attributes={"types_to_create": [NO_SUCH_VALUE]})
        codes = dict.fromkeys((main.code, *new.types_to_create))
        return [siblings[code] for code in codes]

    def _fingerprint(self, caller: Caller, market: Market, credentials: Credentials) -> bytes | None:
        identity = market.identity(credentials)
        return None if identity is None else self._vault.fingerprint(caller.user.id, identity)

    async def _connected(self, caller: Caller, fingerprint: bytes | None) -> frozenset[str]:
        if fingerprint is None:
            return frozenset()
        return await self._store.read(lambda tx: tx.accounts.connected_types(caller.user.id, fingerprint))

    def _draft(self, caller: Caller, new: NewAccount, market: Market, worth: Worth, report: KeyReport) -> _Draft:
        now = self._clock()
        account = Account(
            id=0,
            user_id=caller.user.id,
            vault_id=secrets.token_hex(16),
            market_code=market.code,
            name=new.name if market.code == new.market_code else f"{new.name} {market.name}"[: NAME_LENGTHS[1]],
            customer_id=new.credentials.customer_id,
            subaccount_name=new.subaccount_name,
            address=new.credentials.address,
            include_in_summary=new.include_in_summary,
            key=key_state(report, self._clock),
            worth=worth,
            history=opening(snapshot(worth)),
            created_at=now,
            updated_at=now,
            balances_due_at=self._loader.due_at(worth),
        )
        return _Draft(account, self._seal(account, new.credentials))

    def _seal(self, account: Account, credentials: Credentials) -> SealedCredentials:
        fields = {SealedField(name): secret for name, secret in credentials.secrets().items()}
        return {
            field: self._vault.seal(secret, SealPlace(account.user_id, account.vault_id, field))
            for field, secret in fields.items()
        }

    async def _store_all(self, caller: Caller, drafts: Sequence[_Draft], fingerprint: bytes | None) -> Account:
        async def work(tx: Transaction) -> list[Account]:
            stored = [await tx.accounts.add(draft.account, fingerprint, draft.sealed) for draft in drafts]
            for account in stored:
                if first := snapshot(account.worth):
                    await tx.history.add(account.id, first)
                details = {"type": account.market_code, "fields": sorted(drafts[0].sealed)}
                await tx.audit.append(audited(caller, self._clock(), "account.create", account.id, details))
            return stored

        try:
            return (await self._store.write(work))[0]
        except AlreadyConnected:
            markets = [self._markets.get(draft.account.market_code) for draft in drafts]
            await require_new_key(self._store, caller.user.id, markets, fingerprint)
            await require_new_exchange_account(self._store, caller.user.id, markets, drafts[0].account.key.exchange_uid)
            raise

    async def _reconnect(self, caller: Caller, change: AccountChange) -> Account:
        user_id, account_id = caller.user.id, change.account_id
        account = await self._store.read(lambda tx: tx.accounts.get(user_id, account_id))
        credentials = (await self._loader.credentials(account)).merged(change.credentials)
        market = self._markets.get(account.market_code)
        market.require(credentials)
        self._policy.require_plan(caller.user, market)
        report, (worth,) = await self._check.check([market], credentials)
        if account.key.exchange_uid and report.exchange_uid and account.key.exchange_uid != report.exchange_uid:
            sentence = "belongs to another exchange account; connect it as a new account"
            raise RecordInvalid(attributes={"api_key": [sentence]})
        fingerprint, sealed = self._fingerprint(caller, market, credentials), self._seal(account, credentials)

        async def work(tx: Transaction) -> Account:
            current = await tx.accounts.lock(user_id, account_id)
            edited = replace(
                self._edited(current, change),
                key=key_state(report, self._clock),
                worth=worth if worth.balances else replace(current.worth, stale_reason=worth.stale_reason),
                customer_id=credentials.customer_id,
                address=credentials.address,
                balances_due_at=self._loader.due_at(worth),
                credentials_version=current.credentials_version + 1,
            )
            if worth.balances:
                edited = await record(tx.history, edited, None)
            await tx.accounts.replace_credentials(edited, fingerprint, sealed)
            return await self._save(tx, caller, current, edited)

        return await self._store.write(work)

    def _edited(self, account: Account, change: AccountChange) -> Account:
        wishes = {
            "name": change.name,
            "subaccount_name": change.subaccount_name,
            "include_in_summary": change.include_in_summary,
        }
        given = {field: wish for field, wish in wishes.items() if wish is not None}
        return replace(account, **given, updated_at=self._clock())  # type: ignore[arg-type]

    async def _save(self, tx: Transaction, caller: Caller, before: Account, after: Account) -> Account:
        await tx.accounts.save(after)
        compared = (
            "name",
            "subaccount_name",
            "include_in_summary",
            "customer_id",
            "address",
            "credentials_version",
        )
        fields = [name for name in compared if getattr(before, name) != getattr(after, name)]
        record = audited(caller, self._clock(), "account.update", after.id, {"fields": fields})
        await tx.audit.append(record)
        return after


def key_state(report: KeyReport, clock: Clock) -> KeyState:
    """Return what is stored of an accepted key."""
    return KeyState(
        state=report.state(clock()),
        permissions=report.permissions,
        ip_restricted=report.ip_restricted,
        expires_at=report.expires_at,
        exchange_uid=report.exchange_uid,
        parent_uid=report.parent_uid,
        notes=report.notes,
    )

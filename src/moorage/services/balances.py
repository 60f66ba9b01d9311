"""Load an account's balances again, and keep the truth about its key."""

from dataclasses import replace

from moorage.domain.access import Caller
from moorage.domain.account import Account, KeyState, Worth
from moorage.domain.exchange_errors import BadResponse, ExchangeError, KeyExpired, KeyRefused, PermissionDenied
from moorage.domain.key_report import ApiKeysState, state_of
from moorage.services.audit import audited
from moorage.services.conversation import conversing
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Clock, Exchanges, ExchangeSession, Markets
from moorage.services.repositories import Store, Transaction


class BalanceService:
    """Fresh balances on demand."""

    def __init__(
        self,
        *,
        store: Store,
        markets: Markets,
        exchanges: Exchanges,
        loader: Loader,
        policy: Policy,
        clock: Clock,
    ) -> None:
        """Take the ports."""
        self._store = store
        self._markets = markets
        self._exchanges = exchanges
        self._loader = loader
        self._policy = policy
        self._clock = clock

    async def load(self, caller: Caller, account_id: int) -> Account:
        """Load and value an account's balances.

        When the exchange fails, the last good numbers stay and say why they are stale. When it refuses the key,
        twice and in so many words, the account is locked.

        Raises:
            NotFound: unknown or not the caller's.
            KeyRefused: the exchange refuses the key; the account is locked by now.
            ExchangeOutage: the exchange could not be asked; the key was not judged.
        """
        user_id = caller.user.id
        account = await self._store.read(lambda tx: tx.accounts.get(user_id, account_id))
        try:
            worth = await self._ask(account)
        except KeyRefused as refusal:
            await self._keep(caller, account, self._locked(account.key, refusal), self._stale(account, refusal))
            raise
        except ExchangeError as fault:
            await self._keep(caller, account, account.key, self._stale(account, fault))
            raise
        return await self._keep(caller, account, self._unlocked(account.key), worth)

    async def _ask(self, account: Account) -> Worth:
        market = self._markets.get(account.market_code)
        credentials = await self._loader.credentials(account)
        async with conversing(self._exchanges, market, credentials, self._policy.deadline) as session:
            try:
                return await self._loader.load(session, market)
            except KeyRefused as refusal:
                await self._confirm(session, refusal)
                raise

    async def _confirm(self, session: ExchangeSession, refusal: KeyRefused) -> None:
        """Ask what the key is: a refused key is refused here too, with the better reason; an outage is an outage.

        Raises:
            BadResponse: the key is accepted here, and what the venue said before is no missing right.
        """
        if refusal.lock_reason is None:
            return
        await session.inspect()
        if not isinstance(refusal, PermissionDenied):
            raise BadResponse(f"The exchange accepts the key and refuses the request: {refusal.description}") from None

    def _locked(self, key: KeyState, refusal: KeyRefused) -> KeyState:
        if refusal.lock_reason is None:
            return key
        state = ApiKeysState.EXPIRED if isinstance(refusal, KeyExpired) else ApiKeysState.INVALID
        return replace(key, state=state, lock_reason=refusal.lock_reason, lock_description=refusal.description)

    def _unlocked(self, key: KeyState) -> KeyState:
        state = state_of(key.expires_at, self._clock())
        return replace(key, state=state, lock_reason=None, lock_description=None)

    def _stale(self, account: Account, fault: ExchangeError) -> Worth:
        return replace(account.worth, stale_reason=fault.description)

    async def _keep(self, caller: Caller, asked: Account, key: KeyState, worth: Worth) -> Account:
        async def work(tx: Transaction) -> Account:
            current = await tx.accounts.lock(asked.user_id, asked.id)
            if current.credentials_version != asked.credentials_version:
                return current  # the key was replaced meanwhile: what was learned under the old one is void
            due = self._loader.due_at(worth)
            kept = replace(current, key=key, worth=worth, updated_at=self._clock(), balances_due_at=due)
            await tx.accounts.save(kept)
            if kept.key != current.key:
                details = {"state": key.state, "lock_reason": key.lock_reason}
                await tx.audit.append(audited(caller, self._clock(), "account.key_state", asked.id, details))
            return kept

        return await self._store.write(work)

"""Load an account's balances again, and keep the truth about its key."""

from dataclasses import replace
from typing import Final

from moorage.domain.access import Caller
from moorage.domain.account import Account, KeyState
from moorage.domain.balance import Balances
from moorage.domain.exchange_errors import (
    BadResponse,
    ExchangeError,
    KeyExpired,
    KeyRefused,
    PermissionDenied,
    RateLimitExceeded,
)
from moorage.domain.key_report import ApiKeysState, state_of
from moorage.services.audit import audited
from moorage.services.conversation import conversing
from moorage.services.history import known_before, record
from moorage.services.joining import Joining
from moorage.services.loading import Loaded, Loader
from moorage.services.policy import Policy
from moorage.services.ports import Clock, Exchanges, ExchangeSession, Markets
from moorage.services.repositories import Store, Transaction
from moorage.services.rhythm import Rhythm
from moorage.services.watching import Watching

SHORT_PAUSE: Final = 60.0  # seconds; a venue that wants a longer one makes its accounts stale


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
        watching: Watching | None = None,
    ) -> None:
        """Take the ports, and who knows which accounts are watched."""
        self._watching = Watching(clock, Rhythm()) if watching is None else watching
        self._joining: Joining[Account] = Joining()
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
        return await self._join(caller, caller.user.id, account_id, self._exchanges)

    async def refresh(self, user_id: int, account_id: int, door: Exchanges) -> Account:
        """Load an account for the service itself. Raises as `load`.

        Where a venue only asks for a short pause nothing was learned, so nothing is written. Wallets that are heavy to
        ask for may stand as they were told; a person who asks has all of them loaded.

        Args:
            user_id: Whose account it is.
            account_id: Which one.
            door: Lets calls that somebody waits for go first.
        """
        return await self._join(None, user_id, account_id, door)

    async def close(self) -> None:
        """Stop the loads that are under way."""
        await self._joining.close()

    async def _join(self, caller: Caller | None, user_id: int, account_id: int, door: Exchanges) -> Account:
        """Load an account, or wait for the load of it that is under way, whoever asked for that one."""
        account = await self._store.read(lambda tx: tx.accounts.get(user_id, account_id))
        thing = (account_id, account.credentials_version)
        return await self._joining.run(thing, lambda: self._load(caller, account, door))

    async def _load(self, caller: Caller | None, account: Account, door: Exchanges) -> Account:
        try:
            loaded = await self._ask(account, door, _earlier(account, anew=caller is not None))
        except KeyRefused as refusal:
            await self._keep(caller, account, self._locked(account.key, refusal), self._stale(account, refusal))
            raise
        except ExchangeError as fault:
            if caller is not None or not _is_pause(fault):
                await self._keep(caller, account, account.key, self._stale(account, fault))
            raise
        return await self._keep(caller, account, self._unlocked(account.key), loaded)

    async def _ask(self, account: Account, door: Exchanges, earlier: Balances | None) -> Loaded:
        market = self._markets.get(account.market_code)
        credentials = await self._loader.credentials(account)
        async with conversing(door, market, credentials, self._policy.deadline) as session:
            try:
                return await self._loader.load_all(session, market, known_before(account), earlier)
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

    def _stale(self, account: Account, fault: ExchangeError) -> Loaded:
        return Loaded(replace(account.worth, stale_reason=fault.description), None)

    async def _keep(self, caller: Caller | None, asked: Account, key: KeyState, loaded: Loaded) -> Account:
        async def work(tx: Transaction) -> Account:
            current = await tx.accounts.lock(asked.user_id, asked.id)
            if current.credentials_version != asked.credentials_version:
                return current  # the key was replaced meanwhile: what was learned under the old one is void
            due = self._watching.due_at(asked.id, key, loaded.worth)
            kept = replace(current, key=key, worth=loaded.worth, updated_at=self._clock(), balances_due_at=due)
            if loaded.worth.stale_reason is None:
                kept = await record(tx.history, kept, loaded.told)
            await tx.accounts.save(kept)
            if kept.key != current.key:
                details = {"state": key.state, "lock_reason": key.lock_reason}
                await tx.audit.append(audited(caller, self._clock(), "account.key_state", asked.id, details))
            return kept

        return await self._store.write(work)


def _earlier(account: Account, *, anew: bool) -> Balances | None:
    """Return what the venue is shown of the last load; `anew` has heavy wallets asked for as well."""
    balances = account.worth.balances
    return replace(balances, told_at=()) if balances and anew else balances


def _is_pause(fault: ExchangeError) -> bool:
    return isinstance(fault, RateLimitExceeded) and (fault.retry_after or 0) < SHORT_PAUSE

"""Load what an account holds and value it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moorage.domain.account import Account, Worth
from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import ExchangeError
from moorage.domain.history import ToldTransfers, ValuedTransfer
from moorage.domain.market import Market
from moorage.domain.profit import Figures
from moorage.domain.quotes import Quotes, value
from moorage.domain.transfer import Known, Transfer, Transfers
from moorage.domain.valuation import EXACT, Valuation
from moorage.services.policy import Policy
from moorage.services.ports import Clock, ExchangeSession, Markets, Prices, SealedField, SealPlace, Vault
from moorage.services.repositories import Store
from moorage.services.rhythm import Rhythm

PATIENCE: Final = 0.6  # of the deadline: what a first load may take before the account is stored without it

PATIENCE_FOR_TRANSFERS: Final = 0.15  # of the deadline, after the balances came
NOT_TOLD: Final = "The exchange does not tell deposits and withdrawals here; they are counted as profit and loss."
SILENT: Final = "The exchange did not tell deposits and withdrawals at the last load: {reason}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought; `told` is None when transfers were not asked for."""

    worth: Worth
    told: ToldTransfers | None


class Loader:
    """Reads balances through an open session and values them with the venue's prices."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        markets: Markets,
        prices: Prices,
        policy: Policy,
        clock: Clock,
        rhythm: Rhythm | None = None,
    ) -> None:
        """Take the ports, and how often accounts are loaded."""
        self._rhythm = rhythm or Rhythm()
        self._store = store
        self._vault = vault
        self._markets = markets
        self._prices = prices
        self._policy = policy
        self._clock = clock

    async def load(self, session: ExchangeSession, market: Market) -> Worth:
        """Load balances and prices at once and value them.

        Raises:
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the session; prices never fail a load.
        """
        return (await self.load_all(session, market, None)).worth

    async def load_all(
        self, session: ExchangeSession, market: Market, known: Known | None, earlier: Balances | None = None
    ) -> Loaded:
        """Load balances, prices and the transfers that are not known yet at once, and value them.

        Args:
            session: Open.
            market: Which account type.
            known: What is known of transfers; None asks for none.
            earlier: As the session says of balances.

        Raises:
            KeyRefused, ExchangeOutage, UnknownMarketApiError: as the session says of balances; neither prices nor
                transfers fail a load.
        """
        pricing = asyncio.ensure_future(self._prices.quotes(market))
        telling = asyncio.ensure_future(_told(session, market, known))
        try:
            balances = await session.fetch_balances(market, earlier)
            valuation, quotes = await self._valued(market, balances, await pricing)
            await asyncio.wait({telling}, timeout=self._policy.deadline * PATIENCE_FOR_TRANSFERS)
            told = None if known is None else valued(_outcome(telling), quotes)
            return Loaded(Worth(balances=balances, valuation=valuation), told)
        finally:
            pricing.cancel()
            telling.cancel()
            await asyncio.gather(pricing, telling, return_exceptions=True)

    async def _valued(self, market: Market, balances: Balances, quotes: Quotes) -> tuple[Valuation, Quotes]:
        """Value balances, and return by what; what the venue does not price is asked of the others."""
        valuation = value(balances.holdings, quotes)
        if not valuation.unpriced:
            return valuation, quotes
        completed = await self._prices.quotes(market, valuation.unpriced)
        return (valuation if completed is quotes else value(balances.holdings, completed)), completed

    async def first_load(self, session: ExchangeSession, market: Market) -> Worth:
        """Load within a part of the deadline; a venue that is only slow leaves the numbers to the next load."""
        try:
            async with asyncio.timeout(self._policy.deadline * PATIENCE):
                return await self.load(session, market)
        except TimeoutError:
            return Worth(stale_reason="The exchange was slow; the balances are loaded next.")

    def due_at(self, worth: Worth) -> datetime:
        """Return when the account is to be loaded next: at once while it was never loaded, or prices were missing."""
        complete = worth.balances is not None and worth.valuation.priced_at is not None
        return self._clock() + self._rhythm.every if complete else self._clock()

    async def credentials(self, account: Account) -> Credentials:
        """Open the sealed credentials of an account.

        Raises:
            NotFound: the account was removed.
            VaultIntegrityError: a sealed value does not open.
        """
        sealed = await self._store.read(lambda tx: tx.accounts.sealed(account.user_id, account.id))
        opened: Mapping[SealedField, Secret] = {
            field: self._vault.open(blob, SealPlace(account.user_id, account.vault_id, field))
            for field, blob in sealed.items()
        }
        return Credentials(
            api_key=opened.get(SealedField.API_KEY),
            secret=opened.get(SealedField.SECRET),
            passphrase=opened.get(SealedField.PASSPHRASE),
            customer_id=account.customer_id,
            address=account.address,
        )


async def _told(session: ExchangeSession, market: Market, known: Known | None) -> Transfers | str:
    """Ask for transfers; a sentence says why there are none."""
    if known is None:
        return NOT_TOLD
    try:
        return await session.fetch_transfers(market, known) or NOT_TOLD
    except ExchangeError as fault:
        return SILENT.format(reason=fault.description)


def _outcome(telling: "asyncio.Task[Transfers | str]") -> Transfers | str:
    return telling.result() if telling.done() else SILENT.format(reason="it was slow.")


def valued(told: Transfers | str, quotes: Quotes) -> ToldTransfers:
    """Return transfers with what they are worth now, or the sentence that stands for them."""
    if isinstance(told, str):
        return ToldTransfers(missing=told)
    transfers = [ValuedTransfer(transfer, _figures(transfer, quotes)) for transfer in told.transfers]
    return ToldTransfers(transfers=tuple(transfers), readings=told.readings, missing=told.missing)


def _figures(transfer: Transfer, quotes: Quotes) -> Figures | None:
    btc, usd = quotes.rate(transfer.currency, "BTC"), quotes.rate(transfer.currency, "USD")
    if btc is None or usd is None:
        return None
    return Figures(EXACT.multiply(transfer.amount, btc.factor), EXACT.multiply(transfer.amount, usd.factor))

"""Check a key a person just typed: is it accepted, what may it do, what does it reach, what does it hold."""

from collections.abc import Sequence

from moorage.domain.account import Worth
from moorage.domain.credentials import Credentials
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import KeyRefused
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.services.conversation import judging
from moorage.services.loading import Loader
from moorage.services.policy import Policy
from moorage.services.ports import Exchanges, ExchangeSession
from moorage.services.together import together


class KeyCheck:
    """Asks an exchange about a key; nothing is stored."""

    def __init__(self, *, exchanges: Exchanges, loader: Loader, policy: Policy) -> None:
        """Take the ports."""
        self._exchanges = exchanges
        self._loader = loader
        self._policy = policy

    async def check(self, markets: Sequence[Market], credentials: Credentials) -> tuple[KeyReport, list[Worth]]:
        """Inspect a key and load every account type, all calls that can go out together at once.

        Args:
            markets: The main account type first, then its siblings.
            credentials: As the main market requires.

        Returns:
            The audit, and one worth per market in their order.

        Raises:
            RecordInvalid: the exchange refuses the key, or it does not reach a sibling, or it may do what the owner
                forbids; the attribute names the field.
            AccessDenied: the connection policy.
            ExchangeOutage: the exchange could not be asked.
        """
        async with judging(self._exchanges, markets[0], credentials, self._policy.deadline) as session:
            first, *others = markets
            loads = [self._loader.first_load(session, first)]
            loads += [self._sibling(session, market) for market in others]
            report, worths = await together(session.inspect(), loads)
        self._policy.require_safe(report)
        return report, worths

    async def reached(self, markets: Sequence[Market], credentials: Credentials) -> list[bool]:
        """Say of each market, the main one first, whether the key reaches it. Raises as `check`."""
        async with judging(self._exchanges, markets[0], credentials, self._policy.deadline) as session:
            report = await session.inspect()
            first, *others = (self._reaches(session, report, market) for market in markets)
            main, rest = await together(first, others)
            return [main, *rest]

    async def _sibling(self, session: ExchangeSession, market: Market) -> Worth:
        try:
            return await self._loader.first_load(session, market)
        except KeyRefused as refusal:
            sentence = f"{market.code} is not reachable with this key: {refusal.description}"
            raise RecordInvalid(attributes={"types_to_create": [sentence]}) from None

    async def _reaches(self, session: ExchangeSession, report: KeyReport, market: Market) -> bool:
        told = report.reach(market.code).available
        if told is not None:
            return told
        try:
            await session.fetch_balances(market)
        except KeyRefused:
            return False
        return True

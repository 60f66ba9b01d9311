"""One venue at work: its entry compiled, and everything its sessions share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Final

from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    ExchangeError,
    ExchangeNotAvailable,
    ExchangeOutage,
    ExchangeTimeout,
    RateLimitExceeded,
    RestrictedLocation,
)
from moorage.domain.market import Market
from moorage.exchanges.breaker import Breaker
from moorage.exchanges.budget import Budgets, Monotonic
from moorage.exchanges.client import HttpClient, base_urls, host_name
from moorage.exchanges.clocks import KeyLanes, VenueClock
from moorage.exchanges.diagnosis import Diagnosis, Verdict
from moorage.exchanges.entry import Entry, Request, filled
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.paths import PathReader
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.readers import Readers
from moorage.exchanges.resting import Wallets
from moorage.exchanges.sharing import Sharing
from moorage.exchanges.signers.signer import Signer, unsigned
from moorage.exchanges.tally import Tally
from moorage.exchanges.trading_entry import TradingEntry
from moorage.services.agenda import VenueBlock
from moorage.services.ports import Clock
from moorage.transport import DEADLINE, Answer

BANNED: Final = 418
NOBODY: Final = Credentials()
NOTHING: Final[Mapping[str, str]] = {}
PER_SECOND: Final = {"ms": 1, "s": 1000}  # milliseconds in a unit


class Venue:
    """Shared by all sessions of one venue; holds no account."""

    def __init__(
        self,
        entry: Entry,
        *,
        overrides: Mapping[str, str],
        egress_addresses: Sequence[str],
        clock: Clock,
        monotonic: Monotonic,
        deadline: float = DEADLINE,
        sharing: Sharing | None = None,
    ) -> None:
        """Compile what every request needs; parsers are compiled when they are first used."""
        self.entry = entry
        self.sharing = sharing or Sharing()
        self.tally = Tally()
        self.quirk = QUIRKS[entry.quirk]
        self.now, self.clock = clock, VenueClock(clock)
        self.lanes = KeyLanes()
        self.client = HttpClient(entry.name, base_urls(entry.venue, entry.hosts, overrides), deadline)
        self.diagnosis = Diagnosis(entry, egress_addresses)
        self.budgets = Budgets(
            entry.name,
            entry.limits,
            monotonic,
            self.sharing.of_limits,
            background=self.sharing.background,
            told=self._blocked,
        )
        self.breakers = {host: Breaker(entry.name, monotonic) for host in entry.hosts}
        self._host_names = {host: host_name(url) for host, url in entry.hosts.items()}
        self.readers = Readers(entry, self.quirk, egress_addresses, clock)

    async def ask(
        self,
        name: str,
        signer: Signer | None = None,
        credentials: Credentials = NOBODY,
        arguments: Mapping[str, str] = NOTHING,
        *,
        background: bool = False,
    ) -> Answer | Verdict:
        """Send one named request within budget and breaker.

        Args:
            name: A request of the entry.
            signer: Signs it; None for a public request.
            credentials: The signer's, so that no text that holds them is repeated.
            arguments: What the request's path and parameters name, see `entry.Request`.
            background: Whether nobody waits for the answer, so that calls of people go first.

        Returns:
            The answer, or what the entry's table says is wrong with it.

        Raises:
            ExchangeOutage: nothing was sent, or no whole answer came.
        """
        try:
            outcome = await self._ask(name, signer, credentials, arguments, background=background)
        except ExchangeError as error:
            self.tally.failed(error)
            raise
        if isinstance(outcome, Verdict):
            self.tally.failed(outcome.error)
        return outcome

    async def make_way(self, name: str, signer: Signer | None) -> None:
        """Wait until the background may send a request, before anything is held that people wait for.

        Raises:
            RateLimitExceeded: not soon.
        """
        request = self.request(name)
        await self.budgets.make_way(request.limit, request.weight, signer.key_id if signer else b"")

    async def _ask(
        self,
        name: str,
        signer: Signer | None,
        credentials: Credentials,
        arguments: Mapping[str, str],
        *,
        background: bool,
    ) -> Answer | Verdict:
        request = filled(self.request(name), arguments)
        key_id = signer.key_id if signer else b""
        breaker = self.breakers[request.host]
        await breaker.settled()
        began = breaker.enter()
        try:
            await self.budgets.take(request.limit, request.weight, key_id, background=background)
            answer = await self._send(request, signer)
        except (ExchangeNotAvailable, ExchangeTimeout):
            breaker.failed(began)
            raise
        finally:
            breaker.left()
        judged = self._judge(name, key_id, answer, credentials, began)
        return judged or self._reshaped(name, answer, signer.api_key if signer else "")

    async def _send(self, request: Request, signer: Signer | None) -> Answer:
        with self.tally.sending():
            return await self.client.send(
                request.host,
                lambda: (
                    signer.sign(request, self._host_names[request.host], self.clock.stamp(self.entry.signing))
                    if signer
                    else unsigned(request)
                ),
                request.largest,
            )

    def wallets(self, market: Market, key_id: bytes, *, background: bool) -> Wallets:
        """Return what is asked for an account type's balances.

        Raises:
            RateLimitExceeded: it is for the background, and the key could not finish such a load now.
        """
        if background:
            self.budgets.require_room(self.readers.cost(market.code).by_key, key_id)
        return self.readers.balances[market.code]

    def _blocked(self, limit: str, key_id: bytes, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        block = VenueBlock(venue=self.entry.venue, limit=limit, key_id=key_id, until=until, seconds=seconds)
        self.sharing.blocked(block)

    def request(self, name: str) -> Request:
        """Return a named request of the entry, or of what belongs to it."""
        return self.entry.requests.get(name) or self.trading.requests[name]

    @property
    def trading(self) -> TradingEntry:
        """What the venue tells besides keys, balances and prices. Raises `ConfigurationError`."""
        return self.readers.trading

    def _judge(
        self, name: str, key_id: bytes, answer: Answer, credentials: Credentials, began: float
    ) -> Verdict | None:
        request = self.request(name)
        verdict = self.diagnosis.verdict(answer, credentials)
        self.budgets.learn(request.limit, key_id, answer.headers)
        error = verdict.error if verdict else None
        if isinstance(error, RateLimitExceeded):
            banned = answer.status == BANNED
            self.budgets.block(request.limit, key_id, error.retry_after or 1.0, everything=banned)
        if isinstance(error, ExchangeOutage) and not isinstance(error, RateLimitExceeded | RestrictedLocation):
            self.breakers[request.host].failed(began)
        else:
            self.breakers[request.host].answered()
        return verdict

    def _reshaped(self, name: str, answer: Answer, api_key: str) -> Answer | Verdict:
        reshape, of_key = self.quirk.reshape.get(name), self.quirk.of_key.get(name)
        try:
            if of_key is not None:
                return replace(answer, body=of_key(answer.body, api_key))
            return answer if reshape is None else replace(answer, body=reshape(answer.body))
        except ExchangeError as error:
            return Verdict(error)
        except (*MISREAD, KeyError, TypeError, IndexError):
            return Verdict(self.diagnosis.bad_response())

    def arguments(self, name: str, before: bytes) -> Mapping[str, str] | None:
        """Return what a request's path and parameters name, from the answer of the request before; None: ask no more.

        Raises:
            BadResponse: that answer does not tell.
        """
        try:
            return self.quirk.arguments[name](before)
        except (*MISREAD, KeyError, TypeError, IndexError):
            fault = self.diagnosis.bad_response()
        raise fault

    async def learn_clock(self) -> bool:
        """Compare the clocks; False when the venue does not tell its time. Raises `ExchangeOutage`."""
        if self.entry.clock is None:
            return False
        await self.clock.learn(self._ask_time)
        return True

    async def _ask_time(self) -> int:
        facts = self.entry.clock
        assert facts is not None  # noqa: S101 - asked only by `learn_clock`
        answer = await self.ask(facts.request)
        if isinstance(answer, Verdict):
            raise answer.error
        try:
            told = self._time_reader.read(answer.body)[facts.path]
            return int(str(told)) * PER_SECOND[facts.unit]
        except (*MISREAD, KeyError):
            fault = self.diagnosis.bad_response()
        raise fault

    @cached_property
    def _time_reader(self) -> PathReader:
        return PathReader([self.entry.clock.path] if self.entry.clock else [])

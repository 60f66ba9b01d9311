"""One conversation with a venue under one key."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import date
from functools import partial
from types import TracebackType
from typing import Final

from moorage.domain.balance import Balances, Holding
from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    ExchangeError,
    InvalidNonce,
    KeyRefused,
    PermissionDenied,
    UnknownMarketApiError,
)
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.domain.trading_rule import TradingRule
from moorage.domain.transfer import Known, Transfers
from moorage.domain.volume import Trades
from moorage.exchanges.deposits import VenueDesk
from moorage.exchanges.diagnosis import Verdict
from moorage.exchanges.entry import placeholders
from moorage.exchanges.order_count import OrderCount
from moorage.exchanges.parsers import MISREAD, BalanceParser
from moorage.exchanges.patience import Patience
from moorage.exchanges.resting import Wallets, joined, resting
from moorage.exchanges.rules import QuoteReader
from moorage.exchanges.signers.paste import require_clean
from moorage.exchanges.signers.signer import Signer
from moorage.exchanges.trade_walk import TradeWalk
from moorage.exchanges.transfer_walk import TransferWalk
from moorage.exchanges.venue import Venue
from moorage.transport import Answer

PLAIN: Final = re.compile(r"[A-Za-z0-9_.:,@+-]*")
HARMLESS: Final = re.compile(r"[^{}\x00-\x1f\x7f]{0,512}")


class Session:
    """Implements `services.ports.ExchangeSession`: a named request is sent at most once, whoever asks for it."""

    def __init__(self, venue: Venue, credentials: Credentials, *, background: bool = False) -> None:
        """Check the credentials and get ready to sign; in the background, calls of people go first.

        Raises:
            KeyRefused: an obvious paste fault, naming the field.
        """
        require_clean(venue.entry.credentials, credentials)
        self._venue = venue
        self._credentials = credentials
        self._background = background
        self._signer = Signer(venue.entry.signing, venue.quirk, credentials, venue.sharing.key_secret)
        self._lane = venue.lanes.lane(self._signer.key_id) if venue.entry.signing.nonce == "increasing" else None
        self._asked: dict[str, asyncio.Task[Answer | Verdict | None]] = {}
        self._clock_learned = False

    async def __aenter__(self) -> "Session":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def inspect(self) -> KeyReport:
        """Ask what the key is and may do. Raises as the port says."""
        facts = self._venue.entry.inspection
        needed = [name for name in facts.requests if name not in facts.optional]
        extra = [self._ask(name) for name in facts.optional]
        bodies = await self._bodies(needed)
        for name, task in zip(facts.optional, extra, strict=True):
            answer = await asyncio.shield(task)
            if isinstance(answer, Answer):
                bodies[name] = answer.body
        try:
            return self._venue.readers.inspection.read(bodies)
        except MISREAD:
            fault = self._venue.diagnosis.bad_response()
        raise fault

    async def fetch_balances(self, market: Market, earlier: Balances | None = None) -> Balances:
        """Load what one account type holds, in the background only when the key has room for it. Raises as the port."""
        wallets = self._venue.wallets(market, self._signer.key_id, background=self._background)
        rest = resting(wallets, earlier, self._venue.now())
        if earlier is not None and rest:
            awake = await self._load([each for each in wallets if each[1].wallet not in rest])
            if (balances := joined(awake, earlier, rest)) is not None:
                return balances
        return await self._load(wallets)

    async def _load(self, wallets: Wallets) -> Balances:
        bodies = await self._bodies([name for name, _ in wallets], self._venue.readers.spared)
        unread = dict.fromkeys(parser.wallet for name, parser in wallets if self._is_unread(name))
        told = [(parser, bodies[name]) for name, parser in wallets if name in bodies and parser.wallet not in unread]
        now = self._venue.now()
        slow = dict.fromkeys(parser.wallet for parser, _ in told if parser.every)
        return Balances(tuple(self._holdings(told)), now, tuple(unread), tuple((wallet, now) for wallet in slow))

    async def fetch_transfers(self, market: Market, known: Known) -> Transfers | None:
        """Ask what came into an account type and left it. Raises as the port says."""
        readers = self._venue.readers.transfers[market.code]
        untold = self._venue.trading.transfers.untold_of(market.code)
        walk = TransferWalk(self._aside().call_later, self._venue.diagnosis.bad_response, self._venue.now())
        return await walk.all(readers, known, untold) if readers or untold else None

    async def call_later(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Send as `call`, waiting for budget longer than a person would, and for some seconds at most. Raises as it."""
        return await Patience().send(self.call, name, arguments)

    def _aside(self) -> "Session":
        """Return this conversation for what nobody waits for: it leaves the budget to the calls that somebody does."""
        aside = copy(self)
        aside._background = True  # noqa: SLF001 - a copy of our own
        return aside

    def deposit_desk(self, market: Market) -> VenueDesk | None:
        """Return who tells where coins can be sent to. As the port says."""
        reader = self._venue.readers.deposits.get(market.code)
        return None if reader is None else VenueDesk(reader, self.call, self._venue.diagnosis.bad_response)

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:
        """Add to the rule of an instrument what the venue tells only under a key. Raises as the port says."""
        for facts in self._venue.trading.leverage:
            if market.code in facts.markets:
                body = await self.call(facts.request, {"symbol": rule.symbol})
                rule = self._completed(rule, QuoteReader(facts), body)
        return rule

    def _completed(self, rule: TradingRule, reader: QuoteReader, body: bytes) -> TradingRule:
        try:
            return rule.bounded(reader.read(body, rule.symbol).limits)
        except MISREAD:
            fault = self._venue.diagnosis.bad_response()
        raise fault

    async def count_open_orders(self, market: Market) -> int | None:
        """Count the orders of an account type that wait at the exchange. Raises as the port says."""
        readers = self._venue.readers.orders[market.code]
        return await OrderCount(self.call, self._venue.diagnosis.bad_response).all(readers) if readers else None

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:
        """Ask what was traded in an account type. Raises as the port says."""
        readers = self._venue.readers.trades[market.code]
        patience, misread = Patience(), self._venue.diagnosis.bad_response
        walk = TradeWalk(partial(patience.send, self.call), misread, self._venue.now(), patience.is_over)
        return await walk.all(readers, since) if readers else None

    async def call(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Send one named request for its own sake, with arguments, each time it is asked.

        Args:
            name: Of the venue's entry or of what belongs to it.
            arguments: What its path and parameters name: names as the venue itself writes them, numbers, times,
                in the path only plain ones. A parameter whose argument is "" is left out.

        Raises:
            ExchangeError: as the port says of `inspect`.
            ValueError: an argument that could lead the path elsewhere, or name something itself.
        """
        in_path = {name: arguments[name] for name in placeholders(self._venue.request(name).path) if name in arguments}
        if not all(PLAIN.fullmatch(text) for text in in_path.values()):
            raise ValueError("an argument in a path is a plain name, number or time")
        if not all(HARMLESS.fullmatch(text) for text in arguments.values()):
            raise ValueError("an argument of a request is one line without braces")
        answer = await self._answer(name, arguments)
        instead = self._venue.request(name).instead
        if instead is not None and isinstance(answer, Verdict) and answer.other_kind:
            return await self.call(instead, arguments)
        if isinstance(answer, Answer):
            return answer.body
        raise await self._meaning(name, answer)

    def _holdings(self, told: Sequence[tuple[BalanceParser, bytes]]) -> list[Holding]:
        try:
            return [holding for parser, body in told for holding in parser.parse(body)]
        except MISREAD:
            fault = self._venue.diagnosis.bad_response()
        raise fault

    async def _bodies(self, names: Sequence[str], spared: Collection[str] = ()) -> dict[str, bytes]:
        """Ask all at once; of several errors the earliest in order is raised.

        Left out are pages after the last one and, of the `spared` requests, those that the venue refuses for
        themselves: for want of a right, because the wallet was never opened, or for what only the venue knows.
        """
        bodies = {}
        for name, task in [(name, self._ask(name)) for name in names]:
            answer = await asyncio.shield(task)
            if answer is None:
                continue
            if isinstance(answer, Answer):
                bodies[name] = answer.body
                continue
            error = await self._meaning(name, answer)
            if name not in spared or not isinstance(error, PermissionDenied | UnknownMarketApiError):
                raise error
        return bodies

    def _is_unread(self, name: str) -> bool:
        """Say whether a request, already answered, was refused though there may be something to tell."""
        answer = self._asked[name].result()
        if not isinstance(answer, Verdict) or answer.never_opened:
            return False
        return not (answer.other_kind and name in self._venue.readers.merged)

    async def _meaning(self, name: str, verdict: Verdict) -> ExchangeError:
        """Tell apart what the venue lumps together: the same key is asked for something it may do in any case."""
        judge = self._venue.entry.inspection.requests[0]
        if verdict.key_works is None or name == judge:
            return verdict.error
        answer = await asyncio.shield(self._ask(judge))
        if not isinstance(answer, Answer):
            return answer.error if answer and isinstance(answer.error, KeyRefused) else verdict.error
        try:
            self._venue.readers.inspection.require_read(answer.body)
        except PermissionDenied as refusal:
            return refusal
        except MISREAD:
            return self._venue.diagnosis.bad_response()
        return verdict.key_works

    def _ask(self, name: str) -> asyncio.Task[Answer | Verdict | None]:
        task = self._asked.get(name)
        if task is None:
            task = self._asked[name] = asyncio.create_task(self._converse(name))
        return task

    async def _converse(self, name: str) -> Answer | Verdict | None:
        before = self._venue.request(name).after
        arguments: Mapping[str, str] | None = {}
        if before is not None:
            earlier = await asyncio.shield(self._ask(before))
            if not isinstance(earlier, Answer):
                return earlier
            try:
                arguments = self._venue.arguments(name, earlier.body)
            except UnknownMarketApiError as fault:
                return Verdict(fault)
        if arguments is None:
            return None
        answer = await self._answer(name, arguments)
        instead = self._venue.request(name).instead
        if instead is not None and isinstance(answer, Verdict) and answer.other_kind:
            return await asyncio.shield(self._ask(instead))
        return answer

    async def _answer(self, name: str, arguments: Mapping[str, str]) -> Answer | Verdict:
        """Send, and once more where only a clock or a counter was off."""
        answer = await self._send(name, arguments)
        stale = isinstance(answer, Verdict) and (answer.or_clock or isinstance(answer.error, InvalidNonce))
        if stale and (self._lane is not None or await self._learn_clock()):
            answer = await self._send(name, arguments)
        return answer

    async def _learn_clock(self) -> bool:
        if not self._clock_learned:
            self._clock_learned = await self._venue.learn_clock()
        return self._clock_learned

    async def _send(self, name: str, arguments: Mapping[str, str]) -> Answer | Verdict:
        signer = self._signer if self._venue.request(name).signed else None
        if self._lane is None:
            return await self._ask_venue(name, signer, arguments)
        if self._background:
            await self._venue.make_way(name, signer)
        async with self._lane:
            return await self._ask_venue(name, signer, arguments)

    async def _ask_venue(self, name: str, signer: Signer | None, arguments: Mapping[str, str]) -> Answer | Verdict:
        return await self._venue.ask(name, signer, self._credentials, arguments, background=self._background)

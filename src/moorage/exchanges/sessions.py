"""One conversation with a venue under one key."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from types import TracebackType

from moorage.domain.balance import Balances, Holding
from moorage.domain.credentials import Credentials
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market
from moorage.domain.trading_rule import TradingRule
from moorage.domain.transfer import Known, Transfers
from moorage.domain.volume import Trades
from moorage.exchanges.deposits import VenueDesk
from moorage.exchanges.named_requests import NamedRequests
from moorage.exchanges.order_count import OrderCount
from moorage.exchanges.parsers import MISREAD, BalanceParser
from moorage.exchanges.patience import FOR_TRADES, Patience
from moorage.exchanges.resting import Wallets, joined, resting
from moorage.exchanges.rules import QuoteReader
from moorage.exchanges.signers.paste import require_clean
from moorage.exchanges.signers.signer import Signer
from moorage.exchanges.trade_walk import TradeWalk
from moorage.exchanges.transfer_walk import TransferWalk
from moorage.exchanges.venue import Venue


class Session:
    """Implements `services.ports.ExchangeSession`: a named request is sent at most once, whoever asks for it."""

    def __init__(self, venue: Venue, credentials: Credentials, *, background: bool = False) -> None:
        """Check the credentials and get ready to sign; in the background, calls of people go first.

        Raises:
            KeyRefused: an obvious paste fault, naming the field.
        """
        require_clean(venue.entry.credentials, credentials)
        self._venue = venue
        self._background = background
        self._signer = Signer(venue.entry.signing, venue.quirk, credentials, venue.sharing.key_secret)
        self._requests = NamedRequests(venue, credentials, self._signer, background=background)

    async def __aenter__(self) -> "Session":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._requests.close()

    async def inspect(self) -> KeyReport:
        """Ask what the key is and may do. Raises as the port says."""
        facts = self._venue.entry.inspection
        needed = [name for name in facts.requests if name not in facts.optional]
        for name in facts.optional:
            self._requests.begin(name)
        bodies = await self._requests.bodies(needed)
        bodies |= await self._requests.answered(facts.optional)
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
            awake = await self._load([each for each in wallets if each[1].wallet not in rest], earlier)
            if (balances := joined(awake, earlier, rest)) is not None:
                return balances
        return await self._load(wallets, earlier)

    async def _load(self, wallets: Wallets, earlier: Balances | None) -> Balances:
        held = {holding.wallet for holding in earlier.holdings} if earlier else set()
        spared = self._venue.readers.spared
        empty = {name: parser.wallet not in held for name, parser in wallets if name in spared}
        bodies = await self._requests.bodies([name for name, _ in wallets], empty)
        unread = dict.fromkeys(parser.wallet for name, parser in wallets if self._requests.is_unread(name))
        told = [(parser, bodies[name]) for name, parser in wallets if name in bodies and parser.wallet not in unread]
        now = self._venue.now()
        slow = dict.fromkeys(parser.wallet for parser, _ in told if parser.every)
        return Balances(tuple(self._holdings(told)), now, tuple(unread), tuple((wallet, now) for wallet in slow))

    async def fetch_transfers(self, market: Market, known: Known) -> Transfers | None:
        """Ask what came into an account type and left it. Raises as the port says."""
        readers = self._venue.readers.transfers[market.code]
        untold = self._venue.trading.transfers.untold_of(market.code)
        ask = partial(Patience().send, self._requests.aside().call)
        walk = TransferWalk(ask, self._venue.diagnosis.bad_response, self._venue.now())
        return await walk.all(readers, known, untold) if readers or untold else None

    def deposit_desk(self, market: Market) -> VenueDesk | None:
        """Return who tells where coins can be sent to. As the port says."""
        reader = self._venue.readers.deposits.get(market.code)
        return None if reader is None else VenueDesk(reader, self._requests.call, self._venue.diagnosis.bad_response)

    async def complete(self, market: Market, rule: TradingRule) -> TradingRule:
        """Add to the rule of an instrument what the venue tells only under a key. Raises as the port says."""
        for facts in self._venue.trading.leverage:
            if market.code in facts.markets:
                body = await self._requests.call(facts.request, {"symbol": rule.symbol})
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
        return (
            await OrderCount(self._requests.call, self._venue.diagnosis.bad_response).all(readers) if readers else None
        )

    async def fetch_trades(self, market: Market, since: date) -> Trades | None:
        """Ask what was traded in an account type. Raises as the port says."""
        readers = self._venue.readers.trades[market.code]
        patience, misread = Patience(FOR_TRADES), self._venue.diagnosis.bad_response
        walk = TradeWalk(partial(patience.send, self._requests.call), misread, self._venue.now(), patience.is_over)
        return await walk.all(readers, since) if readers else None

    def _holdings(self, told: Sequence[tuple[BalanceParser, bytes]]) -> list[Holding]:
        try:
            return [holding for parser, body in told for holding in parser.parse(body)]
        except MISREAD:
            fault = self._venue.diagnosis.bad_response()
        raise fault

"""Who reads the answers of one venue: compiled from its entry when first used, shared by all its sessions."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from moorage.exchanges.assets import AssetNames
from moorage.exchanges.deposits import DepositReader
from moorage.exchanges.entry import Entry
from moorage.exchanges.inspection import InspectionReader
from moorage.exchanges.load_cost import LoadCost, load_cost
from moorage.exchanges.market_facts import Balance
from moorage.exchanges.order_count import OrderReader
from moorage.exchanges.parsers import BalanceParser
from moorage.exchanges.quirks.quirk import Quirk
from moorage.exchanges.tickers import TickerParser
from moorage.exchanges.trades import TradeReader
from moorage.exchanges.trading_entry import TradingEntry, read_trading_entry
from moorage.exchanges.transfers import TransferReader
from moorage.services.ports import Clock


class Readers:
    """What turns answers into balances, prices, reports of keys, transfers, deposits, orders and trades."""

    def __init__(self, entry: Entry, quirk: Quirk, egress_addresses: Sequence[str], now: Clock) -> None:
        """Compile nothing yet."""
        self._entry = entry
        self._quirk = quirk
        self._egress_addresses = egress_addresses
        self._now = now
        self._costs: dict[str, LoadCost] = {}
        self._codes = [market.code for market in entry.markets]
        self.names = AssetNames(entry.assets)

    @cached_property
    def trading(self) -> TradingEntry:
        """What the venue tells besides keys, balances and prices. Raises `ConfigurationError`."""
        return read_trading_entry(self._entry)

    @cached_property
    def inspection(self) -> InspectionReader:
        """Reads the inspection requests."""
        return InspectionReader(self._entry, self._egress_addresses, self._now)

    @cached_property
    def balances(self) -> Mapping[str, Sequence[tuple[str, BalanceParser]]]:
        """Market code -> the requests to make and who reads each."""
        return {
            market.code: [(facts.request, BalanceParser(facts, self.names)) for facts in market.balances]
            for market in self._entry.markets
        }

    def cost(self, market_code: str) -> LoadCost:
        """Return what loading an account of a type costs."""
        cost = self._costs.get(market_code)
        if cost is None:
            cost = self._costs[market_code] = load_cost(self._entry, market_code)
        return cost

    @cached_property
    def spared(self) -> frozenset[str]:
        """Requests of wallets that are left out when the venue does not tell them."""
        told = self._entry.inspection.wallets
        return frozenset(facts.request for facts in self._wallets if facts.spared or facts.wallet in told)

    @cached_property
    def merged(self) -> frozenset[str]:
        """Requests of wallets that are a part of another one in accounts of another kind."""
        return frozenset(facts.request for facts in self._wallets if facts.merged)

    @property
    def _wallets(self) -> list[Balance]:
        return [facts for market in self._entry.markets for facts in market.balances]

    @cached_property
    def tickers(self) -> Mapping[str, TickerParser]:
        """Ticker kind -> who reads it."""
        return {kind: TickerParser(facts, self.names, self._quirk) for kind, facts in self._entry.tickers.items()}

    @cached_property
    def transfers(self) -> Mapping[str, Sequence[TransferReader]]:
        """Market code -> who reads its lists of transfers; empty where the venue tells nothing of them."""
        readers = [TransferReader(facts, self.names) for facts in self.trading.transfers.lists]
        return {code: [each for each in readers if code in each.facts.markets] for code in self._codes}

    @cached_property
    def deposits(self) -> Mapping[str, DepositReader]:
        """Market code -> who reads networks and deposit addresses; only of account types that take deposits."""
        told = [(facts, DepositReader(facts, self.names)) for facts in self.trading.deposits]
        return {code: reader for facts, reader in told for code in facts.markets}

    @cached_property
    def orders(self) -> Mapping[str, Sequence[OrderReader]]:
        """Market code -> who reads its lists of open orders; empty where the venue does not tell all of them."""
        readers = [OrderReader(facts) for facts in self.trading.orders.lists]
        return {code: [each for each in readers if code in each.facts.markets] for code in self._codes}

    @cached_property
    def trades(self) -> Mapping[str, Sequence[TradeReader]]:
        """Market code -> who reads its lists of trades; empty where the venue does not tell all of them."""
        readers = [TradeReader(facts) for facts in self.trading.trades.lists]
        return {code: [each for each in readers if code in each.facts.markets] for code in self._codes}

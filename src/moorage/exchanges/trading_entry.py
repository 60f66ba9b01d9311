"""The form of `catalog/trading/<venue>.toml`: what a venue tells besides keys, balances and prices.

It belongs to the venue's entry and is read when it is first needed, so that it costs nothing at start. Its requests go
to the entry's hosts, under the entry's limits.
"""

import tomllib
from collections.abc import Mapping
from importlib import resources

import msgspec

from moorage.domain.errors import ConfigurationError
from moorage.exchanges.activity_facts import OrderFacts, OrderList
from moorage.exchanges.deposit_facts import DepositFacts
from moorage.exchanges.entry import Entry, Request
from moorage.exchanges.facts import Facts
from moorage.exchanges.rule_facts import Quotes, Rules
from moorage.exchanges.trade_facts import TradeFacts, TradeList
from moorage.exchanges.transfer_facts import TransferFacts


class TradingEntry(Facts, frozen=True, kw_only=True):
    """Further facts of one venue; what a venue does not tell is left out."""

    venue: str
    sources: dict[str, str] = msgspec.field(default_factory=dict)
    """Short name of a document -> its title, version and date, beside those of the venue's entry."""
    requests: dict[str, Request] = msgspec.field(default_factory=dict)
    transfers: TransferFacts = TransferFacts()
    deposits: tuple[DepositFacts, ...] = ()
    rules: tuple[Rules, ...] = ()
    """Which instruments the markets have, and the bounds of an order."""
    quotes: tuple[Quotes, ...] = ()
    """Prices of one instrument; a market's blocks are all asked, the first that tells something counts."""
    leverage: tuple[Quotes, ...] = ()
    """Bounds of one instrument that are told only under a key; their requests are signed."""
    orders: OrderFacts = OrderFacts()
    trades: TradeFacts = TradeFacts()


def read_trading_entry(entry: Entry) -> TradingEntry:
    """Read and check what belongs to a venue's entry; empty where there is no such file.

    Raises:
        ConfigurationError: an unknown or missing key, or it speaks of something that nobody defines.
    """
    folder = resources.files("moorage.exchanges").joinpath("catalog", "trading")
    file = folder.joinpath(f"{entry.venue}.toml")
    if not file.is_file():
        return TradingEntry(venue=entry.venue)
    try:
        trading = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), TradingEntry)
        _require_known(entry, trading)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError) as fault:
        raise ConfigurationError(f"The catalogue entry trading/{file.name} is wrong: {fault}") from None
    return trading


def _require_known(entry: Entry, trading: TradingEntry) -> None:
    if trading.venue != entry.venue:
        raise ValueError(f"it says that it is of {trading.venue}")
    requests: Mapping[str, Request] = trading.requests
    for name, request in requests.items():
        if name in entry.requests:
            raise ValueError(f"the request {name} is in the venue's entry already")
        if request.host not in entry.hosts or request.limit not in entry.limits:
            raise ValueError(f"the request {name} names a host or limit that the venue's entry does not have")
    _require_transfers_known(entry, trading)
    _require_rules_known(entry, trading)
    _require_orders_known(entry, trading)


def _require_transfers_known(entry: Entry, trading: TradingEntry) -> None:
    told = trading.transfers
    named = {code for listed in told.lists for code in listed.markets}
    named |= {code for untold in told.untold for code in untold.markets}
    named |= {code for deposits in trading.deposits for code in deposits.markets}
    if unknown := named - {market.code for market in entry.markets}:
        raise ValueError(f"transfers or deposits speak of no market {', '.join(sorted(unknown))}")
    asked = {listed.rows.request for listed in told.lists}
    asked |= {rows.request for block in trading.deposits for rows in (block.networks.rows, block.address)}
    if nowhere := asked - {*trading.requests, *entry.requests}:
        raise ValueError(f"there is no request {', '.join(sorted(nowhere))}")


def _require_rules_known(entry: Entry, trading: TradingEntry) -> None:
    blocks: list[Rules | Quotes] = [*trading.rules, *trading.quotes, *trading.leverage]
    codes = {market.code for market in entry.markets}
    for block in blocks:
        if block.request not in {*trading.requests, *entry.requests}:
            raise ValueError(f"rules are asked for by no request {block.request}")
        if unknown := sorted(set(block.markets) - codes):
            raise ValueError(f"rules speak of no market {', '.join(unknown)}")


def _require_orders_known(entry: Entry, trading: TradingEntry) -> None:
    lists: list[OrderList | TradeList] = [*trading.orders.lists, *trading.trades.lists]
    if unknown := {code for told in lists for code in told.markets} - {market.code for market in entry.markets}:
        raise ValueError(f"orders or trades speak of no market {', '.join(sorted(unknown))}")
    kinds = [told.kinds_of for told in trading.orders.lists if told.kinds_of]
    for rows in [*(told.rows for told in lists), *kinds]:
        if rows.request not in {*trading.requests, *entry.requests}:
            raise ValueError(f"orders or trades are asked for by no request {rows.request}")

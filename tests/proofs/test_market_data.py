"""Pairs, prices, bounds and leverage through the front door, for every market, read as a typed client reads them."""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec
import pytest

from exchange_sandbox.client import SandboxClient
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.trading_entry import read_trading_entry
from tests.contract.market_data import CurrencyRates, Leverage, Pairs, RatesWithLeverage
from tests.proofs.front_door import ACCOUNTS, PREFIX, Answer, FrontDoor, fetch, front_door
from tests.proofs.test_connect import MARKETS, PRICES

ENTRIES: Final = Catalog.load().entries
FUTURES: Final = [
    code
    for code, venue in MARKETS.items()
    if any(code in rules.markets and rules.margin_modes for rules in read_trading_entry(ENTRIES[venue]).rules)
]
QUIET: Final = ("bsc", "trx", "ethereumwallet", "paper_trading")
"""Markets on which nothing is traded at an exchange."""
NOT_THE_MARK: Final = {"deribit": Decimal("0.2")}
"""Where the emulated exchange's last trade is so much above its mark."""
WHOLE_UNITS: Final = {"USDT", "USD", "USDC", "EUR", "TRY"}
"""Quotes in which one BTC has a price that this file can say."""
SOURCES: Final = (f"127.1.{number // 250}.{number % 250 + 1}" for number in itertools.count())
"""An address for each asker: the service counts public questions by address."""


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    exchange_sandbox.reset()
    exchange_sandbox.enforce_rate_limits(enforced=False)
    exchange_sandbox.set_prices(PRICES)
    with front_door(tmp_path_factory.mktemp("market_data") / "installation", exchange_sandbox.url) as opened:
        yield opened


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """The world of this file, which its tests leave as it is."""
    return exchange_sandbox


def ask(door: FrontDoor, name: str, **query: str) -> Answer:
    """Ask as anybody may, unsigned."""
    told = "&".join(f"{key}={value}" for key, value in query.items())
    return fetch(door.service.url, "GET", f"{ACCOUNTS}/{name}?{told}", {}, source=next(SOURCES))


def pair_of_btc(door: FrontDoor, market: str) -> tuple[str, Decimal]:
    """Return a pair of a market, and the price at which the sandbox's world has it."""
    pairs = msgspec.json.decode(ask(door, "market_pairs", market_code=market).body, type=Pairs)
    assert len(set(pairs)) == len(pairs)
    quotes = (quote for quote, _, base in (pair.partition("_") for pair in pairs) if base == "BTC")
    quote = next(quote for quote in quotes if quote in WHOLE_UNITS)
    return f"{quote}_BTC", Decimal(PRICES["BTC"]) / Decimal(PRICES.get(quote, "1"))


def require_sound(rates: CurrencyRates, price: Decimal, market: str) -> None:
    """Check that prices surround the world's, stand on the ladder of prices, and that no bound contradicts another."""
    told = {name: Decimal(text) for name, text in msgspec.to_builtins(rates).items() if is_number(text)}
    assert told["bid"] <= price <= told["ask"]
    assert told["bid"] < told["ask"]
    assert [told[f"orderbook_{name}"] for name in ("bid", "ask")] == [told["bid"], told["ask"]]
    assert told.get("last", price) == told.get("orderbook_last", price) == price + NOT_THE_MARK.get(market, 0)
    if "priceStep" in told:
        assert [told[name] % told["priceStep"] for name in ("bid", "ask")] == [0, 0]
    for least, most in (("minPrice", "maxPrice"), ("minLotSize", "maxLotSize"), ("minTotal", "maxTotal")):
        assert told.get(least, Decimal(0)) <= told.get(most, Decimal("Infinity"))
    assert told.get("minPrice", Decimal(0)) <= price <= told.get("maxPrice", Decimal("Infinity"))
    assert {"lotStep", "minLotSize"} & set(told)


def is_number(text: object) -> bool:
    """Whether a value is the text of a number; leverage is a list, and the quote a word."""
    return isinstance(text, str) and text[:1].isdigit()


class TestEveryMarket:
    """What anybody may ask."""

    @pytest.mark.parametrize("market", MARKETS)
    def test_prices_and_bounds(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """A pair of the list has the world's price between bid and ask, and bounds that agree with one another."""
        pair, price = pair_of_btc(door, market)
        rates = ask(door, "currency_rates", market_code=market, pair=pair, limit_type="bot")
        assert rates.status == 200, rates.body
        decoded = msgspec.json.decode(rates.body, type=CurrencyRates, strict=True)
        assert decoded.orderbook_price_currency == pair.partition("_")[0]
        assert (decoded.instrumentKind != "spot") is (market in FUTURES)
        require_sound(decoded, price, market)

    @pytest.mark.parametrize("market", MARKETS)
    def test_rates_with_leverage(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """The same with the leverage: of futures as many ways as the entry has, of spot none."""
        pair, price = pair_of_btc(door, market)
        rates = ask(door, "currency_rates_with_leverage_data", market_code=market, pair=pair)
        assert rates.status == 200, rates.body
        decoded = msgspec.json.decode(rates.body, type=RatesWithLeverage, strict=True)
        assert bool(decoded.leverage_data) is (market in FUTURES)
        require_sound(decoded, price, market)

    @pytest.mark.parametrize("market", FUTURES)
    def test_leverage_of_an_account(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """By either method; what the exchange tells a key is told, and does not contradict what it tells everybody."""
        pair, _ = pair_of_btc(door, market)
        open_to_all = ask(door, "currency_rates_with_leverage_data", market_code=market, pair=pair).json
        caller = door.caller()
        made = caller.connect(market, sandbox.key(MARKETS[market], "trader")).json
        asked = caller.get(f"{ACCOUNTS}/{made['id']}/leverage_data", pair=pair)
        told = msgspec.json.decode(asked.body, type=list[Leverage], strict=True)
        assert caller.post(f"{ACCOUNTS}/{made['id']}/leverage_data", pair=pair).body == asked.body
        assert [mode.code for mode in told] == [mode["code"] for mode in open_to_all["leverage_data"]]
        for mode, public in zip(told, open_to_all["leverage_data"], strict=True):
            assert mode.max_leverage == mode.valid.max
            assert public["max_leverage"] in {None, mode.max_leverage}
            assert mode.max_leverage is None or Decimal(mode.max_leverage) >= Decimal(mode.valid.min) >= 1
        assert caller.remove(made["id"]).json is True

    @pytest.mark.parametrize("market", QUIET)
    def test_wallets_trade_nothing(self, door: FrontDoor, sandbox: SandboxClient, market: str) -> None:
        """There are no pairs, and no pair has a price."""
        assert ask(door, "market_pairs", market_code=market).json == []
        refused = ask(door, "currency_rates", market_code=market, pair="USDT_BTC")
        assert (refused.status, list(refused.attributes)) == (400, ["pair"])

    def test_both_versions_list_the_same(self, door: FrontDoor, sandbox: SandboxClient) -> None:
        """The second version has a path of its own."""
        paths = [f"{PREFIX}/accounts", f"{PREFIX}/v2/accounts", "/public/api/v2/accounts", "/v2/accounts"]
        bodies = {fetch(door.service.url, "GET", f"{path}/market_pairs?market_code=okex", {}).body for path in paths}
        assert len(bodies) == 1


def test_every_futures_market_is_known() -> None:
    """So that none is taken for a spot market by a slip of its entry."""
    markets = [market for entry in ENTRIES.values() for market in entry.markets]
    assert {market.code for market in markets if "futures" in market.supported_market_types} <= set(FUTURES)

"""A whole life of an account through the front door, for every market, and what it is worth to the last digit."""

import json
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from moorage.exchanges.catalog import Catalog
from tests.proofs.front_door import ACCOUNTS, Caller, FrontDoor, front_door, opens

MARKETS: Final[Mapping[str, str]] = {
    market.code: entry.venue for entry in Catalog.load().entries.values() for market in entry.markets
}
"""Market code -> venue, as the catalogue says and the sandbox serves it."""

PRICES: Final = {
    "EUR": "1.25",
    "TRY": "0.03125",
    "USDT": "1",
    "USDC": "1",
    "BTC": "64000",
    "ETH": "3200",
    "BNB": "640",
    "SOL": "160",
    "XRP": "0.64",
    "ADA": "0.64",
    "DOGE": "0.125",
    "DOT": "6.4",
    "SHIB": "0.00002",
    "PEPE": "0.0000125",
    "XMR": "128",
    "GAS": "5.12",
    "OKB": "40",
    "LTC": "80",
}
"""US dollars. Products of twos and fives only: every pair is exact at its tick, so that all paths give one value."""

WALLETS: Final[Mapping[str, Sequence[str]]] = {
    "binance": ("spot", "funding", "earn_locked"),
    "binance_margin": ("margin", "isolated_margin:BTCUSDT"),
    "binance_futures": ("usdm",),
    "binance_futures_eea": ("usdm",),
    "binance_futures_coin": ("coinm",),
    "binance_us": ("spot", "earn"),
    "okex": ("trading", "funding", "earn", "staking"),
    "okex_futures": ("trading",),
    "crypto_com": ("cross", "isolated"),
    "gate_io": ("spot", "earn", "isolated_margin:SOL_USDT"),
    "kraken": ("spot",),
    "kucoin": ("trading", "funding", "margin", "isolated_margin:ETH-USDT", "earn"),
    "bitget": ("spot", "funding", "margin", "isolated_margin:ETHUSDT", "earn"),
    "kraken_futures": ("cash", "flex", "margin:fi_xbtusd"),
    "bitfinex": ("exchange", "margin", "funding"),
    "mexc": ("spot",),
    "huobi": ("spot", "margin", "isolated_margin:ethusdt"),
    "bitstamp": ("spot",),
    "deribit": ("futures",),
    "binance_tr": ("spot",),
}
"""What the seeded account of each market consists of."""

UNREALISED: Final[Mapping[str, tuple[str, Fraction]]] = {
    "binance_futures": ("USDT", Fraction("0.05") * (64000 - 61000)),
    "binance_futures_eea": ("USDT", Fraction("0.05") * (64000 - 61000)),
    "binance_futures_coin": ("BTC", Fraction("0.00104167")),
    "deribit": ("BTC", Fraction("0.00104167")),
    "crypto_com": ("USD", Fraction("0.05") * (64000 - 61000)),
    "kraken_futures": ("USD", Fraction("1.5") * (3200 - 3000)),
    "okex": ("USDT", Fraction("0.02") * (64000 - 62000)),
    "okex_futures": ("USDT", Fraction("0.02") * (64000 - 62000)),
}
"""Profit of open positions. COIN-M: 1000 USD from 60000 to 64000, 1000/60000 - 1000/64000, as Binance rounds it."""

COMMON_NAMES: Final = {
    "XXBT": "BTC",
    "XBT": "BTC",
    "xbt": "BTC",
    "eth": "ETH",
    "usdt": "USDT",
    "XBT.M": "BTC",
    "XETH": "ETH",
    "ETH.F": "ETH",
    "ZUSD": "USD",
    "ZEUR": "EUR",
    "XXDG": "DOGE",
    "XXRP": "XRP",
    "DOT.S": "DOT",
    "SOL.B": "SOL",
    "SOL.staked": "SOL",
    "ADA.S": "ADA",
    "LDUSDT": "USDT",
    "UST": "USDT",
    "USTF0": "USDT",
    "ATO": "ATOM",
}
"""Names of the venues that differ from everybody's."""

SPARE: Final = {"binance_us": "read_only"}
"""Another key of the seeded trader's account, where it is not the one bound to this machine's address."""
OTHER_KEY: Final = "ip_here"


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    with front_door(tmp_path_factory.mktemp("connect") / "installation", exchange_sandbox.url) as opened:
        yield opened


def worth(sandbox: SandboxClient, key: SandboxKey, market: str) -> tuple[Fraction, list[str]]:
    """Return the US dollars of an account, slowly and from the sandbox's own books, and what has no price."""
    prices = {"USD": Fraction(1)} | {code: Fraction(usd) for code, usd in PRICES.items()}
    total, unpriced = Fraction(0), set()
    for code, amount in owned(sandbox, key, market):
        if code in prices:
            total += amount * prices[code]
        elif amount:
            unpriced.add(code)
    return total, sorted(unpriced)


def owned(sandbox: SandboxClient, key: SandboxKey, market: str) -> list[tuple[str, Fraction]]:
    """Return what is owned of each currency: held, less what is owed, with the profit of open positions."""
    with urllib.request.urlopen(f"{sandbox.url}/_control/balances") as answer:
        accounts: list[dict[str, Any]] = json.load(answer)["accounts"]
    wallets = next(each["wallets"] for each in accounts if (each["venue"], each["uid"]) == (key.venue, key.uid))
    found = [
        (
            COMMON_NAMES.get(code, code),
            sum(map(Fraction, (held["free"], held["locked"])), start=Fraction(0)) - owed(held),
        )
        for name in WALLETS[market]
        for code, held in wallets[name].items()
    ]
    return [*found, UNREALISED[market]] if market in UNREALISED else found


def owed(held: Mapping[str, str]) -> Fraction:
    """Return a debt with its interest."""
    return Fraction(held["borrowed"]) + Fraction(held["interest"])


def text(value: Fraction) -> str:
    """Write a positive amount to 18 decimals, half to even, without the zeros at its end but one decimal."""
    units = round(value * 10**18)
    whole, part = divmod(units, 10**18)
    return f"{whole}.{f'{part:018d}'.rstrip('0') or '0'}"


@pytest.fixture
def priced(sandbox: SandboxClient) -> SandboxClient:
    """The world as it starts, at this file's prices."""
    sandbox.set_prices(PRICES)
    return sandbox


class TestEveryMarket:
    """What a caller may do with an account, on every market there is."""

    @pytest.mark.parametrize("market", WALLETS)
    def test_value_is_exact(self, door: FrontDoor, priced: SandboxClient, market: str) -> None:
        """An account is worth what its venue's books say at the venue's prices, in USD and BTC, to the last digit."""
        caller, key = door.caller(), priced.key(MARKETS[market], "trader")
        entity = caller.connect(market, key).json
        usd, unpriced = worth(priced, key, market)
        assert usd > 0
        assert entity["usd_amount"] == text(usd)
        assert entity["primary_display_currency_amount"] == {"currency": "USD", "amount": text(usd)}
        assert entity["btc_amount"] == text(usd / 64000)
        assert entity["x_moorage"]["unpriced"] == unpriced
        assert caller.remove(entity["id"]).status == 200

    @pytest.mark.parametrize("market", MARKETS)
    def test_life(self, door: FrontDoor, priced: SandboxClient, market: str) -> None:
        """Connect, look, rename, lose the key at the exchange, reconnect with another key of the account, remove."""
        caller, key = door.caller(), priced.key(MARKETS[market], "trader")
        account_id = connected_and_shown(caller, market, key)
        locked_by_revocation(caller, priced, key, account_id)
        reconnected(caller, priced.key(key.venue, SPARE.get(key.venue, OTHER_KEY)), account_id)
        removed = caller.remove(account_id)
        assert (removed.status, removed.body) == (200, b"true")
        for gone in (caller.show(account_id), caller.load(account_id), caller.remove(account_id)):
            assert (gone.status, gone.json) == (404, {"error": "not_found", "error_description": "Not Found"})
        assert [row for row in door.rows() if row[0] == account_id] == []


def connected_and_shown(caller: Caller, market: str, key: SandboxKey) -> int:
    """Connect; every view of the account tells the same; return its id."""
    answer = caller.connect(market, key)
    assert answer.status == 200, answer.body
    entity = answer.json
    shown = caller.show(entity["id"])
    assert (shown.status, shown.json) == (200, entity)
    assert [each for each in caller.get(ACCOUNTS).json if each["id"] == entity["id"]] == [entity]
    assert caller.get(ACCOUNTS, api_key=key.api_key).json == [entity]
    assert caller.get(ACCOUNTS, api_key=key.secret).json == []
    types = caller.get(f"{ACCOUNTS}/types_to_connect", type=market, name="Main", **opens(key)).json
    assert {each["type"]: each["connected"] for each in types} == {code: code == market for code in siblings(market)}
    assert all(each["available"] for each in types)
    loaded = caller.load(entity["id"])
    assert loaded.status == 200
    assert {name for name, told in loaded.json.items() if told != entity[name]} <= {"updated_at", "x_moorage"}
    assert not loaded.json["x_moorage"]["stale"]
    renamed = caller.post(f"{ACCOUNTS}/{entity['id']}/rename", name="Harbour wall ⚓")
    assert (renamed.status, renamed.json["name"]) == (200, "Harbour wall ⚓")
    return int(entity["id"])


def locked_by_revocation(caller: Caller, sandbox: SandboxClient, key: SandboxKey, account_id: int) -> None:
    """Delete the key at the exchange: the next load says so, the account is locked, its last numbers stay."""
    before = caller.show(account_id).json
    sandbox.revoke_key(key)
    refused = caller.load(account_id)
    assert (refused.status, refused.json["error"]) == (422, "invalid_api_key")
    assert refused.refusal == "AuthenticationError"
    after = caller.show(account_id).json
    assert (after["is_locked"], after["lock_reason"]) == (True, "invalid_api_key")
    assert (after["api_keys_state"], after["api_key_invalid"]) == ("invalid", True)
    assert after["x_moorage"]["stale"]
    assert after["x_moorage"]["lock_description"] == refused.attributes["api_key"][0]
    assert after["x_moorage"]["balances_updated_at"] == before["x_moorage"]["balances_updated_at"]
    assert (after["usd_amount"], after["btc_amount"]) == (before["usd_amount"], before["btc_amount"])


def reconnected(caller: Caller, spare: SandboxKey, account_id: int) -> None:
    """Give the account another key of the same exchange account: it is unlocked and loads again."""
    before = caller.show(account_id).json
    updated = caller.update(account_id, **opens(spare))
    assert updated.status == 200, updated.body
    assert (updated.json["is_locked"], updated.json["api_keys_state"]) == (False, "ok")
    assert updated.json["usd_amount"] == before["usd_amount"]
    assert updated.json["name"] == before["name"]
    loaded = caller.load(account_id)
    assert (loaded.status, loaded.json["is_locked"], loaded.json["x_moorage"]["stale"]) == (200, False, False)
    assert caller.get(ACCOUNTS, api_key=spare.api_key).json == [loaded.json]


def siblings(market: str) -> list[str]:
    """Return the account types of a market's venue."""
    return [code for code, venue in MARKETS.items() if venue == MARKETS[market]]


class TestTypesToCreate:
    """Several account types with one wish."""

    def test_all_or_none(self, door: FrontDoor, priced: SandboxClient) -> None:
        """Sibling types are connected together; when the key does not reach one of them, none is."""
        caller, before = door.caller(), door.rows()
        spot_only = priced.key("binance", "futures_less")
        refused = caller.connect("binance", spot_only, types_to_create=["binance_futures"])
        assert (refused.status, list(refused.attributes)) == (400, ["types_to_create"])
        assert door.rows() == before
        others = ["binance_futures", "binance_futures_coin", "binance_margin"]
        main = caller.connect("binance", priced.key("binance", "trader"), types_to_create=others)
        assert main.status == 200
        made = {each["market_code"]: each["id"] for each in caller.get(ACCOUNTS).json}
        assert sorted(made) == sorted(["binance", *others])
        assert all(caller.remove(account_id).status == 200 for account_id in made.values())

    def test_second_key_of_an_exchange_account(self, door: FrontDoor, priced: SandboxClient) -> None:
        """A second key of a connected exchange account is refused and names the account that is."""
        caller = door.caller()
        first = caller.connect("okex", priced.key("okx", "trader")).json["id"]
        second = caller.connect("okex", priced.key("okx", "read_only"))
        assert (second.status, second.attributes) == (400, {"api_key": ["This account is already connected!"]})
        assert second.json["x_moorage"]["account_id"] == first
        assert caller.remove(first).status == 200

    def test_shared_wallet_counts_once(self, door: FrontDoor, priced: SandboxClient) -> None:
        """Two accounts of one unified wallet are worth that wallet once in the summary."""
        caller = door.caller()
        main = caller.connect("okex", priced.key("okx", "trader"), types_to_create=["okex_futures"]).json
        amounts = {each["market_code"]: each["usd_amount"] for each in caller.get(ACCOUNTS).json}
        assert set(amounts) == {"okex", "okex_futures"}
        assert caller.show("summary").json["usd_amount"] == main["usd_amount"]
        for each in caller.get(ACCOUNTS).json:
            assert caller.remove(each["id"]).status == 200

"""The account entity as strict clients decode it: names, order and types of the contract's section 2."""

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert
from msgspec import json as msgspec_json
from msgspec.structs import fields

from exchange_sandbox.client import SandboxClient
from tests.proofs.front_door import ACCOUNTS, Answer, Caller, FrontDoor, front_door

Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,28}\.[0-9]+$")]
"""Plain notation: no exponent, no NaN, no more than 28 whole digits."""
Percentage = Annotated[str, Meta(pattern=r"^-?[0-9]{1,28}\.[0-9]{2}$")]
DayPercentage = Annotated[str, Meta(pattern=r"^-?[0-9]{1,28}\.[0-9]{4}$")]
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
Id = Annotated[int, Meta(ge=0, le=2**31 - 1)]
PRIVATE: Final = re.compile(r"api_key$|secret|passphrase", re.IGNORECASE)


class Strict(Struct, forbid_unknown_fields=True):
    """A shape as a Rust or Go client has it: nothing else, nothing missing, no other types."""


class Money(Strict):
    """`{"currency": "USD", "amount": "<decimal>"}`."""

    currency: Literal["USD"]
    amount: Amount


class MoneyPercentage(Strict):
    """A percentage in the clothes of money."""

    currency: Literal["USD"]
    amount: Percentage


class DayMoneyPercentage(Strict):
    """The one percentage with four decimals."""

    currency: Literal["USD"]
    amount: DayPercentage


class MoneyNumber(Strict):
    """The one amount that is a JSON number."""

    currency: Literal["USD"]
    amount: float


class Empty(Strict):
    """`{}`."""


class Permissions(Strict):
    """True, false, or null for unknown."""

    read: bool | None
    trade: bool | None
    withdraw: bool | None


class ProfitExtension(Strict):
    """Since when profits count."""

    day_since: Moment | UnsetType = UNSET
    month_since: Moment | UnsetType = UNSET
    total_since: Moment | UnsetType = UNSET
    transfers_read_at: Moment | UnsetType = UNSET
    flaw: str | UnsetType = UNSET
    incomplete: list[str] | UnsetType = UNSET


class Extension(Strict):
    """What is ours, apart from everything else."""

    balances_updated_at: Moment | None
    prices_updated_at: Moment | None
    stale: bool
    stale_reason: str | None
    unpriced: list[str]
    assumed: list[str]
    permissions: Permissions
    ip_restricted: bool | None
    key_expires_at: Moment | None
    exchange_uid: str | None
    parent_uid: str | None
    lock_description: str | None
    profit: ProfitExtension
    priced_elsewhere: dict[str, str] | UnsetType = UNSET


class Account(Strict):
    """The entity, in the contract's order."""

    id: Id
    auto_balance_period: Literal[12]
    auto_balance_portfolio_id: None
    auto_balance_currency_change_limit: None
    last_auto_balance: None
    auto_balance_method: None
    auto_balance_error: None
    autobalance_enabled: bool
    hedge_mode_available: bool
    hedge_mode_enabled: bool
    is_locked: bool
    lock_reason: str | None
    smart_trading_supported: bool
    smart_selling_supported: bool
    stats_supported: bool
    trading_supported: bool
    market_buy_supported: bool
    market_sell_supported: bool
    conditional_buy_supported: bool
    bots_allowed: bool
    bots_ttp_allowed: bool
    bots_tsl_allowed: bool
    gordon_bots_available: bool
    multi_bots_allowed: bool
    fast_convert_available: bool
    grid_bots_allowed: bool
    deposit_enabled: bool
    available_for_trading: Empty
    created_at: Moment
    updated_at: Moment
    api_key_invalid: bool
    market_icon: Annotated[str, Meta(pattern=r"^https?://.+/icons/[a-z_]+\.svg$")]
    include_in_summary: bool
    available_include_in_summary: bool
    supported_market_types: list[str]
    primary_display_currency_profit_percentage: MoneyPercentage
    primary_display_currency_profit: Money
    day_profit_primary_display_currency_percentage: DayMoneyPercentage
    day_profit_primary_display_currency: Money
    primary_display_currency_amount: Money
    total_primary_display_currency_profit: MoneyNumber
    name: Annotated[str, Meta(min_length=2)]
    customer_id: str | None
    subaccount_name: str | None
    btc_amount: Amount
    usd_amount: Amount
    day_profit_btc: Amount
    day_profit_usd: Amount
    day_profit_btc_percentage: Percentage
    day_profit_usd_percentage: Percentage
    btc_profit: Amount
    usd_profit: Amount
    btc_profit_percentage: Percentage
    usd_profit_percentage: Percentage
    total_btc_profit: Amount
    total_usd_profit: Amount
    pretty_display_type: Annotated[str, Meta(pattern="^[A-Z][A-Za-z]+$")]
    exchange_name: str
    market_code: Annotated[str, Meta(pattern="^[a-z_]+$")]
    api_keys_state: Literal["ok", "expire_soon", "expired", "invalid"]
    address: str | UnsetType = UNSET
    x_moorage: Extension | UnsetType = UNSET


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service; a short deadline, so that a slow exchange is met soon."""
    folder = tmp_path_factory.mktemp("entity") / "installation"
    with front_door(folder, exchange_sandbox.url, EXCHANGE_DEADLINE="2") as opened:
        yield opened


@pytest.fixture
def caller(door: FrontDoor) -> Iterator[Caller]:
    """The owner, whose accounts are removed at the end."""
    caller = door.caller()
    yield caller
    for each in caller.get(ACCOUNTS).json:
        assert caller.remove(each["id"]).status == 200


def read(answer: Answer) -> Account:
    """Decode an entity strictly; the order of its keys is the contract's; nothing secret has a name in it."""
    assert answer.status == 200, answer.body
    account = msgspec_json.decode(answer.body, type=Account)
    assert list(names(answer)) == in_order(answer)
    assert not [name for name in names(answer) if PRIVATE.search(name)]
    assert "error" not in answer.json
    assert answer.headers["content-type"] == "application/json"
    return account


def names(answer: Answer) -> list[str]:
    """Return the entity's keys as they came."""
    return json.loads(answer.body, object_pairs_hook=lambda pairs: [name for name, _ in pairs])


def in_order(answer: Answer) -> list[str]:
    """Return the keys that came in the contract's order."""
    return [field.name for field in fields(Account) if field.name in names(answer)]


def ours(account: Account) -> Extension:
    """Return what stands under `x_moorage`."""
    assert isinstance(account.x_moorage, Extension)
    return account.x_moorage


class TestEntity:
    """The entity in every state an account can be in."""

    @pytest.mark.parametrize(
        "spoiled",
        [
            {"id": "1"},
            {"usd_amount": 1.5},
            {"usd_amount": "1.5E-25"},
            {"btc_amount": None},
            {"autobalance_enabled": None},
            {"created_at": "2026-11-22T12:00:00Z"},
            {"available_for_trading": False},
            {"api_key": "k"},
        ],
        ids=str,
    )
    def test_model_is_strict(self, caller: Caller, spoiled: dict[str, Any]) -> None:
        """The model of this file refuses an entity with another type, form or field."""
        entity = caller.show("summary").json
        convert(entity, Account)
        with pytest.raises(ValidationError):
            convert(entity | spoiled, Account)

    @pytest.mark.parametrize(
        ("market", "venue"),
        [("binance", "binance"), ("binance_us", "binance_us"), ("okex_futures", "okx"), ("kraken", "kraken")],
    )
    def test_connected(self, caller: Caller, sandbox: SandboxClient, market: str, venue: str) -> None:
        """A connected account."""
        answer = caller.connect(market, sandbox.key(venue, "trader"), subaccount_name="desk 4")
        account = read(answer)
        assert (account.id > 0, account.market_code, account.subaccount_name) == (True, market, "desk 4")
        assert (account.is_locked, account.api_keys_state, account.api_key_invalid) == (False, "ok", False)
        assert account.usd_amount == account.primary_display_currency_amount.amount != "0.0"
        assert not ours(account).stale
        assert read(caller.show(account.id)) == account

    def test_locked(self, caller: Caller, sandbox: SandboxClient) -> None:
        """An account whose key the exchange refuses."""
        key = sandbox.key("okx", "trader")
        account = read(caller.connect("okex", key))
        sandbox.revoke_key(key)
        assert caller.load(account.id).status == 422
        locked = read(caller.show(account.id))
        assert (locked.is_locked, locked.lock_reason, locked.api_key_invalid) == (True, "invalid_api_key", True)
        assert locked.usd_amount == account.usd_amount

    def test_expires_soon(self, caller: Caller, sandbox: SandboxClient) -> None:
        """An account whose key ends in ten days."""
        account = read(caller.connect("kraken", sandbox.key("kraken", "expiring")))
        assert (account.api_keys_state, account.api_key_invalid, account.is_locked) == ("expire_soon", False, False)
        assert ours(account).key_expires_at is not None

    def test_never_loaded(self, caller: Caller, sandbox: SandboxClient) -> None:
        """An account whose exchange was too slow for the first numbers: connected, zero, and said to be stale."""
        sandbox.plan_fault("latency", "binance", path="/sapi/v1/margin/account", value=1800)
        account = read(caller.connect("binance_margin", sandbox.key("binance", "trader")))
        assert (account.usd_amount, account.btc_amount) == ("0.0", "0.0")
        assert ours(account).stale
        assert ours(account).balances_updated_at is None
        assert "slow" in str(ours(account).stale_reason)

    def test_unpriced(self, caller: Caller, sandbox: SandboxClient) -> None:
        """What has no price is named and adds nothing."""
        (key,) = sandbox.mint_keys("binance", label="unpriced")
        sandbox.set_balances(key, "spot", {"DRIFTWOOD": "777"})
        account = read(caller.connect("binance", key))
        assert (account.usd_amount, ours(account).unpriced) == ("0.0", ["DRIFTWOOD"])

    def test_empty(self, caller: Caller, sandbox: SandboxClient) -> None:
        """An account that holds nothing is zero and not stale."""
        account = read(caller.connect("kraken", sandbox.key("kraken", "brand_new")))
        assert (account.usd_amount, account.btc_amount, ours(account).stale) == ("0.0", "0.0", False)

    @pytest.mark.parametrize(("amount", "shown"), [("9" * 24 + ".00000001", 24), ("0.00000001", 1), ("1e-8", 1)])
    def test_extreme(self, caller: Caller, sandbox: SandboxClient, amount: str, shown: int) -> None:
        """Amounts of any size stay in plain notation."""
        (key,) = sandbox.mint_keys("binance", label=f"extreme {shown} {len(amount)}")
        sandbox.set_balances(key, "spot", {"USDT": amount})
        account = read(caller.connect("binance", key))
        assert len(account.usd_amount.partition(".")[0]) == shown
        assert float(account.usd_amount) == pytest.approx(float(amount), rel=0.01)

    def test_summary(self, caller: Caller, sandbox: SandboxClient) -> None:
        """The summary has the same names and types, the id 0, and counts what is to be counted."""
        assert read(caller.show("summary")).usd_amount == "0.0"
        first = read(caller.connect("binance", sandbox.key("binance", "trader")))
        second = read(caller.connect("okex", sandbox.key("okx", "trader"), include_in_summary=False))
        total = read(caller.show("summary"))
        assert (total.id, total.market_code) == (0, "summary")
        assert (total.usd_amount, total.btc_amount) == (first.usd_amount, first.btc_amount)
        assert not second.include_in_summary

    def test_list(self, caller: Caller, sandbox: SandboxClient) -> None:
        """A list holds the same entities; pages end with an empty one."""
        made = [read(caller.connect("binance", key)) for key in sandbox.mint_keys("binance", 5, label="listed")]
        pages: list[Any] = [caller.get(ACCOUNTS, page=str(page), per_page="2") for page in (1, 2, 3, 4)]
        found = [msgspec_json.decode(page.body, type=list[Account]) for page in pages]
        assert [len(page) for page in found] == [2, 2, 1, 0]
        assert [account for page in found for account in page] == made

"""The order and the types of the keys are those of the contract's section 2."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from moorage.api.entities import Entities, timestamp
from moorage.api.schemas import ENCODER, AccountEntity
from moorage.domain.account import Account, KeyState, Summary, Worth
from moorage.domain.balance import Balances
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.market import Capabilities
from moorage.domain.valuation import Valuation
from tests.fakes import FakeMarkets
from tests.makers import NOW, make_account, make_market

MONEY = {"currency": str, "amount": str}
NULL = type(None)
CONTRACT: dict[str, Any] = {
    "id": int,
    "auto_balance_period": int,
    "auto_balance_portfolio_id": NULL,
    "auto_balance_currency_change_limit": NULL,
    "last_auto_balance": NULL,
    "auto_balance_method": NULL,
    "auto_balance_error": NULL,
    "autobalance_enabled": bool,
    "hedge_mode_available": bool,
    "hedge_mode_enabled": bool,
    "is_locked": bool,
    "lock_reason": NULL,
    "smart_trading_supported": bool,
    "smart_selling_supported": bool,
    "stats_supported": bool,
    "trading_supported": bool,
    "market_buy_supported": bool,
    "market_sell_supported": bool,
    "conditional_buy_supported": bool,
    "bots_allowed": bool,
    "bots_ttp_allowed": bool,
    "bots_tsl_allowed": bool,
    "gordon_bots_available": bool,
    "multi_bots_allowed": bool,
    "fast_convert_available": bool,
    "grid_bots_allowed": bool,
    "deposit_enabled": bool,
    "available_for_trading": {},
    "created_at": str,
    "updated_at": str,
    "api_key_invalid": bool,
    "market_icon": str,
    "include_in_summary": bool,
    "available_include_in_summary": bool,
    "supported_market_types": list,
    "primary_display_currency_profit_percentage": MONEY,
    "primary_display_currency_profit": MONEY,
    "day_profit_primary_display_currency_percentage": MONEY,
    "day_profit_primary_display_currency": MONEY,
    "primary_display_currency_amount": MONEY,
    "total_primary_display_currency_profit": {"currency": str, "amount": float},
    "name": str,
    "customer_id": NULL,
    "subaccount_name": NULL,
    "btc_amount": str,
    "usd_amount": str,
    "day_profit_btc": str,
    "day_profit_usd": str,
    "day_profit_btc_percentage": str,
    "day_profit_usd_percentage": str,
    "btc_profit": str,
    "usd_profit": str,
    "btc_profit_percentage": str,
    "usd_profit_percentage": str,
    "total_btc_profit": str,
    "total_usd_profit": str,
    "pretty_display_type": str,
    "exchange_name": str,
    "market_code": str,
    "api_keys_state": str,
    "x_moorage": dict,
}
OURS = [
    "balances_updated_at",
    "prices_updated_at",
    "stale",
    "stale_reason",
    "unpriced",
    "assumed",
    "permissions",
    "ip_restricted",
    "key_expires_at",
    "exchange_uid",
    "parent_uid",
    "lock_description",
    "profit",
]
PROFITS = {
    "day_profit_btc": "0.0",
    "day_profit_usd": "0.0",
    "btc_profit": "0.0",
    "usd_profit": "0.0",
    "total_btc_profit": "0.0",
    "total_usd_profit": "0.0",
    "day_profit_btc_percentage": "0.00",
    "day_profit_usd_percentage": "0.00",
    "btc_profit_percentage": "0.00",
    "usd_profit_percentage": "0.00",
    "primary_display_currency_profit_percentage": {"currency": "USD", "amount": "0.00"},
    "primary_display_currency_profit": {"currency": "USD", "amount": "0.0"},
    "day_profit_primary_display_currency_percentage": {"currency": "USD", "amount": "0.0000"},
    "day_profit_primary_display_currency": {"currency": "USD", "amount": "0.0"},
    "total_primary_display_currency_profit": {"currency": "USD", "amount": 0.0},
}


@pytest.fixture
def entities() -> Entities:
    return Entities(FakeMarkets(), "https://moorage.example")


def wire(entity: AccountEntity) -> dict[str, Any]:
    return json.loads(ENCODER.encode(entity))


def shape(value: Any, expected: Any) -> Any:
    """Reduce a value to what the contract says of it."""
    if isinstance(expected, dict):
        return {name: shape(item, expected.get(name)) for name, item in value.items()}
    return type(value)


def loaded(**given: Any) -> Account:
    valuation = Valuation(btc=Decimal("1E+1"), usd=Decimal("642505.00"), unpriced=("XYZ",), assumed=("1 USDT = 1 USD",))
    return make_account(id=7, worth=Worth(balances=Balances((), NOW), valuation=valuation), **given)


def summary(**given: Any) -> Summary:
    defaults = {
        "user_id": 1,
        "valuation": Valuation(btc=Decimal(2), usd=Decimal(3)),
        "oldest": NOW,
        "stale": {},
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Summary(**{**defaults, **given})


class TestAccount:
    def test_keys_have_the_contracts_order_and_types(self, entities: Entities):
        """Field for field; what is ours comes last, under one key."""
        found = wire(entities.account(loaded()))
        assert list(found) == list(CONTRACT)
        assert shape(found, CONTRACT) == CONTRACT
        assert list(found["x_moorage"]) == OURS

    def test_an_address_stands_before_what_is_ours(self, entities: Entities):
        """Wallet accounts have one key more."""
        keys = list(wire(entities.account(loaded(address="0xabc"))))
        assert keys == [*list(CONTRACT)[:-1], "address", "x_moorage"]

    def test_profits_are_zero_until_there_is_history(self, entities: Entities):
        """Zeros are honest texts; one of them is a JSON number."""
        found = wire(entities.account(loaded()))
        assert {name: found[name] for name in PROFITS} == PROFITS

    def test_amounts_are_the_valuation(self, entities: Entities):
        """The primary display currency is the dollar."""
        found = wire(entities.account(loaded()))
        assert (found["btc_amount"], found["usd_amount"]) == ("10.0", "642505.0")
        assert found["primary_display_currency_amount"] == {"currency": "USD", "amount": "642505.0"}

    def test_what_is_ours_says_when_and_what_is_missing(self, entities: Entities):
        """When balances were true, what has no price, which peg was assumed."""
        ours = wire(entities.account(loaded()))["x_moorage"]
        assert (ours["stale"], ours["stale_reason"]) == (False, None)
        assert (ours["balances_updated_at"], ours["prices_updated_at"]) == ("2026-11-22T12:00:00.000Z", None)
        assert (ours["unpriced"], ours["assumed"]) == (["XYZ"], ["1 USDT = 1 USD"])
        assert ours["permissions"] == {"read": None, "trade": None, "withdraw": None}

    def test_says_how_old_the_prices_are(self, entities):
        """A venue may tell balances and be silent about prices; of many, the oldest counts."""
        told = Valuation(priced_at=NOW)
        account = make_account(worth=Worth(balances=Balances((), NOW), valuation=told))
        for found in (entities.account(account), entities.summary(summary(valuation=told))):
            assert found.x_moorage.prices_updated_at == "2026-11-22T12:00:00.000Z"

    def test_an_account_that_was_never_loaded_is_stale(self, entities: Entities):
        """Zero is never shown as if it were known."""
        ours = wire(entities.account(make_account(id=7)))["x_moorage"]
        assert (ours["balances_updated_at"], ours["stale"]) == (None, True)

    @pytest.mark.parametrize(
        ("state", "invalid"),
        [("ok", False), ("expire_soon", False), ("expired", True), ("invalid", True)],
    )
    def test_the_state_of_the_key(self, entities: Entities, state: str, invalid: bool):
        """Only a key that still opens is valid."""
        found = wire(entities.account(loaded(key=KeyState(state=ApiKeysState(state)))))
        assert (found["api_keys_state"], found["api_key_invalid"]) == (state, invalid)

    def test_a_locked_account_says_why(self, entities: Entities):
        """The word for programs in the contract's field, the sentence in ours."""
        key = KeyState(
            lock_reason="ip_not_allowed",
            lock_description="The key is bound to another address.",
            permissions=Permissions(read=True, trade=False, withdraw=False),
            ip_restricted=True,
            expires_at=NOW + timedelta(days=1),
            exchange_uid="12",
            parent_uid="1",
        )
        found = wire(entities.account(loaded(key=key)))
        assert (found["is_locked"], found["lock_reason"]) == (True, "ip_not_allowed")
        ours = found["x_moorage"]
        assert ours["lock_description"] == "The key is bound to another address."
        assert ours["permissions"] == {"read": True, "trade": False, "withdraw": False}
        assert (ours["ip_restricted"], ours["key_expires_at"]) == (True, "2026-11-23T12:00:00.000Z")
        assert (ours["exchange_uid"], ours["parent_uid"]) == ("12", "1")

    def test_the_market_decides_the_capabilities(self):
        """They come from the catalogue, and are never null."""
        able = Capabilities(**dict.fromkeys(Capabilities.__slots__, True))
        market = make_market("x_spot", capabilities=able, exchange_name="X Spot", pretty_display_type="XSpot")
        found = wire(Entities(FakeMarkets(market), "https://m.example").account(loaded(market_code="x_spot")))
        assert all(found[name] is True for name in Capabilities.__slots__)
        assert (found["exchange_name"], found["pretty_display_type"]) == ("X Spot", "XSpot")
        assert (found["market_code"], found["market_icon"]) == ("x_spot", "https://m.example/icons/x_spot.svg")

    def test_what_every_owner_has_to_know_stands_in_each_account(self):
        """A market's notes are under what is ours; a market without any adds no key."""
        noted = make_market("brest", notes=("Not audited.",))
        entities = Entities(FakeMarkets(noted, make_market("kiel")), "http://here")
        accounts = [make_account(market_code=code) for code in ("brest", "kiel")]
        shown = [json.loads(ENCODER.encode(entities.account(account))) for account in accounts]
        assert shown[0]["x_moorage"]["notes"] == ["Not audited."]
        assert "notes" not in shown[1]["x_moorage"]

    def test_what_was_said_of_the_key_stands_beside(self):
        """The notes of the last inspection follow the market's; a sentence that both have stands once."""
        entities = Entities(FakeMarkets(make_market("brest", notes=("Not audited.",))), "http://here")
        key = KeyState(notes=("Not audited.", "The list lacks 198.51.100.9."))
        found = wire(entities.account(make_account(market_code="brest", key=key)))
        assert found["x_moorage"]["notes"] == ["Not audited.", "The list lacks 198.51.100.9."]

    def test_wallets_that_were_left_out_are_noted(self, entities: Entities):
        """One sentence each, from the last load that succeeded."""
        worth = Worth(balances=Balances((), NOW, ("funding", "earn")))
        found = wire(entities.account(make_account(worth=worth)))["x_moorage"]["notes"]
        assert [note.split("; ")[0] for note in found] == [
            "The exchange does not let this key read the funding wallet",
            "The exchange does not let this key read the earn wallet",
        ]

    def test_wallets_that_are_older_say_so(self, entities: Entities):
        """With their own time; where all are of one time nothing is said."""
        told_at = (("earn", NOW - timedelta(hours=2)), ("staking", NOW))
        older = Worth(balances=Balances((), NOW, told_at=told_at))
        shown = [wire(entities.account(make_account(worth=worth)))["x_moorage"] for worth in (older, Worth())]
        assert shown[0]["wallets_updated_at"] == {"earn": timestamp(NOW - timedelta(hours=2))}
        assert shown[0]["balances_updated_at"] == timestamp(NOW)
        assert "wallets_updated_at" not in shown[1]

    def test_no_secret_has_a_place(self, entities: Entities):
        """No field of the entity is named like a credential."""
        found = wire(entities.account(loaded()))
        assert not {"api_key", "secret", "passphrase"} & (set(found) | set(found["x_moorage"]))
        assert "error" not in found


class TestSummary:
    def test_it_has_an_accounts_keys_and_types(self, entities: Entities):
        """Clients read it with the same code."""
        found = wire(entities.summary(summary()))
        assert list(found) == list(CONTRACT)
        assert shape(found, CONTRACT) == CONTRACT
        assert list(found["x_moorage"]) == OURS
        assert (found["id"], found["name"], found["usd_amount"]) == (0, "Summary", "3.0")

    def test_it_names_what_is_stale(self, entities: Entities):
        """Which account, and why."""
        ours = wire(entities.summary(summary(stale={9: "It was slow.", 4: "Refused."}, oldest=None)))["x_moorage"]
        assert (ours["stale"], ours["balances_updated_at"]) == (True, None)
        assert ours["stale_reason"] == "account 4: Refused. account 9: It was slow."

    def test_what_many_accounts_say_is_told_once(self, entities):
        """With a hundred accounts of one exchange, too."""
        reasons = dict.fromkeys((12, 3, 7), "It is down.") | {5: "It was slow."}
        ours = wire(entities.summary(summary(stale=reasons)))["x_moorage"]
        assert ours["stale_reason"] == "accounts 3, 7, 12: It is down. account 5: It was slow."

    def test_it_names_what_is_counted_elsewhere(self, entities: Entities):
        """A wallet that two accounts share is counted once, and which account counts it is told."""
        found = wire(entities.summary(summary(counted_elsewhere={5: 4})))["x_moorage"]
        assert list(found) == [*OURS, "counted_elsewhere"]
        assert found["counted_elsewhere"] == {"5": 4}


class TestTimestamp:
    @pytest.mark.parametrize(
        ("moment", "text"),
        [
            (datetime(2024, 9, 17, 23, 55, 19, 607_999, UTC), "2024-09-17T23:55:19.607Z"),
            (datetime(2024, 9, 17, tzinfo=UTC), "2024-09-17T00:00:00.000Z"),
            (datetime(2024, 9, 17, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))), "2024-09-16T20:30:00.000Z"),
        ],
    )
    def test_utc_with_milliseconds_always(self, moment: datetime, text: str):
        """Three decimals also when they are zeros, and `Z`."""
        assert timestamp(moment) == text

    def test_replacing_keeps_the_blank_untouched(self, entities: Entities):
        """What one account shows never leaks into the next."""
        entities.account(loaded(name="First", address="0xabc"))
        found = wire(entities.account(replace(loaded(), name="Second")))
        assert found["name"] == "Second"
        assert "address" not in found

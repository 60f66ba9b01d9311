import json
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from weakref import ref

import pytest

from moorage.api.entities import Entities
from moorage.api.positions import PositionShapes
from moorage.api.schemas import ENCODER
from moorage.api.showing import REMEMBERED, Showing, View
from moorage.currencies import Currencies
from moorage.domain.account import Account, KeyState, Summary, Worth
from moorage.domain.balance import Balances
from moorage.domain.display import DOLLARS, Display
from moorage.domain.history import History
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.valuation import Valuation
from tests.fakes import FakeMarkets
from tests.makers import NOW, make_account

LATER = NOW + timedelta(seconds=1)
BEFORE = make_account(
    id=7,
    worth=Worth(balances=Balances((), NOW), valuation=Valuation(usd=Decimal(1))),
    key=KeyState(permissions=Permissions(read=True)),
)
OTHERS: dict[str, Any] = {
    "id": 8,
    "user_id": 2,
    "vault_id": "1" * 32,
    "market_code": "kraken",
    "name": "Other",
    "customer_id": "c",
    "subaccount_name": "s",
    "address": "0xabc",
    "include_in_summary": False,
    "key": KeyState(permissions=Permissions(read=False)),
    "worth": Worth(balances=Balances((), NOW), valuation=Valuation(usd=Decimal(2))),
    "history": History(missing="Not told."),
    "created_at": LATER,
    "updated_at": LATER,
    "balances_due_at": LATER,
    "credentials_version": 2,
}
KEYS: dict[str, Any] = {
    "state": ApiKeysState.EXPIRED,
    "lock_reason": "expired_api_key",
    "lock_description": "It has expired.",
    "permissions": Permissions(withdraw=True),
    "ip_restricted": True,
    "expires_at": LATER,
    "exchange_uid": "1",
    "parent_uid": "2",
    "notes": ("A sentence.",),
}
WORTHS: dict[str, Any] = {
    "balances": Balances((), LATER),
    "valuation": Valuation(unpriced=("X",)),
    "stale_reason": "It was slow.",
}
CHANGES = (
    [(f"{name}", replace(BEFORE, **{name: value})) for name, value in OTHERS.items()]
    + [(f"key.{name}", replace(BEFORE, key=replace(BEFORE.key, **{name: value}))) for name, value in KEYS.items()]
    + [
        (f"worth.{name}", replace(BEFORE, worth=replace(BEFORE.worth, **{name: value})))
        for name, value in WORTHS.items()
    ]
)


class CountingEntities(Entities):
    """Counts what it is asked to make."""

    made = 0

    def account(self, account: Account, display: Display = DOLLARS) -> Any:
        """Count, and make it."""
        self.made += 1
        return super().account(account, display)


@pytest.fixture
def entities() -> CountingEntities:
    return CountingEntities(FakeMarkets(), "https://moorage.example")


@pytest.fixture
def showing(entities: CountingEntities) -> View:
    return View(Showing(entities, PositionShapes(Currencies(), "https://moorage.example")))


class TestAccount:
    @pytest.mark.parametrize(("name", "after"), CHANGES, ids=[name for name, _ in CHANGES])
    def test_every_change_is_shown_at_once(self, showing: View, entities: CountingEntities, name: str, after: Account):
        """Whatever changes of an account, the answer is the one that a fresh encoding gives."""
        showing.account(BEFORE)
        assert showing.account(after).body == ENCODER.encode(entities.account(after)), name

    def test_the_changes_tried_are_all_there_are(self):
        """A field that is added to an account has to be tried here."""
        assert set(OTHERS) == {field.name for field in fields(Account)}
        assert set(KEYS) == {field.name for field in fields(KeyState)}
        assert set(WORTHS) == {field.name for field in fields(Worth)}

    def test_what_did_not_change_is_not_made_again(self, showing: View, entities: CountingEntities):
        """The same object, as storage gives while the row is unchanged, is the same answer."""
        first = showing.account(BEFORE).body
        assert showing.account(BEFORE).body is first
        assert entities.made == 1

    def test_another_currency_is_another_answer(self, showing: View, entities: CountingEntities):
        """Two users, or two rates, are not shown each other's figures."""
        showing.account(BEFORE)
        euros = View(showing.showing, Display("EUR", Decimal("0.5"))).account(BEFORE).body
        shown = json.loads(euros)["primary_display_currency_amount"]
        assert shown["currency"] == "EUR"
        assert Decimal(shown["amount"]) == BEFORE.worth.valuation.usd / 2

    def test_what_was_shown_is_not_kept_alive(self, showing: View):
        """An account that storage lets go is gone, though its answer was remembered."""
        account = replace(BEFORE)
        watched = ref(account)
        showing.account(account)
        del account
        assert watched() is None

    def test_memory_is_bounded(self, showing: View):
        """The oldest is forgotten first."""
        for number in range(REMEMBERED + 5):
            showing.account(replace(BEFORE, id=number + 1))
        assert len(showing.showing._remembered) == REMEMBERED
        assert 1 not in showing.showing._remembered


class TestAccounts:
    def test_a_list_is_a_json_array_in_its_order(self, showing: View):
        """Also when it is empty, or partly known already."""
        other = replace(BEFORE, id=3)
        showing.account(other)
        assert showing.accounts([]).body == b"[]"
        assert [entity["id"] for entity in json.loads(showing.accounts([BEFORE, other]).body)] == [7, 3]


class TestSummary:
    def test_it_is_an_entity(self, showing: View):
        """With the id 0."""
        total = Summary(user_id=1, valuation=Valuation(), oldest=None, stale={}, created_at=NOW, updated_at=NOW)
        assert json.loads(showing.summary(total).body)["id"] == 0

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from moorage.domain.access import Plan
from moorage.domain.account import Account, AccountChange
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import AccessDenied, AlreadyConnected, NotFound, RecordInvalid
from moorage.domain.exchange_errors import (
    ExchangeTimeout,
    PermissionDenied,
    WrongSecret,
)
from moorage.domain.key_report import ApiKeysState, Permissions, Reach
from moorage.services.policy import ConnectionPolicy, Policy
from tests.makers import NOW, make_balances, make_caller, make_credentials, make_holding, make_report, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
STRICT = Policy(connection=ConnectionPolicy.EXPERT_BINANCE_SUBACCOUNTS)


class TestTypesToConnect:
    async def test_each_type_of_the_venue_is_listed(self, desk: Desk) -> None:
        """The asked type first; connected, reachable and unified as they are."""
        await desk.accounts.connect(CALLER, new("binance_margin"))
        desk.exchanges.reports["binance"] = make_report(reaches=(Reach("binance", available=True),))
        desk.exchanges.balances["binance_futures"] = PermissionDenied()
        found = await desk.accounts.types_to_connect(CALLER, new())
        assert [(one.type, one.connected, one.available) for one in found] == [
            ("binance", False, True),
            ("binance_margin", True, True),
            ("binance_futures", False, False),
        ]

    async def test_what_the_venue_told_is_not_tried(self, desk: Desk) -> None:
        """Only unknown types cost a request."""
        reaches = (Reach("binance", available=True), Reach("binance_margin", available=False))
        desk.exchanges.reports["binance"] = make_report(reaches=reaches)
        await desk.accounts.types_to_connect(CALLER, new())
        assert [call for call in desk.exchanges.calls if call.startswith("fetch")] == ["fetch binance_futures"]

    async def test_a_refused_key_and_an_outage_are_told(self, desk: Desk) -> None:
        """As for a connection, and nothing is stored."""
        desk.exchanges.reports["binance"] = WrongSecret()
        with pytest.raises(RecordInvalid):
            await desk.accounts.types_to_connect(CALLER, new())
        desk.exchanges.reports["binance"] = make_report()
        desk.exchanges.balances["binance_margin"] = ExchangeTimeout()
        with pytest.raises(ExchangeTimeout):
            await desk.accounts.types_to_connect(CALLER, new())
        assert desk.store.accounts == []


class TestUpdate:
    async def test_what_is_given_is_changed(self, desk: Desk) -> None:
        """Name, sub-account name and place in the summary, without asking the exchange."""
        account = await desk.accounts.connect(CALLER, new())
        desk.exchanges.calls.clear()
        desk.clock.advance(timedelta(hours=1))
        change = AccountChange(account_id=account.id, name="New", subaccount_name="s", include_in_summary=False)
        changed = await desk.accounts.update(CALLER, change)
        expected = replace(
            account, name="New", subaccount_name="s", include_in_summary=False, updated_at=NOW + timedelta(hours=1)
        )
        assert ([changed], desk.exchanges.calls) == (desk.store.accounts, [])
        assert changed == expected
        fields = ["name", "subaccount_name", "include_in_summary"]
        assert (desk.store.actions[-1], desk.store.world.records[-1].details) == ("account.update", {"fields": fields})

    async def test_a_wrong_name_is_told(self, desk: Desk) -> None:
        """Before anything is read."""
        account = await desk.accounts.connect(CALLER, new())
        with pytest.raises(RecordInvalid):
            await desk.accounts.rename(CALLER, account.id, "n")
        assert desk.store.accounts == [account]

    async def test_somebody_elses_account_is_not_there(self, desk: Desk) -> None:
        """Unknown and foreign ids are told alike, by every change."""
        account = await desk.accounts.connect(CALLER, new())
        bob, told = make_caller(make_user(2, "bob")), set()
        for account_id in (account.id, 999):
            key_change = AccountChange(account_id=account_id, credentials=make_credentials())
            for call in (
                desk.accounts.rename(bob, account_id, "Mine"),
                desk.accounts.update(bob, key_change),
                desk.accounts.remove(bob, account_id),
            ):
                with pytest.raises(NotFound) as caught:
                    await call
                told.add(str(caught.value))
        assert (len(told), desk.store.accounts) == (1, [account])


class TestReplaceKey:
    @pytest.fixture
    async def account(self, desk: Desk) -> Account:
        """Return a connected account of exchange uid 77."""
        desk.exchanges.reports["binance"] = make_report(exchange_uid="77")
        return await desk.accounts.connect(CALLER, new())

    def change(self, account: Account, **fields: str) -> AccountChange:
        """Return a wish for other credentials."""
        secrets = {name: Secret(text) for name, text in fields.items()}
        return AccountChange(account_id=account.id, credentials=Credentials(**secrets))  # type: ignore[arg-type]

    async def test_a_new_key_is_checked_and_stored(self, desk: Desk, account: Account) -> None:
        """The old fields that were not given stay, the version grows, and a lock is gone."""
        locked = replace(account, key=replace(account.key, lock_reason="invalid_api_key", state=ApiKeysState.INVALID))
        stored = desk.store.world.accounts[account.id]
        desk.store.world.accounts[account.id] = replace(stored, account=locked)
        desk.exchanges.balances["binance"] = make_balances(make_holding("ETH", "3"))
        changed = await desk.accounts.update(CALLER, self.change(account, secret="another secret"))
        opened = await desk.loader.credentials(changed)
        assert (opened.api_key, opened.secret) == (Secret("an api key"), Secret("another secret"))
        assert (changed.credentials_version, changed.key.is_locked, changed.key.state) == (2, False, ApiKeysState.OK)
        assert changed.worth.balances == make_balances(make_holding("ETH", "3"))
        assert desk.store.world.records[-1].details == {"fields": ["credentials_version"]}

    async def test_the_old_key_is_free_again(self, desk: Desk, account: Account) -> None:
        """The fingerprint follows the key."""
        await desk.accounts.update(CALLER, self.change(account, api_key="another key"))
        assert await desk.portfolio.list(CALLER, api_key=Secret("an api key"), page=1, per_page=10) == []
        assert len(await desk.portfolio.list(CALLER, api_key=Secret("another key"), page=1, per_page=10)) == 1

    @pytest.mark.parametrize("fault", [WrongSecret(), ExchangeTimeout()])
    async def test_a_refused_key_or_an_outage_changes_nothing(
        self, desk: Desk, account: Account, fault: Exception
    ) -> None:
        """The account keeps the key it has."""
        before = desk.store.world
        desk.exchanges.reports["binance"] = fault
        with pytest.raises((RecordInvalid, ExchangeTimeout)):
            await desk.accounts.update(CALLER, self.change(account, secret="another secret"))
        assert desk.store.world is before

    async def test_a_key_of_another_exchange_account_is_told(self, desk: Desk, account: Account) -> None:
        """An account does not turn into another one."""
        desk.exchanges.reports["binance"] = make_report(exchange_uid="78")
        with pytest.raises(RecordInvalid) as caught:
            await desk.accounts.update(CALLER, self.change(account, api_key="key of 78"))
        assert "another exchange account" in caught.value.attributes["api_key"][0]

    async def test_a_key_that_is_connected_elsewhere_is_told(self, desk: Desk, account: Account) -> None:
        """Two accounts of one type never share a key, and the failed change leaves no trace."""
        desk.exchanges.reports["binance"] = make_report()
        await desk.accounts.connect(CALLER, new(credentials=make_credentials("second key")))
        before = desk.store.world
        with pytest.raises(AlreadyConnected):
            await desk.accounts.update(CALLER, self.change(account, api_key="second key"))
        assert desk.store.world is before

    async def test_the_owners_rules_hold(self, desk: Desk, account: Account) -> None:
        """A replaced key may not withdraw either, and the connection policy counts."""
        desk.exchanges.reports["binance"] = make_report(permissions=Permissions(withdraw=True))
        with pytest.raises(RecordInvalid):
            await desk.accounts.update(CALLER, self.change(account, secret="another secret"))
        strict = replace(desk, policy=STRICT)
        with pytest.raises(AccessDenied):
            await strict.accounts.update(
                make_caller(make_user(plan=Plan.FREE)), self.change(account, secret="another secret")
            )

    async def test_when_the_first_load_is_slow_the_last_numbers_stay(self, account: Account, desk: Desk) -> None:
        """They are marked stale, and the account is due at once."""

        async def hang(_credentials: Credentials):
            await asyncio.Event().wait()

        desk.exchanges.balances["binance"] = hang
        quick = replace(desk, policy=Policy(deadline=0.1))
        changed = await quick.accounts.update(CALLER, self.change(account, secret="another secret"))
        assert (changed.worth.balances, changed.balances_due_at) == (account.worth.balances, NOW)
        assert "slow" in str(changed.worth.stale_reason)

    async def test_an_account_removed_meanwhile_stays_removed(self, account: Account, desk: Desk) -> None:
        """A key that was checked for nothing is not stored."""

        async def remove(_credentials: Credentials):
            await desk.accounts.remove(CALLER, account.id)
            return make_report(exchange_uid="77")

        desk.exchanges.reports["binance"] = remove
        with pytest.raises(NotFound):
            await desk.accounts.update(CALLER, self.change(account, secret="another secret"))
        assert desk.store.accounts == []


class TestRemove:
    async def test_account_and_key_are_gone(self, desk: Desk) -> None:
        """The removal is recorded, and the key can be connected again under a new id."""
        account = await desk.accounts.connect(CALLER, new())
        await desk.accounts.remove(CALLER, account.id)
        assert (desk.store.accounts, desk.store.actions[-1]) == ([], "account.remove")
        again = await desk.accounts.connect(CALLER, new())
        assert again.id > account.id

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from moorage.domain.account import Account
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import MoorageError, NotFound, VaultIntegrityError
from moorage.domain.exchange_errors import (
    AuthenticationError,
    BadResponse,
    ExchangeTimeout,
    InvalidNonce,
    IpNotAllowed,
    KeyExpired,
    KeyTooNew,
    PermissionDenied,
    RateLimitExceeded,
    UnknownMarketApiError,
)
from moorage.domain.key_report import ApiKeysState
from tests.fakes import FakeExchanges
from tests.makers import NOW, make_balances, make_book, make_caller, make_holding, make_report, make_user
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()


@pytest.fixture
async def account(desk: Desk) -> Account:
    """Return a connected account that holds one bitcoin."""
    return await desk.accounts.connect(CALLER, new())


async def failing(desk: Desk, account: Account, *, fetch: Exception | None, inspect: Exception | None) -> MoorageError:
    """Load with an exchange that fails, and return the error."""
    desk.exchanges.balances["binance"] = fetch or make_balances()
    desk.exchanges.reports["binance"] = inspect or make_report()
    with pytest.raises(MoorageError) as caught:
        await desk.balances.load(CALLER, account.id)
    return caught.value


class TestLoad:
    async def test_fresh_numbers_are_valued_and_stored(self, desk: Desk, account: Account) -> None:
        """Balances, value, and when the account is due next."""
        desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"), ("ETH", "BTC", "0.05"))
        desk.exchanges.balances["binance"] = make_balances(make_holding("ETH", "2"))
        desk.clock.advance(timedelta(minutes=5))
        loaded = await desk.balances.load(CALLER, account.id)
        assert (loaded.worth.valuation.btc, loaded.worth.valuation.usd) == (Decimal("0.1"), Decimal(5000))
        assert (loaded.updated_at, loaded.balances_due_at) == (NOW + timedelta(minutes=5), NOW + timedelta(minutes=65))
        assert desk.store.accounts == [loaded]

    async def test_a_load_asks_once(self, desk: Desk, account: Account) -> None:
        """A key that works is not inspected again, and nothing is recorded."""
        desk.exchanges.calls.clear()
        await desk.balances.load(CALLER, account.id)
        asked = ["open binance", "fetch binance", "transfers binance since 2026-11-21T12:00", "close binance"]
        assert desk.exchanges.calls == asked
        assert desk.store.actions == ["account.create"]

    async def test_a_foreign_account_is_not_there(self, desk: Desk, account: Account) -> None:
        """Unknown and somebody else's are told alike, and no exchange is asked."""
        desk.exchanges.calls.clear()
        for caller, account_id in ((make_caller(make_user(2, "bob")), account.id), (CALLER, 999)):
            with pytest.raises(NotFound):
                await desk.balances.load(caller, account_id)
        assert desk.exchanges.calls == []

    async def test_a_damaged_secret_is_told(self, desk: Desk, account: Account) -> None:
        """The exchange is not asked with half a key."""
        stored = desk.store.world.accounts[account.id]
        desk.store.world.accounts[account.id] = replace(
            stored, sealed={**stored.sealed, next(iter(stored.sealed)): b""}
        )
        with pytest.raises(VaultIntegrityError):
            await desk.balances.load(CALLER, account.id)

    async def test_the_state_follows_the_expiry(self, desk: Desk) -> None:
        """A key that comes near its end is told at the next load, in the audit trail too."""
        desk.exchanges.reports["binance"] = make_report(expires_at=NOW + timedelta(days=20))
        account = await desk.accounts.connect(CALLER, new())
        desk.clock.advance(timedelta(days=10))
        loaded = await desk.balances.load(CALLER, account.id)
        assert (account.key.state, loaded.key.state) == (ApiKeysState.OK, ApiKeysState.EXPIRE_SOON)
        assert desk.store.actions[-1] == "account.key_state"


class TestOutage:
    @pytest.mark.parametrize("fault", [ExchangeTimeout(), BadResponse(), UnknownMarketApiError()])
    async def test_the_last_numbers_stay_and_say_why_they_are_stale(
        self, desk: Desk, account: Account, fault: Exception
    ) -> None:
        """The key is not judged."""
        assert await failing(desk, account, fetch=fault, inspect=None) is fault
        (kept,) = desk.store.accounts
        assert (kept.worth.balances, kept.worth.stale_reason) == (account.worth.balances, str(fault))
        assert kept.key == account.key

    async def test_an_outage_while_a_refusal_is_confirmed_is_an_outage(self, desk: Desk, account: Account) -> None:
        """Who did not say it twice did not say it."""
        fault = await failing(desk, account, fetch=AuthenticationError(), inspect=ExchangeTimeout())
        assert isinstance(fault, ExchangeTimeout)
        assert not desk.store.accounts[0].key.is_locked

    async def test_good_numbers_are_stale_no_longer(self, desk: Desk, account: Account) -> None:
        """The next success takes the reason away."""
        await failing(desk, account, fetch=ExchangeTimeout(), inspect=None)
        desk.exchanges.balances["binance"] = make_balances()
        assert (await desk.balances.load(CALLER, account.id)).worth.stale_reason is None


class TestRefusal:
    async def test_twice_refused_locks_with_the_better_reason(self, desk: Desk, account: Account) -> None:
        """The inspection knows more than the balance endpoint."""
        fault = await failing(desk, account, fetch=AuthenticationError(), inspect=IpNotAllowed())
        (kept,) = desk.store.accounts
        assert isinstance(fault, IpNotAllowed)
        assert (kept.key.state, kept.key.lock_reason) == (ApiKeysState.INVALID, "ip_not_allowed")
        assert (kept.key.lock_description, kept.worth.stale_reason) == (str(fault), str(fault))
        assert kept.worth.balances == account.worth.balances
        record = desk.store.world.records[-1]
        assert (record.action, record.details) == (
            "account.key_state",
            {"state": "invalid", "lock_reason": "ip_not_allowed"},
        )

    async def test_an_expired_key_has_its_own_state(self, desk: Desk, account: Account) -> None:
        """`expired`, not `invalid`."""
        await failing(desk, account, fetch=KeyExpired(), inspect=KeyExpired())
        assert desk.store.accounts[0].key.state is ApiKeysState.EXPIRED

    async def test_a_key_that_is_accepted_when_asked_again_is_not_locked(self, desk: Desk, account: Account) -> None:
        """A venue that contradicts itself has a fault; the key has none."""
        fault = await failing(desk, account, fetch=AuthenticationError(), inspect=None)
        assert isinstance(fault, BadResponse)
        assert not desk.store.accounts[0].key.is_locked
        assert AuthenticationError().description in str(desk.store.accounts[0].worth.stale_reason)

    async def test_a_missing_right_of_an_accepted_key_locks(self, desk: Desk, account: Account) -> None:
        """A key can be good and lack the right to read this type: no contradiction."""
        await failing(desk, account, fetch=PermissionDenied(), inspect=None)
        assert desk.store.accounts[0].key.lock_reason == "missing_permission"

    @pytest.mark.parametrize("fault", [InvalidNonce(), KeyTooNew()])
    async def test_what_passes_by_itself_locks_nothing(self, desk: Desk, account: Account, fault: Exception) -> None:
        """A wrong clock and a new key are told, and no second opinion is asked."""
        desk.exchanges.calls.clear()
        assert await failing(desk, account, fetch=fault, inspect=None) is fault
        assert not [call for call in desk.exchanges.calls if call.startswith("inspect")]
        assert desk.store.accounts[0].key == account.key

    async def test_a_working_key_is_unlocked(self, desk: Desk, account: Account) -> None:
        """The lock ends with the first success."""
        await failing(desk, account, fetch=IpNotAllowed(), inspect=IpNotAllowed())
        desk.exchanges.balances["binance"] = make_balances()
        loaded = await desk.balances.load(CALLER, account.id)
        assert (loaded.key, loaded.worth.stale_reason) == (account.key, None)


class TestKeyReplacedMeanwhile:
    @pytest.mark.parametrize("fault", [None, KeyExpired(), ExchangeTimeout()])
    async def test_what_was_learned_under_the_old_key_is_void(
        self, desk: Desk, account: Account, fault: Exception | None
    ) -> None:
        """Neither numbers nor a lock of the old key are written over the new one."""

        async def overtaken(_credentials: Credentials):
            stored = desk.store.world.accounts[account.id]
            newer = replace(stored.account, credentials_version=2, name="Newer")
            desk.store.world = desk.store.world.copy()
            desk.store.world.accounts[account.id] = replace(stored, account=newer)
            if fault is not None:
                raise fault
            return make_balances(make_holding("ETH", "9"))

        desk.exchanges.balances["binance"] = overtaken
        desk.exchanges.reports["binance"] = fault or make_report()
        with nullcontext() if fault is None else pytest.raises(type(fault)):
            assert (await desk.balances.load(CALLER, account.id)).name == "Newer"
        expected = replace(account, credentials_version=2, name="Newer")
        assert desk.store.accounts == [expected]

    async def test_a_rename_meanwhile_is_kept(self, desk: Desk, account: Account) -> None:
        """Only what was learned is written."""

        async def renamed(_credentials: Credentials):
            await desk.accounts.rename(CALLER, account.id, "Renamed")
            return make_balances()

        desk.exchanges.balances["binance"] = renamed
        assert (await desk.balances.load(CALLER, account.id)).name == "Renamed"

    async def test_the_stored_key_is_the_one_that_is_used(self, desk: Desk, account: Account) -> None:
        """The session is opened with the credentials of the account."""
        seen: list[Credentials] = []

        async def look(credentials: Credentials):
            seen.append(credentials)
            return make_balances()

        desk.exchanges.balances["binance"] = look
        await desk.balances.load(CALLER, account.id)
        assert seen == [Credentials(api_key=Secret("an api key"), secret=Secret("a secret"))]


class TestRefresh:
    async def test_the_service_itself_loads_through_its_own_door(self, desk: Desk, account: Account) -> None:
        """A change of the key's state is the service's deed in the trail."""
        door = FakeExchanges(reports={"binance": KeyExpired()}, balances={"binance": KeyExpired()})
        desk.exchanges.calls.clear()
        with pytest.raises(KeyExpired):
            await desk.balances.refresh(1, account.id, door)
        assert (desk.exchanges.calls, door.calls[0]) == ([], "open binance")
        record = desk.store.world.records[-1]
        assert (record.actor, record.subject, record.user_id) == ("service", f"account:{account.id}", None)
        assert desk.store.accounts[0].balances_due_at == NOW + timedelta(days=1)

    async def test_a_person_joins_a_load_that_is_under_way(self, desk: Desk, account: Account) -> None:
        """One request serves both."""
        asked, answer = asyncio.Event(), asyncio.Event()

        async def slow(_credentials: Credentials):
            asked.set()
            await answer.wait()
            return make_balances(make_holding("ETH", "3"))

        desk.exchanges.balances["binance"] = slow
        desk.exchanges.calls.clear()
        balances = desk.balances
        background = asyncio.create_task(balances.refresh(1, account.id, desk.exchanges))
        await asked.wait()
        person = asyncio.create_task(balances.load(CALLER, account.id))
        for _ in range(10):
            await asyncio.sleep(0)
        answer.set()
        assert await person == await background
        assert [call.split()[0] for call in desk.exchanges.calls] == ["open", "fetch", "transfers", "close"]

    @pytest.mark.parametrize(("seconds", "stale"), [(59.0, False), (60.0, True)])
    async def test_a_short_pause_of_the_venue_makes_nothing_stale(
        self, desk: Desk, account: Account, seconds: float, *, stale: bool
    ) -> None:
        """Numbers that are a moment late are not wrong; a long ban is told."""
        desk.exchanges.balances["binance"] = RateLimitExceeded(retry_after=seconds)
        with pytest.raises(RateLimitExceeded):
            await desk.balances.refresh(1, account.id, desk.exchanges)
        assert (desk.store.accounts[0].worth.stale_reason is not None) is stale

    async def test_a_failure_is_tried_again_soon(self, desk: Desk, account: Account) -> None:
        """Not at once, and not after the whole interval."""
        await failing(desk, account, fetch=ExchangeTimeout(), inspect=None)
        assert desk.store.accounts[0].balances_due_at == NOW + timedelta(seconds=30)

    async def test_a_watched_account_is_due_sooner(self, desk: Desk, account: Account) -> None:
        """Whoever looks at it sees newer numbers."""
        desk.prices.books["binance"] = make_book(("BTC", "USD", "50000"))
        await desk.portfolio.show(CALLER, account.id)
        loaded = await desk.balances.refresh(1, account.id, desk.exchanges)
        assert loaded.balances_due_at == NOW + timedelta(minutes=5)

    async def test_what_was_told_before_is_shown_to_the_venue(self, desk: Desk, account: Account) -> None:
        """So that a heavy wallet need not be asked for; a person who asks has everything loaded."""
        desk.exchanges.earlier.clear()
        await desk.balances.refresh(1, account.id, desk.exchanges)
        await desk.balances.load(CALLER, account.id)
        balances = account.worth.balances
        assert balances is not None
        assert desk.exchanges.earlier == [balances, replace(balances, told_at=())]

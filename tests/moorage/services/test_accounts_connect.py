import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from moorage.domain.access import Plan
from moorage.domain.account import Account, NewAccount
from moorage.domain.credentials import Credentials
from moorage.domain.errors import AccessDenied, AlreadyConnected, RecordInvalid, StorageError
from moorage.domain.exchange_errors import (
    ExchangeNotAvailable,
    ExchangeOutage,
    ExchangeTimeout,
    IpNotAllowed,
    PermissionDenied,
    RateLimitExceeded,
    UnknownMarketApiError,
    WrongSecret,
)
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.services.policy import ConnectionPolicy, Policy
from moorage.services.ports import SealPlace
from tests.fakes import FakeMarkets, Faults
from tests.makers import (
    NOW,
    make_balances,
    make_book,
    make_caller,
    make_credentials,
    make_market,
    make_report,
    make_user,
)
from tests.moorage.services.conftest import Desk
from tests.moorage.services.wishes import new

pytestmark = pytest.mark.anyio
CALLER = make_caller()
STRICT = Policy(connection=ConnectionPolicy.EXPERT_BINANCE_SUBACCOUNTS)


async def refusal(desk: Desk, wish: NewAccount) -> dict[str, list[str]]:
    """Return the attributes with which a connection is refused; nothing may be stored."""
    with pytest.raises(RecordInvalid) as caught:
        await desk.accounts.connect(CALLER, wish)
    assert desk.store.accounts == []
    return {field: list(sentences) for field, sentences in caught.value.attributes.items()}


class TestConnect:
    async def test_a_good_key_makes_an_account(self, desk: Desk) -> None:
        """What was asked, what the venue said of the key and what it holds are stored together."""
        desk.exchanges.reports["binance"] = make_report(
            exchange_uid="77", parent_uid="7", ip_restricted=True, expires_at=NOW + timedelta(days=3), notes=("Look.",)
        )
        desk.prices.books["binance"] = make_book(("BTC", "USD", "64000"))
        wish = new(subaccount_name="sub", include_in_summary=False)
        account = await desk.accounts.connect(CALLER, wish)
        assert desk.store.accounts == [account]
        assert (account.market_code, account.name, account.subaccount_name) == ("binance", "Main", "sub")
        assert (account.include_in_summary, account.user_id, account.created_at) == (False, 1, NOW)
        assert (account.key.exchange_uid, account.key.parent_uid, account.key.ip_restricted) == ("77", "7", True)
        assert (account.key.state, account.key.permissions.withdraw) == (ApiKeysState.EXPIRE_SOON, False)
        assert account.key.notes == ("Look.",)
        assert account.worth.balances == make_balances()
        assert account.balances_due_at == NOW + timedelta(hours=1)

    async def test_secrets_are_sealed_into_their_places(self, desk: Desk) -> None:
        """Each field opens in the place of this account and field."""
        account = await desk.accounts.connect(CALLER, new("okex", credentials=make_credentials(passphrase="pass")))
        sealed = desk.store.world.accounts[account.id].sealed
        opened = {
            field: desk.vault.open(blob, SealPlace(1, account.vault_id, field)).reveal()
            for field, blob in sealed.items()
        }
        assert opened == {"api_key": "an api key", "secret": "a secret", "passphrase": "pass"}

    async def test_calls_that_do_not_depend_on_each_other_go_out_together(self, desk: Desk) -> None:
        """Inspection and every load are under way before one of them ends."""
        gate, waiting = asyncio.Event(), Counter[str]()

        async def wait(_credentials: Credentials):
            waiting["now"] += 1
            if waiting["now"] == 3:
                gate.set()
            await gate.wait()
            return make_balances()

        async def inspect(credentials: Credentials):
            await wait(credentials)
            return make_report()

        desk.exchanges.reports["binance"] = inspect
        desk.exchanges.balances.update(binance=wait, binance_margin=wait)
        await desk.accounts.connect(CALLER, new("binance", "binance_margin"))
        assert len(desk.store.accounts) == 2

    async def test_nothing_is_written_while_the_exchange_is_asked(self, desk: Desk) -> None:
        """No transaction is open during a conversation."""
        steps: list[str] = []

        async def step(name: str) -> None:
            steps.append(name)
            assert desk.exchanges.calls[-1:] in ([], ["close binance"])

        desk.store.step = step
        await desk.accounts.connect(CALLER, new())
        assert "commit" in steps

    async def test_types_to_create_make_an_account_each(self, desk: Desk) -> None:
        """One key, one account per type, named after it; the main one is returned; doubles count once."""
        wish = new("binance", "binance_margin", "binance_margin", "binance")
        account = await desk.accounts.connect(CALLER, wish)
        names = {stored.market_code: stored.name for stored in desk.store.accounts}
        assert names == {"binance": "Main", "binance_margin": "Main Binance_Margin"}
        assert account.market_code == "binance"
        assert desk.store.actions == ["account.create"] * 2
        assert len({stored.vault_id for stored in desk.store.accounts}) == 2

    async def test_a_name_made_up_stays_within_the_limit(self, desk: Desk) -> None:
        """A long name leaves less room for the type."""
        await desk.accounts.connect(CALLER, new("binance", "binance_margin", name="n" * 255))
        assert {len(account.name) for account in desk.store.accounts} == {255}

    async def test_a_wallet_is_known_by_its_address(self) -> None:
        """Where a market asks for an address only, that is what may not be connected twice."""
        desk = Desk(markets=FakeMarkets(make_market("wallet", required=("address",))))
        wish = new("wallet", credentials=Credentials(address="0xabc"))
        account = await desk.accounts.connect(CALLER, wish)
        assert (account.address, desk.store.world.accounts[account.id].sealed) == ("0xabc", {})
        with pytest.raises(AlreadyConnected):
            await desk.accounts.connect(CALLER, wish)

    async def test_a_wallets_address_is_one_in_every_case(self) -> None:
        """Where capitals are a checksum only, another case is no other account."""
        market = make_market("wallet", required=("address",), hexadecimal_address=True)
        desk = Desk(markets=FakeMarkets(market))
        await desk.accounts.connect(CALLER, new("wallet", credentials=Credentials(address="0xaB")))
        with pytest.raises(AlreadyConnected):
            await desk.accounts.connect(CALLER, new("wallet", credentials=Credentials(address="0xAb")))

    async def test_paper_accounts_are_all_different(self) -> None:
        """Without key and address nothing says that one is connected already."""
        desk = Desk(markets=FakeMarkets(make_market("paper", required=())))
        for _ in range(2):
            await desk.accounts.connect(CALLER, new("paper", credentials=Credentials()))
        assert len(desk.store.accounts) == 2

    async def test_the_audit_record_names_fields_and_no_values(self, desk: Desk) -> None:
        """Who connected what from where, in the transaction of the account."""
        account = await desk.accounts.connect(CALLER, new())
        (record,) = desk.store.world.records
        assert (record.actor, record.subject, record.address) == ("key:77", f"account:{account.id}", "127.0.0.1")
        assert record.details == {"type": "binance", "fields": ["api_key", "secret"]}

    async def test_a_slow_first_load_is_left_to_the_next(self) -> None:
        """The account is stored, says that its balances are not there yet, and is due at once."""
        desk = Desk(policy=Policy(deadline=0.1))

        async def hang(_credentials: Credentials):
            await asyncio.Event().wait()

        desk.exchanges.balances["binance"] = hang
        account = await desk.accounts.connect(CALLER, new())
        assert (account.worth.balances, account.balances_due_at) == (None, NOW)
        assert "slow" in str(account.worth.stale_reason)


class TestConnectRefused:
    async def test_wrong_parameters_never_reach_the_exchange(self, desk: Desk) -> None:
        """Each is told on its field."""
        assert await refusal(desk, new(name="n")) == {"name": ["is too short (minimum is 2 characters)"]}
        assert await refusal(desk, new("nowhere")) == {"type": ["does not have a valid value"]}
        assert await refusal(desk, new("binance", "okex")) == {"types_to_create": ["does not have a valid value"]}
        assert await refusal(desk, new("okex")) == {"passphrase": ["is missing"]}
        assert desk.exchanges.calls == []

    async def test_a_refused_key_is_told_on_its_field(self, desk: Desk) -> None:
        """The sentence is the refusal's, its class goes into the extension."""
        desk.exchanges.reports["binance"] = WrongSecret()
        with pytest.raises(RecordInvalid) as caught:
            await desk.accounts.connect(CALLER, new())
        assert caught.value.attributes == {"secret": [WrongSecret().description]}
        assert caught.value.extension == {"refusal": "WrongSecret"}
        assert desk.store.accounts == []

    async def test_paste_faults_are_refused_the_same_way(self, desk: Desk) -> None:
        """What is seen before any request is told like what the venue says."""
        desk.exchanges.refusals["binance"] = IpNotAllowed("has white space", field="secret")
        assert await refusal(desk, new()) == {"secret": ["has white space"]}

    async def test_an_unreachable_type_is_told_on_the_types(self, desk: Desk) -> None:
        """The type is named, and the main account is not stored either."""
        desk.exchanges.balances["binance_margin"] = PermissionDenied("No margin.")
        told = await refusal(desk, new("binance", "binance_margin"))
        assert told == {"types_to_create": ["binance_margin is not reachable with this key: No margin."]}

    async def test_a_key_that_may_withdraw_is_refused(self, desk: Desk) -> None:
        """The owner's rule is checked against what the venue said."""
        desk.exchanges.reports["binance"] = make_report(permissions=Permissions(read=True, withdraw=True))
        assert "may withdraw" in (await refusal(desk, new()))["api_key"][0]

    @pytest.mark.parametrize(
        "fault", [ExchangeNotAvailable(), ExchangeTimeout(), RateLimitExceeded(), UnknownMarketApiError()]
    )
    @pytest.mark.parametrize("where", ["reports", "balances"])
    async def test_an_outage_stores_nothing(self, desk: Desk, fault: Exception, where: str) -> None:
        """It stays an outage up to the user, and judges no key."""
        getattr(desk.exchanges, where)["binance"] = fault
        with pytest.raises(type(fault)):
            await desk.accounts.connect(CALLER, new("binance", "binance_margin"))
        assert (desk.store.accounts, desk.store.actions) == ([], [])

    async def test_the_deadline_ends_every_conversation(self) -> None:
        """A venue that never answers is a timeout."""
        desk = Desk(policy=Policy(deadline=0.05))

        async def hang(_credentials: Credentials):
            await asyncio.Event().wait()

        desk.exchanges.reports["binance"] = hang
        with pytest.raises(ExchangeTimeout):
            await desk.accounts.connect(CALLER, new())
        assert (desk.store.accounts, desk.exchanges.calls[-1]) == ([], "close binance")

    async def test_the_connection_policy(self) -> None:
        """Who may not connect is told before anything is sent; a master key after the venue said so."""
        desk = Desk(policy=STRICT)
        free = make_caller(make_user(plan=Plan.FREE))
        for caller, code in ((free, "binance"), (CALLER, "kraken")):
            with pytest.raises(AccessDenied):
                await desk.accounts.connect(caller, new(code))
        assert desk.exchanges.calls == []
        desk.exchanges.reports["binance"] = make_report(is_subaccount=False)
        with pytest.raises(AccessDenied, match="master"):
            await desk.accounts.connect(CALLER, new())
        desk.exchanges.reports["binance"] = make_report(is_subaccount=True)
        assert await desk.accounts.connect(CALLER, new())


class TestConnectTwice:
    async def test_a_connected_key_is_told_without_asking_the_exchange(self, desk: Desk) -> None:
        """The error names the account that holds the key."""
        account = await desk.accounts.connect(CALLER, new())
        desk.exchanges.calls.clear()
        with pytest.raises(AlreadyConnected) as caught:
            await desk.accounts.connect(CALLER, new(credentials=make_credentials(secret="another")))
        assert (caught.value.extension, desk.exchanges.calls) == ({"account_id": account.id}, [])

    async def test_a_second_key_of_the_same_exchange_account_is_told(self, desk: Desk) -> None:
        """The venue's own id of the account tells it."""
        desk.exchanges.reports["binance"] = make_report(exchange_uid="77")
        account = await desk.accounts.connect(CALLER, new())
        with pytest.raises(AlreadyConnected) as caught:
            await desk.accounts.connect(CALLER, new(credentials=make_credentials("another key")))
        assert caught.value.extension == {"account_id": account.id}

    async def test_the_same_key_opens_another_type_and_another_users_account(self, desk: Desk) -> None:
        """Duplicates are sought per user and type."""
        await desk.accounts.connect(CALLER, new())
        await desk.accounts.connect(CALLER, new("binance_margin"))
        await desk.accounts.connect(make_caller(make_user(2, "bob")), new())
        assert len(desk.store.accounts) == 3

    @pytest.mark.parametrize("uid", [None, "77"])
    async def test_of_many_at_once_one_wins(self, uid: str | None) -> None:
        """50 identical connects through 5 processes: one account, 49 times told which."""
        desk = Desk()
        desk.exchanges.reports["binance"] = make_report(exchange_uid=uid)
        services = [desk.accounts for _ in range(5)]
        outcomes = await asyncio.gather(
            *(services[number % 5].connect(CALLER, new()) for number in range(50)), return_exceptions=True
        )
        (account,) = (outcome for outcome in outcomes if isinstance(outcome, Account))
        told = [outcome.extension for outcome in outcomes if isinstance(outcome, AlreadyConnected)]
        assert told == [{"account_id": account.id}] * 49
        assert desk.store.accounts == [account]

    async def test_of_two_keys_of_one_exchange_account_at_once_one_wins(self) -> None:
        """The race for one exchange account is closed as well."""
        desk = Desk()
        desk.exchanges.reports["binance"] = make_report(exchange_uid="77")
        wishes = [new(credentials=make_credentials(f"key {number}")) for number in range(2)]
        outcomes = await asyncio.gather(
            *(desk.accounts.connect(CALLER, wish) for wish in wishes), return_exceptions=True
        )
        assert Counter(type(outcome) for outcome in outcomes) == Counter({Account: 1, AlreadyConnected: 1})
        assert len(desk.store.accounts) == 1


class TestAllOrNothing:
    async def test_a_failure_at_any_await_stores_all_or_nothing(self) -> None:
        """A multi-create stopped at each await of the store leaves no account, and can be repeated."""
        at, failed = 0, True
        while failed:
            desk = Desk()
            desk.store.step = Faults(at).step
            wish = new("binance", "binance_margin", "binance_futures")
            try:
                await desk.accounts.connect(CALLER, wish)
                failed = False
            except StorageError:
                assert (desk.store.accounts, desk.store.actions) == ([], [])
                desk.store.step = Faults().step
                await desk.accounts.connect(CALLER, wish)
            assert (len(desk.store.accounts), desk.store.actions) == (3, ["account.create"] * 3)
            at += 1
        assert at > 10

    @pytest.mark.parametrize("place", ["inspect", "binance", "binance_margin", "binance_futures"])
    async def test_a_failure_of_any_exchange_call_stores_nothing(self, desk: Desk, place: str) -> None:
        """Whichever of the calls fails, no account is left."""
        scripts = desk.exchanges.reports if place == "inspect" else desk.exchanges.balances
        scripts["binance" if place == "inspect" else place] = ExchangeTimeout()  # type: ignore[assignment]
        with pytest.raises(ExchangeOutage):
            await desk.accounts.connect(CALLER, new("binance", "binance_margin", "binance_futures"))
        assert desk.store.accounts == []

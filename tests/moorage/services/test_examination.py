import pytest

from moorage.domain.exchange_errors import ExchangeNotAvailable, PermissionDenied, WrongSecret
from moorage.domain.key_report import Permissions, Reach
from moorage.services.examination import Examination, Objection, Verdict, examine
from moorage.services.policy import ConnectionPolicy, Policy, WithdrawalPolicy
from tests.fakes import FakeExchanges, FakeMarkets
from tests.makers import make_balances, make_credentials, make_holding, make_report

pytestmark = pytest.mark.anyio
STRICT = Policy(connection=ConnectionPolicy.EXPERT_BINANCE_SUBACCOUNTS)


@pytest.fixture
def exchanges() -> FakeExchanges:
    """A venue that accepts every key."""
    return FakeExchanges()


async def examined(exchanges: FakeExchanges, policy: Policy = Policy()) -> Examination:  # noqa: B008 - frozen
    markets = FakeMarkets()
    return await examine(exchanges, markets.siblings(markets.get("binance")), make_credentials(), policy)


class TestExamine:
    async def test_a_good_key_is_usable(self, exchanges: FakeExchanges) -> None:
        """With the report, and what each type holds, each currency counted once."""
        holdings = [make_holding("BTC", "1"), make_holding("BTC", "2"), make_holding("ETH", "3")]
        exchanges.balances["binance_margin"] = make_balances(*holdings)
        found = await examined(exchanges)
        assert (found.verdict, found.objection, found.report) == (Verdict.USABLE, None, make_report())
        assert {each.market_code: each.currencies for each in found.types}["binance_margin"] == 2
        assert all(each.available for each in found.types)

    async def test_a_refused_key_names_its_field(self, exchanges: FakeExchanges) -> None:
        """There is no report of it."""
        exchanges.reports["binance"] = WrongSecret("Not its secret.")
        found = await examined(exchanges)
        assert (found.verdict, found.report, found.types) == (Verdict.REFUSED, None, ())
        assert found.objection == Objection("secret", "Not its secret.", "WrongSecret")

    async def test_an_outage_is_no_judgement(self, exchanges: FakeExchanges) -> None:
        """And no field is at fault."""
        exchanges.reports["binance"] = ExchangeNotAvailable("Gone.")
        found = await examined(exchanges)
        assert found.verdict is Verdict.NOT_JUDGED
        assert found.objection == Objection(None, "Gone.", "ExchangeNotAvailable")

    async def test_the_owners_rule_refuses_too(self, exchanges: FakeExchanges) -> None:
        """A key that may withdraw is not usable here; what is known of it is told all the same."""
        exchanges.reports["binance"] = make_report(permissions=Permissions(withdraw=True))
        found = await examined(exchanges)
        assert (found.verdict, found.report is not None) == (Verdict.REFUSED, True)
        assert found.objection
        assert (found.objection.field, found.objection.kind) == ("api_key", "WithdrawalRight")

    async def test_an_owner_may_allow_it(self, exchanges: FakeExchanges) -> None:
        """With another policy the same key is usable."""
        exchanges.reports["binance"] = make_report(permissions=Permissions(withdraw=True))
        assert (await examined(exchanges, Policy(withdrawal=WithdrawalPolicy.WARN))).verdict is Verdict.USABLE

    @pytest.mark.parametrize(
        ("is_subaccount", "verdict"), [(True, Verdict.USABLE), (False, Verdict.REFUSED), (None, Verdict.REFUSED)]
    )
    async def test_the_connection_policy_counts(self, exchanges, is_subaccount, verdict) -> None:
        """A key of a master account, or of nobody knows what, is refused where sub-accounts only are let in."""
        exchanges.reports["binance"] = make_report(is_subaccount=is_subaccount)
        assert (await examined(exchanges, STRICT)).verdict is verdict

    async def test_a_sibling_that_is_not_reached_refuses_nothing(self, exchanges: FakeExchanges) -> None:
        """Neither one the venue denies at once, nor one that a try shows, nor one that is silent."""
        exchanges.reports["binance"] = make_report(reaches=(Reach("binance_margin", available=False),))
        exchanges.balances["binance_futures"] = ExchangeNotAvailable("Gone.")
        found = await examined(exchanges)
        assert found.verdict is Verdict.USABLE
        told = {each.market_code: each.available for each in found.types}
        assert (told["binance_margin"], told["binance_futures"]) == (False, None)
        assert "fetch binance_margin" not in exchanges.calls

    @pytest.mark.parametrize(
        ("fault", "verdict"),
        [(PermissionDenied("No spot."), Verdict.REFUSED), (ExchangeNotAvailable("Gone."), Verdict.NOT_JUDGED)],
    )
    async def test_the_type_that_was_asked_for_decides(self, exchanges, fault, verdict) -> None:
        """A key that does not open it is refused; one whose type is silent is not judged."""
        exchanges.balances["binance"] = fault
        found = await examined(exchanges)
        assert found.verdict is verdict
        assert found.objection
        assert found.objection.sentence == fault.description

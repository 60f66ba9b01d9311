import pytest

from moorage.domain.access import Plan
from moorage.domain.errors import AccessDenied, RecordInvalid
from moorage.domain.key_report import Permissions
from moorage.services.policy import ConnectionPolicy, Policy, WithdrawalPolicy
from tests.makers import make_market, make_report, make_user

STRICT = Policy(connection=ConnectionPolicy.EXPERT_BINANCE_SUBACCOUNTS)
LISTED = make_market("binance", subaccount_plan_rule=True)
OTHER = make_market("kraken")
WITHDRAWS = make_report(permissions=Permissions(read=True, trade=True, withdraw=True))


class TestRequirePlan:
    @pytest.mark.parametrize("plan", Plan.__members__.values())
    @pytest.mark.parametrize("market", [LISTED, OTHER])
    def test_an_open_house_lets_everybody_in(self, plan: Plan, market) -> None:
        """The default asks for no plan."""
        Policy().require_plan(make_user(plan=plan), market)

    @pytest.mark.parametrize(
        ("plan", "market"), [(Plan.FREE, LISTED), (Plan.PRO, LISTED), (Plan.EXPERT, OTHER), (Plan.FREE, OTHER)]
    )
    def test_a_strict_house_names_its_rule(self, plan: Plan, market) -> None:
        """Both the plan and the market must be right."""
        with pytest.raises(AccessDenied, match="connection_policy = expert_binance_subaccounts"):
            STRICT.require_plan(make_user(plan=plan), market)

    def test_an_expert_with_a_listed_market_comes_in(self) -> None:
        """The one case that the strict rule allows."""
        STRICT.require_plan(make_user(plan=Plan.EXPERT), LISTED)


class TestRequireSafe:
    def test_a_key_that_may_withdraw_is_refused_by_default(self) -> None:
        """On the key, with a word for programs."""
        with pytest.raises(RecordInvalid) as caught:
            Policy().require_safe(WITHDRAWS)
        assert list(caught.value.attributes) == ["api_key"]
        assert caught.value.extension == {"refusal": "WithdrawalRight"}

    @pytest.mark.parametrize("rule", [WithdrawalPolicy.WARN, WithdrawalPolicy.ALLOW])
    def test_the_owner_may_allow_it(self, rule: WithdrawalPolicy) -> None:
        """It is his money."""
        Policy(withdrawal=rule).require_safe(WITHDRAWS)

    def test_a_harmless_key_passes(self) -> None:
        """In an open house nothing else is asked of it."""
        Policy().require_safe(make_report(is_subaccount=None))

    @pytest.mark.parametrize(("is_subaccount", "sentence"), [(False, "master account"), (None, "does not tell")])
    def test_a_strict_house_takes_known_subaccounts_only(self, is_subaccount: bool | None, sentence: str) -> None:
        """What cannot be known is not taken for right."""
        with pytest.raises(AccessDenied, match=sentence):
            STRICT.require_safe(make_report(is_subaccount=is_subaccount))
        STRICT.require_safe(make_report(is_subaccount=True))

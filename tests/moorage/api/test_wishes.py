import pytest

from moorage.api.wishes import (
    Page,
    PairWish,
    account_change,
    market_wish,
    new_account,
    new_name,
    page,
    pair_of_market,
    pair_wish,
    period,
)
from moorage.domain.account import AccountChange, NewAccount
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid

CREDENTIALS = {"api_key": "a", "secret": "b", "passphrase": "c", "customer_id": "d", "address": "e"}
OPENED = Credentials(api_key=Secret("a"), secret=Secret("b"), passphrase=Secret("c"), customer_id="d", address="e")


class TestNewAccount:
    def test_everything_is_read(self):
        """Each parameter has its field."""
        given = {
            "type": "binance",
            "name": "Main",
            **CREDENTIALS,
            "types_to_create": ["binance_margin"],
            "subaccount_name": "sub",
            "include_in_summary": "false",
        }
        assert new_account(given) == NewAccount(
            market_code="binance",
            name="Main",
            credentials=OPENED,
            types_to_create=("binance_margin",),
            subaccount_name="sub",
            include_in_summary=False,
        )

    def test_what_is_absent_has_its_default(self):
        """An account counts in the summary unless told otherwise."""
        made = new_account({"type": "binance", "name": "Main"})
        assert made == NewAccount(market_code="binance", name="Main", credentials=Credentials())
        assert made.include_in_summary

    def test_all_faults_are_told_at_once(self):
        """Every field that is wrong, in one answer."""
        with pytest.raises(RecordInvalid) as refused:
            new_account({"name": 5, "api_key": [], "types_to_create": "x", "include_in_summary": "maybe"})
        assert refused.value.attributes == {
            "type": ["is missing"],
            "name": ["is invalid"],
            "api_key": ["is invalid"],
            "types_to_create": ["is invalid"],
            "include_in_summary": ["is invalid"],
        }


class TestAccountChange:
    def test_everything_is_read(self):
        """Each parameter has its field."""
        given = {"account_id": "7", "name": "N", **CREDENTIALS, "subaccount_name": "s", "include_in_summary": True}
        assert account_change(given) == AccountChange(
            account_id=7, name="N", credentials=OPENED, subaccount_name="s", include_in_summary=True
        )

    def test_what_is_absent_stays_as_it_is(self):
        """Nothing but the id has to be given."""
        assert account_change({"account_id": 7}) == AccountChange(account_id=7)


class TestNewName:
    def test_it_must_be_given(self):
        """And nothing else is looked at."""
        assert new_name({"name": "Savings", "account_id": 99}) == "Savings"
        with pytest.raises(RecordInvalid):
            new_name({})


class TestPage:
    def test_the_first_hundred_when_nothing_is_said(self):
        """The contract's defaults."""
        assert page({}) == Page(None, 1, 100)
        assert page({"api_key": "k", "page": "2", "per_page": 5}) == Page(Secret("k"), 2, 5)


class TestPeriod:
    @pytest.mark.parametrize("wrong", [7, "yesterday", "x" * 300, ["2026-11-22"]])
    def test_what_is_wrong_is_told_once(self, wrong: object):
        """One sentence for one fault."""
        with pytest.raises(RecordInvalid) as refused:
            period({"date_from": wrong})
        assert [len(sentences) for sentences in refused.value.attributes.values()] == [1]

    def test_an_end_may_be_the_last_day_there_is(self):
        """Clients write it for ever."""
        assert period({"date_from": "2026-11-22", "date_to": "9999-12-31"}).end is not None


class TestPairWish:
    def test_a_market_may_be_left_out_where_there_is_a_first(self):
        """But not where leverage is asked about; whose limits are meant is one of two words."""
        assert market_wish({}) is None
        assert pair_wish({"pair": "USDT_BTC", "limit_type": "bot"}) == PairWish(None, "USDT_BTC")
        assert pair_of_market({"market_code": "okex", "pair": "USDT_BTC"}) == PairWish("okex", "USDT_BTC")
        for read, given in ((pair_of_market, {"pair": "USDT_BTC"}), (pair_wish, {"pair": "A_B", "limit_type": "grid"})):
            with pytest.raises(RecordInvalid):
                read(given)

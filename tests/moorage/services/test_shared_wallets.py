"""services/shared_wallets.py: one wallet under two account types is counted once."""

from dataclasses import replace

from moorage.domain.account import Account, KeyState, Worth
from moorage.services.shared_wallets import counted_elsewhere, summed_accounts
from tests.fakes import FakeMarkets
from tests.makers import make_account, make_balances, make_holding, make_market

MARKETS = FakeMarkets(
    make_market("okex", venue="okx", unified=True),
    make_market("okex_futures", venue="okx", unified=True),
    make_market("binance", venue="binance"),
)


def account(number: int, code: str, uid: str | None, currencies: str) -> Account:
    """Return an account that holds some currencies."""
    balances = make_balances(*(make_holding(currency, "1") for currency in currencies))
    made = make_account(id=number, market_code=code, worth=Worth(balances=balances))
    return replace(made, key=KeyState(exchange_uid=uid))


class TestCountedElsewhere:
    def test_the_wider_view_counts(self):
        """Of two views of one exchange account the one that sees more wallets is counted."""
        narrow, wide = account(1, "okex_futures", "7", "AB"), account(2, "okex", "7", "ABC")
        assert counted_elsewhere([narrow, wide], MARKETS) == {1: 2}

    def test_the_older_one_counts_when_both_see_the_same(self):
        """A tie goes to the account that was connected first."""
        assert counted_elsewhere([account(4, "okex", "7", "A"), account(5, "okex_futures", "7", "A")], MARKETS) == {
            5: 4
        }

    def test_other_exchange_accounts_count(self):
        """Two uids, an unknown uid and a market with wallets of its own are all counted."""
        accounts = [
            account(1, "okex", "7", "A"),
            account(2, "okex_futures", "8", "A"),
            account(3, "okex_futures", None, "A"),
            account(4, "binance", "7", "A"),
        ]
        assert counted_elsewhere(accounts, MARKETS) == {}


class TestSummedAccounts:
    def test_what_is_left_out_or_counted_elsewhere_is_no_part(self):
        """A sum is made of the accounts that count in it, each wallet once."""
        narrow, wide = account(1, "okex_futures", "7", "AB"), account(2, "okex", "7", "ABC")
        hidden = replace(account(3, "binance", "9", "A"), include_in_summary=False)
        assert summed_accounts([narrow, wide, hidden], MARKETS) == ([wide], {1: 2})

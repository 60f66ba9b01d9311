from moorage.domain.account import Worth
from moorage.storage.account_cache import AccountCache
from tests.makers import make_account, make_balances, make_holding


class TestAccountCache:
    def test_a_revision_names_its_account(self):
        """An account is found by the revision it was kept under, and by no other."""
        cache, account = AccountCache(), make_account()
        cache.keep(7, account)
        assert cache.find(7) is account
        assert cache.find(8) is None

    def test_the_longest_unasked_is_forgotten(self):
        """At the limit the account goes that was not asked for the longest."""
        cache = AccountCache(capacity=2)
        first, second, third = (make_account(name=name) for name in ("first", "second", "third"))
        cache.keep(1, first)
        cache.keep(2, second)
        cache.find(1)
        cache.keep(3, third)
        assert cache.find(2) is None
        assert (cache.find(1), cache.find(3)) == (first, third)

    def test_holdings_count(self):
        """An account with many holdings takes the room of many accounts."""
        cache = AccountCache(capacity=10)
        rich = make_account(worth=Worth(balances=make_balances(*[make_holding("BTC", "1")] * 8)))
        cache.keep(1, make_account())
        cache.keep(2, rich)
        assert cache.find(1) is not None
        cache.keep(3, rich)
        assert cache.find(2) is None
        assert cache.find(1) is not None
        assert cache.find(3) is rich

    def test_keeping_twice_counts_once(self):
        """The same revision takes its room once."""
        cache = AccountCache(capacity=2)
        cache.keep(1, make_account())
        cache.keep(2, make_account())
        cache.keep(2, make_account())
        assert cache.find(1) is not None

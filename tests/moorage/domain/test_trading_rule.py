"""Rules by pair, and bounds that are added to them."""

from dataclasses import replace
from decimal import Decimal

from moorage.domain.trading_rule import InstrumentKind, Limits, Quote, RuleBook
from tests.makers import NOW, make_rule


class TestTradingRule:
    def test_names_the_quote_first(self):
        """As the wire does."""
        assert make_rule("ETH", "BTC").pair == "BTC_ETH"

    def test_values_contracts(self):
        """By their size; nobody guesses it."""
        rule = make_rule(contract_size=Decimal("0.01"))
        assert rule.value_of(Decimal(3), Decimal("2000.5")) == Decimal("60.015")
        assert replace(rule, kind=InstrumentKind.INVERSE).value_of(Decimal(3), Decimal(7)) == Decimal("0.03")
        assert make_rule().value_of(Decimal(3), Decimal(7)) is None

    def test_takes_further_bounds(self):
        """They stand in the place of those that were known; the others stay."""
        rule = make_rule(limits=Limits(price_step=Decimal(1), min_lot=Decimal(2)))
        bounded = rule.bounded({"min_lot": Decimal(3), "max_leverage": Decimal(125)})
        assert bounded.limits == Limits(price_step=Decimal(1), min_lot=Decimal(3), max_leverage=Decimal(125))
        assert rule.bounded({}) is rule


class TestRuleBook:
    def test_lists_pairs_in_the_order_of_the_exchange(self):
        """And finds each rule by its pair."""
        rules = [make_rule("ETH"), make_rule("BTC")]
        book = RuleBook(rules, NOW)
        assert book.pairs() == ["USDT_ETH", "USDT_BTC"]
        assert (book.get("USDT_BTC"), book.get("USDT_X"), len(book)) == (rules[1], None, 2)

    def test_of_two_instruments_with_one_pair_the_first_counts(self):
        """An exchange may have a contract of each kind in dollars."""
        first, second = make_rule(symbol="PF_XBTUSD"), make_rule(symbol="PI_XBTUSD")
        book = RuleBook([first, second], NOW)
        assert book.get("USDT_BTC") is first
        assert book.by_symbol() == {"PF_XBTUSD": first, "PI_XBTUSD": second}


class TestQuote:
    def test_tells_nothing_by_itself(self):
        """Unknown is None, never 0."""
        assert (Quote().last, Quote().bid, Quote().ask, dict(Quote().limits)) == (None, None, None, {})

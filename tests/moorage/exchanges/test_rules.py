"""From recorded rows to rules and quotes."""

from decimal import Decimal

import msgspec
import pytest

from moorage.domain.trading_rule import Limits, Quote
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.rule_facts import Quotes, Rules
from moorage.exchanges.rules import QuoteReader, RuleReader, merged, number, step

NAMES = AssetNames(None)
PLACE = {"source": "DOC", "request": "pairs", "markets": ["brest"]}
COLUMNS = {"symbol": "id", "base": "b", "quote": "q"}


def reader(columns: dict[str, str], taken_apart=None, **more) -> RuleReader:
    return RuleReader(msgspec.convert({**PLACE, "rows": "", "columns": columns, **more}, Rules), NAMES, taken_apart)


class TestRuleReader:
    def test_reads_bounds_as_they_stand(self):
        """Numbers keep their digits; zero, a blank, and what is no number bound nothing."""
        columns = COLUMNS | {"price_step": "t", "min_lot": "l", "max_lot": "h", "min_total": "m", "max_total": "x"}
        body = b'[{"id":"BTCUSD","b":"BTC","q":"USD","t":"0.10","l":1e-8,"h":"0","m":"","x":"none"}]'
        (rule,) = reader(columns).read(body)
        assert rule.limits == Limits(price_step=Decimal("0.10"), min_lot=Decimal("1E-8"))
        assert (rule.pair, rule.symbol) == ("USD_BTC", "BTCUSD")

    def test_counts_of_decimals_are_steps(self):
        """Where the step itself is told too, that counts."""
        columns = COLUMNS | {"price_decimals": "p", "lot_decimals": "l", "price_step": "t"}
        body = b'[{"id":"A","b":"A","q":"USD","p":2,"l":"0"},{"id":"B","b":"B","q":"USD","p":2,"l":"-1","t":"0.05"}]'
        first, second = reader(columns).read(body)
        assert first.limits == Limits(price_step=Decimal("0.01"), lot_step=Decimal(1))
        assert second.limits == Limits(price_step=Decimal("0.05"))

    def test_a_price_may_move_by_several_of_the_last_decimal(self):
        """Five of the first decimal are a half."""
        columns = COLUMNS | {"price_decimals": "p", "price_ticks": "n"}
        (rule,) = reader(columns).read(b'[{"id":"A","b":"A","q":"USD","p":"1","n":"5"}]')
        assert rule.limits.price_step == Decimal("0.5")

    @pytest.mark.parametrize(
        ("told", "size"), [('"100"', "100"), ("-1", "1"), ('"0"', None), ('""', None), ('"0.1","m":"10"', "1.0")]
    )
    def test_how_much_a_contract_is(self, told, size):
        """A sign only says that it is an inverse one; nothing is made of what is not told."""
        columns = COLUMNS | {"contract_size": "c", "contract_multiplier": "m"}
        (rule,) = reader(columns).read(f'[{{"id":"A","b":"A","q":"USD","c":{told}}}]'.encode())
        assert rule.contract_size == (size and Decimal(size))

    def test_a_pair_is_split(self):
        """At its separator, or as the venue's tickers are; what cannot be split is left out."""
        body = b'[{"id":"x","p":"BTC/USD"},{"id":"y","p":"odd"},{"p":"ETH/USD"}]'
        columns = {"symbol": "id", "pair": "p"}
        assert [rule.pair for rule in reader(columns, separator="/").read(body)] == ["USD_BTC"]
        own = reader(columns, lambda name: ("ODD", "EUR") if name == "odd" else None, split="spot")
        assert [rule.pair for rule in own.read(body)] == ["EUR_ODD"]

    def test_the_next_page_is_named_by_the_answer(self):
        """Nothing is named after the last one, or where there are no pages."""
        paged = reader(COLUMNS, next_page="next")
        assert [paged.next_page(body) for body in (b'{"next":"abc"}', b'{"next":""}', b"[]")] == ["abc", "", ""]
        assert reader(COLUMNS).next_page(b'{"next":"abc"}') == ""


class TestQuoteReader:
    def test_reads_the_row_of_the_instrument(self):
        """Another one's prices are never told for it."""
        facts = {**PLACE, "rows": "", "columns": {"symbol": "s", "last": "l", "bid": "b", "max_leverage": "x"}}
        quotes = QuoteReader(msgspec.convert(facts, Quotes))
        body = b'[{"s":"ETH","l":"1"},{"s":"BTC","l":"60000.5","b":60000,"x":125}]'
        assert quotes.read(body, "BTC") == Quote(
            last=Decimal("60000.5"), bid=Decimal(60000), limits={"max_leverage": Decimal(125)}
        )
        assert quotes.read(body, "SOL") == Quote()


class TestMerged:
    def test_the_first_that_tells_something_counts(self):
        """Prices and bounds may come from several answers."""
        first = Quote(last=Decimal(1), limits={"min_lot": Decimal(5)})
        second = Quote(last=Decimal(2), bid=Decimal(3), limits={"min_lot": Decimal(6), "max_lot": Decimal(7)})
        limits = {"min_lot": Decimal(5), "max_lot": Decimal(7)}
        assert merged([first, second]) == Quote(last=Decimal(1), bid=Decimal(3), limits=limits)


class TestNumber:
    @pytest.mark.parametrize("text", ["", "0", "-1", "NaN", "Infinity", "x", "1e60"])
    def test_only_a_positive_number_bounds(self, text):
        """Everything else is unknown."""
        assert number(text) is None


class TestStep:
    @pytest.mark.parametrize("text", ["", "-2", "1.5", "99", "\\u0664"])
    def test_only_a_count_is_a_step(self, text):
        """Everything else is unknown."""
        assert step(text) is None

from datetime import timedelta

import pytest

from moorage.refresh.plan import LOOK_EVERY, MOST_LANES, SHORTEST_REST, Pair, Turn, choose, lanes_after, pairs
from moorage.services.agenda import DueAccount
from moorage.services.outlook import OPEN, Outlook
from tests.makers import CATALOGUE, NOW


def due(number: int, seconds: float, code: str = "binance", *, is_stale: bool = False) -> DueAccount:
    """Return an account that is due some seconds from now."""
    due_at = NOW + timedelta(seconds=seconds)
    return DueAccount(id=number, user_id=1, market_code=code, due_at=due_at, is_stale=is_stale)


def chosen(queue, look_ahead=lambda _code, _loads: OPEN, busy=(), lanes: int = 9) -> tuple[list[int], float]:
    turn = choose(queue, look_ahead, busy=set(busy), lanes=lanes, now=NOW)
    return [one.id for one in turn.start], turn.rest


class TestPairs:
    def test_types_of_a_venue_share_its_pair(self):
        """A venue without accounts has none."""
        found = pairs(CATALOGUE, {"binance", "binance_futures", "kraken", "gone"}, "203.0.113.7")
        assert found == [
            Pair("binance", "203.0.113.7", ("binance", "binance_futures")),
            Pair("kraken", "203.0.113.7", ("kraken",)),
        ]


class TestChoose:
    def test_the_oldest_come_first(self):
        """Of all types of the pair together; what is not due rests, and says for how long."""
        queue = [due(1, -5), due(2, 3), due(3, -9, "binance_margin"), due(4, 0)]
        assert chosen(queue) == ([3, 1, 4], 3)

    def test_no_more_than_there_are_lanes(self):
        """What is under way is not begun again, and takes its lane."""
        queue = [due(1, -5), due(2, -4), due(3, -3)]
        assert chosen(queue, busy=[1], lanes=2) == ([2], LOOK_EVERY)
        assert chosen(queue, busy=[7, 8], lanes=2) == ([], LOOK_EVERY)

    def test_no_more_than_the_budget_lets_the_background_ask(self):
        """Each further load is asked for with those before it, also with those that are under way."""
        asked = []

        def look_ahead(_code: str, loads: int) -> Outlook:
            asked.append(loads)
            return Outlook(max(0.0, loads - 2) * 1.5)

        assert chosen([due(1, -5), due(2, -4), due(3, -3)], look_ahead, busy=[9]) == ([1], 1.5)
        assert asked == [2, 3]

    def test_a_type_that_waits_holds_up_no_other(self):
        """Its own accounts keep their order meanwhile."""
        queue = [due(1, -5), due(2, -4), due(3, -3, "binance_margin")]
        asked = []

        def look_ahead(code: str, _loads: int) -> Outlook:
            asked.append(code)
            return Outlook(7.0 if code == "binance" else 0.0)

        assert chosen(queue, look_ahead) == ([3], 7.0)
        assert asked == ["binance", "binance_margin"]

    def test_of_a_venue_that_is_shut_everybody_is_told_once(self):
        """Whose owner does not know yet is loaded, which asks nothing; whoever knows waits for the venue."""
        queue = [due(1, -5, is_stale=True), due(2, -4), due(3, -3, is_stale=True)]
        assert chosen(queue, lambda _code, _loads: Outlook(8.0, is_shut=True)) == ([2], 8.0)

    def test_a_moment_is_not_rested_twice(self):
        """The loop never spins."""
        assert chosen([due(1, 0.0001)]) == ([], SHORTEST_REST)

    def test_nothing_due_rests_until_the_next_look(self):
        """New accounts are found within seconds."""
        assert choose([], lambda _code, _loads: OPEN, busy=(), lanes=1, now=NOW) == Turn((), LOOK_EVERY)


class TestLanesAfter:
    @pytest.mark.parametrize(("lanes", "after"), [(1, 2), (MOST_LANES, MOST_LANES)])
    def test_a_venue_that_answers_is_met_by_one_more(self, lanes: int, after: int):
        """Up to the most."""
        assert lanes_after(lanes, answered=True) == after

    def test_a_venue_that_fails_is_asked_one_by_one(self):
        """At once."""
        assert lanes_after(MOST_LANES, answered=False) == 1

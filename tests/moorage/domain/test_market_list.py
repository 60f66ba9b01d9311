import pytest

from moorage.domain.errors import RecordInvalid
from moorage.domain.market_list import MarketList
from tests.makers import make_market

SPOT, ELSEWHERE, MARGIN = (
    make_market("kiel"),
    make_market("oslo", venue="oslo"),
    make_market("kiel_margin", venue="kiel"),
)
LISTED = MarketList([SPOT, ELSEWHERE, MARGIN])


class TestGet:
    def test_finds_by_code(self) -> None:
        """Each market under its own."""
        assert LISTED.get("oslo") is ELSEWHERE

    def test_refuses_what_is_not_listed(self) -> None:
        """As a field that cannot be so."""
        with pytest.raises(RecordInvalid) as caught:
            LISTED.get("KIEL")
        assert caught.value.attributes == {"type": ["does not have a valid value"]}


class TestAll:
    def test_keeps_the_order(self) -> None:
        """As they were given."""
        assert list(LISTED.all()) == [SPOT, ELSEWHERE, MARGIN]


class TestSiblings:
    def test_are_of_the_same_venue(self) -> None:
        """The one that was asked about stands first."""
        assert list(LISTED.siblings(MARGIN)) == [MARGIN, SPOT]
        assert list(LISTED.siblings(ELSEWHERE)) == [ELSEWHERE]

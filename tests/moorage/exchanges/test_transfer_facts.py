"""The blocks about transfers."""

import pytest

from moorage.exchanges.rows import Rows
from moorage.exchanges.transfer_facts import TransferFacts, TransferList, Untold


def listed(columns: dict[str, str] | None = None, **facts) -> TransferList:
    """Return a list with the least that is needed."""
    told = {"currency": "c", "amount": "a", "at": "t"} if columns is None else columns
    rows = Rows(source="DOC", request="deposits", rows="", columns=told)
    return TransferList(**{"markets": ("spot",), "rows": rows, "incoming": ("+",), **facts})


class TestTransferList:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"columns": {"currency": "c", "amount": "a"}}, "need the columns at"),
            ({"incoming": ()}, "come or go"),
            ({"done": ("1",)}, "a state is told"),
            ({"paging": "page"}, "size of a full one"),
            ({"paging": "cursor"}, "place of the next"),
            ({"size": 100}, "size of a full one"),
        ],
    )
    def test_refuses_what_cannot_be_read(self, wrong, said):
        """Such a list is found at the first reading of the entry, not at the first transfer."""
        with pytest.raises(ValueError, match=said):
            listed(**wrong)

    def test_names_what_is_asked_for(self):
        """Each kind is a list of its own."""
        assert listed().names() == {"deposits": ""}
        assert listed(kinds=("x", "y")).names() == {"deposits:x": "x", "deposits:y": "y"}


class TestTransferFacts:
    def test_refuses_two_lists_that_are_one(self):
        """A reading would be of both; of two account types they may be."""
        with pytest.raises(ValueError, match="two lists of transfers are one"):
            TransferFacts(lists=(listed(), listed()))
        assert TransferFacts(lists=(listed(), listed(markets=("futures",)))).lists

    def test_tells_what_belongs_to_an_account_type(self):
        """Its lists, and the sentence about what is not told."""
        facts = TransferFacts(lists=(listed(),), untold=(Untold(markets=("spot",), sentence="Not all."),))
        assert facts.of("spot") == facts.lists
        assert facts.untold_of("spot") == "Not all."
        assert facts.of("futures") == ()
        assert facts.untold_of("futures") is None

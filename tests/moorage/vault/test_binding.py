from hypothesis import given
from hypothesis import strategies as st

from moorage.vault.binding import bind

PARTS = st.lists(st.text(st.characters(codec=None, categories=None), max_size=8), max_size=5)


class TestBind:
    @given(PARTS, PARTS)
    def test_only_equal_parts_give_equal_bytes(self, one: list[str], other: list[str]) -> None:
        """Two sequences have the same bytes exactly when they are the same sequence, lone surrogates included."""
        assert (bind(*one) == bind(*other)) == (one == other)

    def test_a_boundary_may_not_move(self) -> None:
        """Moving a character from one part to the next changes the bytes."""
        assert len({bind("ab", "c"), bind("a", "bc"), bind("abc", ""), bind("", "abc"), bind("abc")}) == 5

    def test_the_bytes_are_written_down(self) -> None:
        """The form is fixed, because stored values depend on it."""
        assert bind("ä", "") == b"\x00\x00\x00\x02\xc3\xa4\x00\x00\x00\x00"

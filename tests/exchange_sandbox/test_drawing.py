import uuid

from exchange_sandbox.drawing import Draw


class TestDraw:
    def test_the_same_name_draws_the_same(self) -> None:
        """Seed, name and purpose decide, nothing else."""
        assert Draw("s", "n").letters("key", 64) == Draw("s", "n").letters("key", 64)
        drawn = {Draw(*names).letters("key", 64) for names in (("s", "n"), ("t", "n"), ("s", "m"))}
        assert len(drawn | {Draw("s", "n").letters("secret", 64)}) == 4

    def test_forms(self) -> None:
        """Letters, base64, UUIDs and numbers have the forms the venues use."""
        draw = Draw("s", "n")
        assert draw.letters("a", 64).isalnum()
        assert len(draw.base64("b", 42)) == 56
        assert uuid.UUID(draw.uuid("c")).version == 4
        assert len(draw.number("d", 12)) == 12
        assert not draw.number("d", 12).startswith("0")

    def test_label(self) -> None:
        """The last part of the name, which is a key's label."""
        assert Draw("s", "venue/person/trader").label == "trader"

"""Places where a venue's own code stands in."""

from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.quirks.quirk import NO_QUIRK


class TestQuirks:
    def test_an_entry_without_a_quirk_keeps_the_template(self):
        """No quirk means the general way everywhere."""
        assert QUIRKS[None] is NO_QUIRK
        assert NO_QUIRK.payload is None
        assert NO_QUIRK.split is None

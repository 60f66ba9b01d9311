from xml.etree import ElementTree as ET

import pytest

from moorage.api.icons import monogram


class TestMonogram:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [("Binance", "BI"), ("Binance US", "BU"), ("Gate.io", "GA"), ("X", "X"), ("", "CO"), ('<&> "x"', "CO")],
    )
    def test_two_letters_name_the_market(self, name: str, letters: str):
        """Of one word the first two, of several the initials; the drawing is well formed whatever the name."""
        drawing = ET.fromstring(monogram("code", name))
        assert [child.text for child in drawing if child.text] == [letters]
        assert drawing.attrib["aria-label"] == name

    def test_the_colour_is_the_codes(self):
        """The same market has the same colour on every machine; others differ."""
        assert monogram("a", "N") == monogram("a", "N")
        assert monogram("a", "N") != monogram("b", "N")

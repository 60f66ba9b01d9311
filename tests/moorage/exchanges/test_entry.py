"""The form of an entry."""

import pytest

from moorage.exchanges.entry import placeholders


class TestPlaceholders:
    def test_returns_the_names_in_order(self):
        """A template is text with names in braces."""
        assert placeholders("{timestamp}{method}-{target}") == ["timestamp", "method", "target"]

    @pytest.mark.parametrize("template", ["{body!r}", "{body:>10}", "{body[0]}", "{body.upper}", "{}", "{0}", "{body"])
    def test_refuses_anything_but_names(self, template):
        """A template is no language: no format, no attribute, no index."""
        with pytest.raises(ValueError):
            placeholders(template)

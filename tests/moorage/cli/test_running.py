"""cli/running.py: errors as one line."""

from moorage.cli.running import explain
from moorage.domain.errors import NotFound, RecordInvalid


class TestExplain:
    def test_names_the_fields(self):
        """Each field's sentences follow the description."""
        error = RecordInvalid(attributes={"name": ["is taken"]})
        assert explain(error) == "Invalid parameters: name is taken"

    def test_is_the_sentence_alone_without_fields(self):
        """An error without attributes is its description."""
        assert explain(NotFound("There is no user 'ann'.")) == "There is no user 'ann'."

from moorage.storage.revisions import new_revision


class TestNewRevision:
    def test_fits_a_signed_column_and_is_not_drawn_twice(self):
        """63 bits: what both engines hold, and enough never to meet again."""
        drawn = {new_revision() for _ in range(1000)}
        assert len(drawn) == 1000
        assert all(0 <= revision < 2**63 for revision in drawn)

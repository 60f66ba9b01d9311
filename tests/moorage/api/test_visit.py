import re

from moorage.api.visit import IN_SCOPE, Visit, new_request_id, visit_of


class TestRequestId:
    def test_96_random_bits(self):
        """Long enough never to meet twice."""
        ids = {new_request_id() for _ in range(1000)}
        assert len(ids) == 1000
        assert all(re.fullmatch("[0-9a-f]{24}", one) for one in ids)


class TestVisitOf:
    def test_it_is_what_the_frame_put_there(self):
        """One object on the whole way."""
        visit = Visit("id", "127.0.0.1")
        assert visit_of({IN_SCOPE: visit}) is visit  # type: ignore[arg-type, misc]

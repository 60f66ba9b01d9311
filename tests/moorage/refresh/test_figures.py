from moorage.refresh.figures import Figures
from tests.makers import NOW


class TestFigures:
    def test_a_server_that_loads_nothing_by_itself_is_not_one_that_loaded_nothing_yet(self):
        """No count is not a count of nothing."""
        assert Figures(at=NOW, backlog=[], venue_of={}).outcomes is None

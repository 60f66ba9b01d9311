from moorage.api.position_schemas import Slice, TableRow
from tests.contract import positions as charts


class TestShapes:
    def test_the_fields_have_the_contracts_names_and_order(self):
        """What is ours stands last, under one key."""
        assert Slice.__struct_fields__ == charts.Slice.__struct_fields__
        assert TableRow.__struct_fields__ == charts.Row.__struct_fields__
        assert Slice.__struct_fields__[-1] == TableRow.__struct_fields__[-1] == "x_moorage"

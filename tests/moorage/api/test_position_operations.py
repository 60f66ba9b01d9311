import json

import pytest

from moorage.api import position_operations
from tests.contract import positions as charts


class TestExamples:
    @pytest.mark.parametrize(
        ("operation", "decode"), [(position_operations.PIE, charts.pie), (position_operations.TABLE, charts.table)]
    )
    def test_are_what_the_contract_says(self, operation, decode):
        """A client that decodes the documents' examples decodes the answers."""
        assert decode(json.dumps(operation.example).encode())

import msgspec
import pytest

from moorage.api.chart_operations import BALANCE_CHART, CHANGE_MODE, CURRENT_MODE, SUMMARY_BALANCE_CHART


class TestExamples:
    @pytest.mark.parametrize("operation", [BALANCE_CHART, SUMMARY_BALANCE_CHART, CURRENT_MODE, CHANGE_MODE])
    def test_an_example_is_an_answer(self, operation):
        """It has the shape that is described."""
        assert msgspec.json.decode(msgspec.json.encode(operation.example), type=operation.answer)

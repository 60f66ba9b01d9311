import msgspec
import pytest

from moorage.api import deposit_operations


class TestExamples:
    @pytest.mark.parametrize("operation", [deposit_operations.NETWORKS, deposit_operations.PLACE])
    def test_fit_the_answer(self, operation):
        """What is shown to readers is what is answered."""
        assert msgspec.convert(operation.example, operation.answer)

import pytest

from moorage.api import operations
from moorage.api.operations import Operation

ALL = [value for value in vars(operations).values() if isinstance(value, Operation)]


class TestOperations:
    @pytest.mark.parametrize("operation", ALL, ids=[operation.name for operation in ALL])
    def test_each_is_described(self, operation: Operation):
        """A summary, a description that says more, and an example wherever there is an answer."""
        assert operation.summary
        assert operation.description.endswith(".")
        assert (operation.example is None) == (operation.answer is None)
        assert all(parameter.description.rstrip("`").endswith((".", "…")) for parameter in operation.parameters)

    def test_names_are_unique(self):
        """They name functions in generated clients."""
        assert len({operation.name for operation in ALL}) == len(ALL) > 10

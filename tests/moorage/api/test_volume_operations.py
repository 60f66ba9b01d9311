import msgspec

from moorage.api import volume_operations
from moorage.api.operations import Operation

ALL = [told for told in vars(volume_operations).values() if isinstance(told, Operation)]


class TestOperations:
    def test_examples_have_the_shape_they_show(self):
        """Field by field."""
        assert len(ALL) == 3
        for operation in ALL:
            msgspec.convert(operation.example, operation.answer)

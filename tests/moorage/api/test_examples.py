import json
from typing import Any

import msgspec
import pytest

from moorage.api import examples
from moorage.api.schemas import AccountEntity, MarketEntity


class TestExamples:
    @pytest.mark.parametrize(
        ("example", "kind"),
        [
            (examples.ACCOUNT, AccountEntity),
            (examples.SUMMARY, AccountEntity),
            (examples.MARKET, MarketEntity),
        ],
    )
    def test_an_example_is_what_the_service_would_answer(self, example: dict[str, Any], kind: type):
        """Same keys, same order, same types."""
        assert json.loads(msgspec.json.encode(msgspec.json.decode(json.dumps(example), type=kind))) == example
        known = [name for name in kind.__struct_fields__ if name != "address"]
        assert list(example) == known

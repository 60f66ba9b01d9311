from typing import Any

import msgspec
import pytest

from exchange_sandbox.control_requests import AlterKey, MintKeys, PlanFault


class TestShapes:
    @pytest.mark.parametrize(
        ("shape", "body"),
        [
            (MintKeys, {"venue": "binance", "count": 0}),
            (MintKeys, {"venue": "binance", "cuont": 1}),
            (MintKeys, {}),
            (PlanFault, {"fault": "drip", "venue": "*", "skip": -1}),
            (AlterKey, {"venue": "okx", "api_key": "k", "revoked": "yes"}),
        ],
    )
    def test_wrong_bodies_are_refused(self, shape: type, body: Any) -> None:
        """Unknown names, missing names and wrong types."""
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(body, shape)

    def test_what_is_left_out_is_not_changed(self) -> None:
        """Leaving a member out differs from setting it to null."""
        given = msgspec.convert({"venue": "okx", "api_key": "k", "expires_ms": None}, AlterKey)
        assert (given.expires_ms, given.revoked) == (None, msgspec.UNSET)

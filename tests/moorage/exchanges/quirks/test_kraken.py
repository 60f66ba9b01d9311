"""Kraken's own ways."""

import pytest

from moorage.exchanges.quirks.kraken import payload, split


class TestPayload:
    def test_is_the_path_and_the_hash_of_nonce_and_body(self):
        """The signed bytes are the path in the clear and 32 bytes of SHA-256."""
        signed = payload({"path": "/0/private/Balance", "nonce": "1", "body": "nonce=1"})
        assert signed.startswith(b"/0/private/Balance")
        assert len(signed) == len("/0/private/Balance") + 32


class TestSplit:
    @pytest.mark.parametrize("symbol", ["XTZUSD", "ADAUSD", "XBTUSDT", "BLITZUSD", "XXBT", ""])
    def test_leaves_other_pairs_to_the_general_rule(self, symbol):
        """Only two names of the oldest list make a pair of that form."""
        assert split(symbol) is None

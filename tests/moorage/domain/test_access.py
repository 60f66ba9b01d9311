from datetime import timedelta

import pytest

from tests.makers import NOW, make_api_key

TICK = timedelta(microseconds=1)


class TestIsUsable:
    def test_a_plain_key_is_usable_from_anywhere(self) -> None:
        """Without list, end or revocation nothing is asked."""
        assert make_api_key().is_usable(NOW, "203.0.113.9")
        assert make_api_key().is_usable(NOW, "not an address")

    def test_a_revoked_key_is_not_usable(self) -> None:
        """Also when the clock stands before the revocation: a revocation is never undone by time."""
        assert not make_api_key(revoked_at=NOW + TICK).is_usable(NOW, "127.0.0.1")

    @pytest.mark.parametrize(("left", "usable"), [(TICK, True), (timedelta(0), False), (-TICK, False)])
    def test_an_expired_key_is_not_usable(self, left: timedelta, usable: bool) -> None:
        """The end itself belongs to the time after."""
        assert make_api_key(expires_at=NOW + left).is_usable(NOW, "127.0.0.1") is usable

    @pytest.mark.parametrize(
        ("address", "usable"),
        [
            ("192.0.2.1", True),
            ("192.0.2.255", True),
            ("192.0.3.0", False),
            ("198.51.100.7", True),
            ("198.51.100.8", False),
            ("2001:db8::1", True),
            ("2001:db9::1", False),
            ("::ffff:192.0.2.1", True),
            ("::ffff:192.0.3.0", False),
            ("", False),
            ("192.0.2.1 ", False),
            ("192.0.2.01", False),
            ("unix:", False),
        ],
    )
    def test_a_listed_key_is_usable_from_its_networks_only(self, address: str, usable: bool) -> None:
        """IPv4, IPv6 and IPv4 mapped into IPv6 are compared as addresses; what is no address is not listed."""
        key = make_api_key(ip_allowlist=("192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"))
        assert key.is_usable(NOW, address) is usable

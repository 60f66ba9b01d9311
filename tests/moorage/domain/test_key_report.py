from datetime import timedelta

import pytest

from moorage.domain.key_report import EXPIRES_SOON, ApiKeysState, Permissions, Reach, is_listed
from tests.makers import NOW, make_report

TICK = timedelta(microseconds=1)


class TestState:
    @pytest.mark.parametrize(
        ("left", "state"),
        [
            (None, ApiKeysState.OK),
            (EXPIRES_SOON + TICK, ApiKeysState.OK),
            (EXPIRES_SOON, ApiKeysState.EXPIRE_SOON),
            (TICK, ApiKeysState.EXPIRE_SOON),
            (timedelta(0), ApiKeysState.EXPIRED),
            (-TICK, ApiKeysState.EXPIRED),
        ],
    )
    def test_it_follows_the_time_left(self, left: timedelta | None, state: ApiKeysState) -> None:
        """Fourteen days before the end a key expires soon, at its end it has expired; no end is no worry."""
        assert make_report(expires_at=None if left is None else NOW + left).state(NOW) is state


class TestIsListed:
    @pytest.mark.parametrize(
        ("allowlist", "listed"),
        [
            (("203.0.113.9",), True),
            (("198.51.100.1", "203.0.113.0/24"), True),
            (("198.51.100.1", "2001:db8::/32"), False),
            (("somewhere",), None),
            ((), None),
            (None, None),
        ],
    )
    def test_an_address_is_held_against_a_list(self, allowlist: tuple[str, ...] | None, listed: bool | None) -> None:
        """Addresses and networks count; what is not told or cannot be read is unknown."""
        assert is_listed("203.0.113.9", allowlist) is listed


class TestReach:
    def test_a_mentioned_type_is_as_told(self) -> None:
        """What the venue said of a type is returned."""
        told = Reach("binance_futures", available=False)
        assert make_report(reaches=(Reach("binance", available=True), told)).reach("binance_futures") is told

    def test_an_unmentioned_type_is_unknown(self) -> None:
        """Silence is neither yes nor no."""
        assert make_report().reach("binance_futures") == Reach("binance_futures", available=None)


class TestPermissions:
    def test_unknown_is_the_default(self) -> None:
        """A right the venue does not tell is unknown, not absent."""
        assert Permissions() == Permissions(read=None, trade=None, withdraw=None)

"""The contract ABI: encoding by the specification's own layout, decoding of anything."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.wallets.abi import Call, Outcome, aggregate, outcomes, question

ADDRESS = bytes(range(1, 21))


def words(*numbers: int) -> bytes:
    """Return numbers as 32 bytes each."""
    return b"".join(number.to_bytes(32) for number in numbers)


def returned(*pairs: tuple[int, bytes]) -> bytes:
    """Return what `aggregate3` returns for these outcomes, written out by hand from the specification."""
    bodies = [words(ok, 64, len(data)) + data + bytes(-len(data) % 32) for ok, data in pairs]
    offsets = [32 * len(bodies) + sum(map(len, bodies[:index])) for index in range(len(bodies))]
    return words(32, len(bodies), *offsets) + b"".join(bodies)


class TestQuestion:
    def test_is_selector_and_padded_address(self):
        """EIP-20's balanceOf of an address."""
        assert question("balanceOf(address)", ADDRESS).hex() == "70a08231" + "00" * 12 + ADDRESS.hex()

    def test_may_have_no_argument(self):
        """Then it is the selector alone."""
        assert question("decimals()").hex() == "313ce567"


class TestAggregate:
    def test_lays_two_calls_out(self):
        """Offset, count, offsets of the tuples, then address, may fail, offset of the data, its length, the data."""
        first, second = Call(ADDRESS, b"\1" * 4), Call(ADDRESS[::-1], b"\2" * 36)
        assert aggregate([first, second])[4:] == b"".join(
            [
                words(32, 2, 64, 64 + 5 * 32),
                ADDRESS.rjust(32, b"\0") + words(1, 96, 4) + b"\1" * 4 + bytes(28),
                ADDRESS[::-1].rjust(32, b"\0") + words(1, 96, 36) + b"\2" * 36 + bytes(28),
            ]
        )


class TestOutcomes:
    def test_reads_each_in_order(self):
        """Success, failure, and a contract that is not there."""
        body = returned((1, words(7)), (0, b"why"), (1, b""))
        assert outcomes(body, 3) == [Outcome(True, words(7)), Outcome(False, b"why"), Outcome(True, b"")]

    @pytest.mark.parametrize("cut", [0, 31, 32, 64, 100, 160])
    def test_what_is_cut_off_is_refused(self, cut):
        """An answer that ends early is none."""
        with pytest.raises(ValueError):
            outcomes(returned((1, words(7)))[:cut], 1)

    def test_another_count_is_refused(self):
        """Balances must not slide to other tokens."""
        with pytest.raises(ValueError, match="as many"):
            outcomes(returned((1, words(7))), 2)

    @given(st.binary(max_size=400), st.integers(0, 4))
    def test_any_bytes_are_read_or_refused(self, body, expected):
        """No answer raises anything but `ValueError`, nor takes long."""
        with suppress(ValueError):
            assert len(outcomes(body, expected)) == expected

    def test_wild_offsets_are_refused(self):
        """An offset past the end of the address space is no place."""
        with pytest.raises(ValueError):
            outcomes(words(2**255, 1), 1)


class TestOutcome:
    def test_a_number(self):
        """The first word; what follows is not looked at."""
        assert Outcome(True, words(5, 9)).number() == 5

    def test_no_contract_is_no_number(self):
        """A call to an address without code goes through and returns nothing."""
        assert Outcome(True, b"").number() is None

    @pytest.mark.parametrize("outcome", [Outcome(False, b""), Outcome(False, words(5)), Outcome(True, b"\1" * 31)])
    def test_a_failure_is_not_zero(self, outcome):
        """A token that does not tell is never taken for an empty one."""
        with pytest.raises(ValueError):
            outcome.number()


class TestCall:
    def test_is_a_value(self):
        """Equal calls are equal."""
        assert Call(ADDRESS, b"") == Call(ADDRESS, b"")

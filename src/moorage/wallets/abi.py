"""The few shapes of the contract ABI that reading balances needs.

Source: Solidity documentation, "Contract ABI Specification" (2026); Multicall3 (mds1/multicall, 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from moorage.wallets.keccak import selector

WORD: Final = 32  # bytes
AGGREGATE: Final = "aggregate3((address,bool,bytes)[])"


@dataclass(frozen=True, slots=True)
class Call:
    """One question to a contract: its address (20 bytes) and the call data."""

    target: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: whether it went through, and the bytes it returned."""

    success: bool
    returned: bytes

    def number(self) -> int | None:
        """Return the unsigned number that was returned; None when there was no contract to ask.

        Raises:
            ValueError: the call failed, or returned something shorter than a number.
        """
        if self.success and not self.returned:
            return None
        if not self.success or len(self.returned) < WORD:
            raise ValueError("no number")
        return int.from_bytes(self.returned[:WORD])


def question(function: str, address: bytes | None = None) -> bytes:
    """Return the call data of a function that takes one address, or nothing."""
    return selector(function) + (b"" if address is None else address.rjust(WORD, b"\0"))


def aggregate(calls: Sequence[Call]) -> bytes:
    """Return the call data that has Multicall3 make all calls, each allowed to fail, in the state of one block."""
    bodies = [_tuple(call) for call in calls]
    offsets, at = [], WORD * len(bodies)
    for body in bodies:
        offsets.append(_word(at))
        at += len(body)
    return selector(AGGREGATE) + _word(WORD) + _word(len(bodies)) + b"".join(offsets) + b"".join(bodies)


def outcomes(returned: bytes, expected: int) -> list[Outcome]:
    """Read what `aggregate3` returned.

    Raises:
        ValueError: it is not a list of `expected` pairs of a truth value and bytes.
    """
    start = _at(returned, 0)
    if _at(returned, start) != expected:
        raise ValueError("not as many outcomes as calls")
    head = start + WORD
    return [_outcome(returned, head + _at(returned, head + WORD * index)) for index in range(expected)]


def _tuple(call: Call) -> bytes:
    padding = bytes(-len(call.data) % WORD)
    return call.target.rjust(WORD, b"\0") + _word(1) + _word(3 * WORD) + _word(len(call.data)) + call.data + padding


def _outcome(returned: bytes, at: int) -> Outcome:
    success, start = _at(returned, at), at + _at(returned, at + WORD)
    length, start = _at(returned, start), start + WORD
    if success not in {0, 1} or start + length > len(returned):
        raise ValueError("not an outcome")
    return Outcome(bool(success), returned[start : start + length])


def _at(returned: bytes, at: int) -> int:
    """Return the number in the word at an offset."""
    word = returned[at : at + WORD]
    if len(word) != WORD:
        raise ValueError("cut off")
    return int.from_bytes(word)


def _word(number: int) -> bytes:
    return number.to_bytes(WORD)

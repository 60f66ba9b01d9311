"""Keccak-256 as Ethereum uses it: the padding from before FIPS 202, so `hashlib.sha3_256` does not serve.

Source: the Keccak reference, version 3.0 (2011), sections 1.2 and 2; Ethereum Yellow Paper, appendix on notation.
"""

from functools import cache
from typing import Final

LANES: Final = 25
MASK: Final = (1 << 64) - 1
RATE: Final = 136  # bytes taken in between two permutations
ROUNDS: Final = 24
DIGEST: Final = 32  # bytes


def keccak256(message: bytes) -> bytes:
    """Return the 32 bytes of Keccak-256."""
    padded = bytearray(message) + b"\x01" + bytes(-(len(message) + 1) % RATE)
    padded[-1] |= 0x80
    state = [0] * LANES
    for start in range(0, len(padded), RATE):
        for lane in range(RATE // 8):
            at = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[: DIGEST // 8])


@cache
def selector(function: str) -> bytes:
    """Return the 4 bytes that name a contract's function, such as `balanceOf(address)`."""
    return keccak256(function.encode())[:4]


def _permuted(state: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        parity = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        mixed = [parity[x - 1] ^ _rotated(parity[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * LANES
        for source, (target, turn) in enumerate(_MOVES):
            moved[target] = _rotated(state[source] ^ mixed[source % 5], turn)
        state = [
            moved[at] ^ (~moved[at - at % 5 + (at + 1) % 5] & moved[at - at % 5 + (at + 2) % 5] & MASK)
            for at in range(LANES)
        ]
        state[0] ^= constant
    return state


def _rotated(lane: int, turn: int) -> int:
    return (lane << turn | lane >> (64 - turn)) & MASK


def _moves() -> list[tuple[int, int]]:
    """Return where each lane goes and by how many bits it turns: the steps rho and pi."""
    turns = {(0, 0): 0}
    x, y = 1, 0
    for step in range(ROUNDS):
        turns[x, y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return [(y + 5 * ((2 * x + 3 * y) % 5), turns[x, y]) for y in range(5) for x in range(5)]


def _constants() -> list[int]:
    """Return the round constants, from the shift register of the step iota."""
    register, constants = 1, []
    for _ in range(ROUNDS):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


_MOVES: Final = _moves()
_CONSTANTS: Final = _constants()

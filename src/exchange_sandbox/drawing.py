"""Text that looks random and is the same in every run with the same seed."""

import hashlib
import uuid
from base64 import b64encode
from string import ascii_letters, digits
from typing import Final

ALPHANUMERIC: Final = ascii_letters + digits


class Draw:
    """A source of bytes made from a seed and a name.

    Args:
        seed: The world's seed.
        name: What is drawn, for example `binance/ada/trader`.
    """

    def __init__(self, seed: str, name: str) -> None:
        self._name = f"{seed}/{name}"

    @property
    def label(self) -> str:
        """The last part of the name: of a key, its label."""
        return self._name.rpartition("/")[2]

    def bytes(self, purpose: str, count: int) -> bytes:
        """Draw `count` bytes."""
        return hashlib.shake_256(f"{self._name}/{purpose}".encode()).digest(count)

    def letters(self, purpose: str, count: int, alphabet: str = ALPHANUMERIC) -> str:
        """Draw `count` characters of `alphabet`."""
        drawn = self.bytes(purpose, 4 * count)
        numbers = (int.from_bytes(drawn[4 * index : 4 * index + 4]) for index in range(count))
        return "".join(alphabet[number % len(alphabet)] for number in numbers)

    def base64(self, purpose: str, count: int) -> str:
        """Draw `count` bytes, in base64."""
        return b64encode(self.bytes(purpose, count)).decode()

    def uuid(self, purpose: str) -> str:
        """Draw a version 4 UUID."""
        return str(uuid.UUID(bytes=self.bytes(purpose, 16), version=4))

    def number(self, purpose: str, count: int) -> str:
        """Draw a number of `count` digits that does not start with 0."""
        return self.letters(purpose + "/first", 1, "123456789") + self.letters(purpose, count - 1, digits)

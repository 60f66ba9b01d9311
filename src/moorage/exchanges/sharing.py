"""How this process shares the venues' limits: with other processes, and between people and the background."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from moorage.services.agenda import VenueBlock


def _forget(_block: VenueBlock) -> None:
    """Let a block end with the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """`of_limits` is how much of each limit this process may use, `background` the part of that for the background.

    `key_secret` names keys: with the same secret a key has the same name after a restart, which tells nothing of the
    key. `blocked` hears of every block that is worth being remembered.
    """

    of_limits: float = 1.0
    background: float = 0.7
    key_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    blocked: Callable[[VenueBlock], None] = _forget

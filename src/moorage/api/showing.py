"""Accounts as encoded answers; what was encoded a moment ago and did not change is not encoded again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import ref

from moorage.api.answers import Answer
from moorage.api.entities import Entities
from moorage.api.positions import PositionShapes
from moorage.api.schemas import ENCODER
from moorage.domain.account import Account, Summary
from moorage.domain.display import DOLLARS, Display
from moorage.domain.position import Position

REMEMBERED: Final = 1024  # encoded accounts, at two to three kilobytes each


class Showing:
    """Shows accounts.

    Clients poll lists whose accounts seldom change. An account is immutable, so the same object is the same answer;
    it is referred to weakly, so that nothing is kept alive by having been shown.
    """

    def __init__(self, entities: Entities, positions: PositionShapes) -> None:
        """Take what shapes entities and positions."""
        self._entities = entities
        self.positions = positions
        self._remembered: dict[int, tuple[ref[Account], bytes, Display]] = {}

    def encode(self, account: Account, display: Display) -> bytes:
        """Return an encoded account."""
        known = self._remembered.get(account.id)
        if known is not None and known[0]() is account and known[2] == display:
            return known[1]
        encoded = ENCODER.encode(self._entities.account(account, display))
        if known is None and len(self._remembered) >= REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[account.id] = (ref(account), encoded, display)
        return encoded

    def encode_summary(self, summary: Summary, display: Display) -> bytes:
        """Return the encoded summary."""
        return ENCODER.encode(self._entities.summary(summary, display))


@dataclass(frozen=True, slots=True)
class View:
    """What one caller is shown: everything in the caller's currency."""

    showing: Showing
    display: Display = DOLLARS

    def account(self, account: Account) -> Answer:
        """Return the answer that shows an account."""
        return Answer(self.showing.encode(account, self.display))

    def accounts(self, accounts: Sequence[Account]) -> Answer:
        """Return the answer that shows a list of accounts."""
        return Answer(b"[%b]" % b",".join([self.showing.encode(account, self.display) for account in accounts]))

    def summary(self, summary: Summary) -> Answer:
        """Return the answer that shows the summary."""
        return Answer(self.showing.encode_summary(summary, self.display))

    def pie(self, positions: Sequence[Position], account_id: int) -> Answer:
        """Return the answer that shows positions as slices."""
        return Answer(ENCODER.encode(self.showing.positions.pie(positions, account_id, self.display)))

    def table(self, positions: Sequence[Position], account_id: int) -> Answer:
        """Return the answer that shows positions as rows."""
        return Answer(ENCODER.encode(self.showing.positions.table(positions, account_id, self.display)))

"""What accounts were worth over a time, as a line of points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from moorage.domain.profit import NOTHING, Figures, Snapshot

STEPS: Final = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 4)),
    *(timedelta(days=days) for days in (1, 7, 30)),
)
MOST_POINTS: Final = 750
MOST_SNAPSHOTS: Final = 60_000  # read for one chart, over all its accounts
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when (aware, both included), in steps of which each has one point at most."""

    begin: datetime
    end: datetime
    step: timedelta

    @classmethod
    def over(cls, begin: datetime, end: datetime, accounts: int = 1) -> "Span":
        """Return a span in the finest steps that keep a chart of so many accounts small."""
        most = min(MOST_POINTS, MOST_SNAPSHOTS // max(accounts, 1))
        fitting = (step for step in STEPS if (end - begin) / step <= most)
        return cls(begin=begin, end=end, step=next(fitting, max(STEPS[-1], (end - begin) / max(most, 1))))

    def number(self, at: datetime) -> int:
        """Return which step a time is in, counted from 1970."""
        return (at - EPOCH) // self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """The value at a time and what was put in, less what was taken out, since the point before.

    `complete` is False when something that was held then had no known price.
    """

    at: datetime
    value: Figures
    moved: Figures
    complete: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The snapshots of one account in a span, oldest first, and the one before them, None when there is none."""

    before: Snapshot | None
    snapshots: Sequence[Snapshot]


def chart(line: Line) -> list[ChartPoint]:
    """Return the points of one account: its snapshots."""
    points, before = [], line.before
    for snapshot in line.snapshots:
        moved = snapshot.net - before.net if before else snapshot.net
        points.append(ChartPoint(at=snapshot.at, value=snapshot.value, moved=moved, complete=snapshot.complete))
        before = snapshot
    return points


def chart_together(lines: Iterable[Line], span: Span) -> list[ChartPoint]:
    """Return the points of several accounts taken as one.

    Between its snapshots an account counts as it was at the last one. One that was connected on the way came in with
    all it held, which is no gain.
    """
    steps: dict[int, list[tuple[Snapshot, Snapshot | None]]] = {}
    total, incomplete = NOTHING, 0
    for line in lines:
        before = line.before
        if before is not None:
            total, incomplete = total + before.value, incomplete + (not before.complete)
        for snapshot in line.snapshots:
            steps.setdefault(span.number(snapshot.at), []).append((snapshot, before))
            before = snapshot
    points = []
    for number in sorted(steps):
        moved = NOTHING
        for snapshot, before in steps[number]:
            total = total + snapshot.value - (before.value if before else NOTHING)
            incomplete += (not snapshot.complete) - (before is not None and not before.complete)
            moved = moved + (snapshot.net - before.net if before else snapshot.value)
        at = max(snapshot.at for snapshot, _ in steps[number])
        points.append(ChartPoint(at=at, value=total, moved=moved, complete=not incomplete))
    return points

"""Instants as the contract writes them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

ZONE: Final = re.compile(r" (\d{2}:?\d{2})$")
DATE: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}")
LAST_MOMENT: Final = timedelta(days=1) - timedelta(milliseconds=1)  # of a day, from its beginning


def timestamp(moment: datetime) -> str:
    """Return a moment (aware) as text: UTC, always three decimals, `Z`."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"


def optional_timestamp(moment: datetime | None) -> str | None:
    """Return as `timestamp`, None for None."""
    return None if moment is None else timestamp(moment)


def read_instant(text: str, *, ends_day: bool = False) -> datetime | None:
    """Read an instant in ISO 8601, None when it is none.

    Without a zone it is UTC. A date alone is the first moment of the day, or with `ends_day` the last. A plus sign that
    came as a space, as it does from clients that do not encode it, is a plus sign.
    """
    try:
        moment = datetime.fromisoformat(ZONE.sub(r"+\1", text.strip()))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        whole = aware.astimezone(UTC)
        return whole + LAST_MOMENT if ends_day and DATE.fullmatch(text.strip()) else whole
    except (ValueError, OverflowError):
        return None

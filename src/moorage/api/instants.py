"""Instants as the contract writes them."""

from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """Return a moment (aware) as text: UTC, always three decimals, `Z`."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"

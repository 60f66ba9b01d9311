"""Revisions of account rows: drawn anew with every change, so that the same revision is the same account."""

import secrets


def new_revision() -> int:
    """Return 63 random bits."""
    return secrets.randbits(63)

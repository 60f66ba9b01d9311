"""The base of every block of a catalogue entry."""

import msgspec


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A block of an entry; an unknown key is refused."""

"""Canonical bytes for associated data."""

LENGTH_BYTES = 4


def bind(*parts: str) -> bytes:
    """Return one byte string that no other sequence of parts has.

    Each part is preceded by its length (4 bytes, big-endian), so that ("ab", "c") and ("a", "bc") differ.
    """
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in encoded)

"""python -m exchange_sandbox."""


def main() -> None:
    """Start."""

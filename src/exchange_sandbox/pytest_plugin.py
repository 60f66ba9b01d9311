"""The fixture `exchange_sandbox`: a running sandbox for the whole session, without rate limits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from exchange_sandbox.client import SandboxClient


@pytest.fixture(scope="session")
def exchange_sandbox() -> "Iterator[SandboxClient]":
    """Run a sandbox in a process of its own; tests that change its world call `reset()` first."""
    from exchange_sandbox.process import running  # noqa: PLC0415 - imported only when a test asks for it

    with running() as client:
        yield client

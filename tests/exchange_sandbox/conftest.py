"""Fixtures of the sandbox's tests: a desk in this process, and the running sandbox as new."""

import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.desk import Desk


@pytest.fixture
def desk() -> Desk:
    """A sandbox in this process whose clock stands still."""
    return Desk()


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """The running sandbox, its world as new."""
    exchange_sandbox.reset()
    return exchange_sandbox

"""An installation for each proof, on each database, with all its processes ended at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange_sandbox.client import SandboxClient
from tests.postgres import PostgresServer
from tests.proofs.stack import Stack

MakeStack = Callable[..., Stack]


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """The emulated exchanges as they start: seeded keys, no faults."""
    exchange_sandbox.reset()
    exchange_sandbox.enforce_rate_limits(enforced=False)
    return exchange_sandbox


@pytest.fixture
def make_stack(sandbox: SandboxClient, tmp_path: Path) -> Iterator[MakeStack]:
    """Makes initialised installations: `make_stack(database_url=None, **settings)`."""
    made: list[Stack] = []

    def make(database_url: str | None = None, **settings: str) -> Stack:
        stack = Stack(tmp_path / f"installation-{len(made)}", sandbox.url, database_url, **settings)
        made.append(stack)
        stack.initialise()
        return stack

    yield make
    for stack in made:
        stack.close()


@pytest.fixture
def sqlite_stack(make_stack: MakeStack) -> Stack:
    """An installation on SQLite."""
    return make_stack()


@pytest.fixture
def postgres_stack(make_stack: MakeStack, postgres_server: PostgresServer) -> Stack:
    """An installation on PostgreSQL."""
    return make_stack(postgres_server.fresh())


@pytest.fixture(params=["sqlite", "postgresql"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """An installation; a test that asks for it runs on both engines."""
    name = "sqlite_stack" if request.param == "sqlite" else "postgres_stack"
    found: Stack = request.getfixturevalue(name)
    return found

"""Fixtures of the wallets' tests: the catalogue, a recorded node, a real one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from moorage.wallets.catalog import WalletCatalog
from tests.loopback import serving
from tests.moorage.wallets.anvil import Anvil, installed
from tests.moorage.wallets.recorded import RecordedNode, Seconds


@pytest.fixture(scope="session")
def catalog() -> WalletCatalog:
    """The product's own wallets."""
    return WalletCatalog.load()


@pytest.fixture
def seconds() -> Seconds:
    """A clock that stands still."""
    return Seconds()


@pytest.fixture
async def recorded() -> AsyncIterator[RecordedNode]:
    """A node of recorded answers."""
    async with serving(RecordedNode()) as served:
        yield served


@pytest.fixture(scope="session")
def anvil_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real node is installed for this run; the workers of one run share it."""
    return installed(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def ethereum(anvil_folder: Path) -> Iterator[Anvil]:
    """A real node of chain 1, with Multicall3 where every chain has it."""
    with Anvil.started(anvil_folder, chain_id=1) as node:
        node.deploy_multicall()
        yield node


@pytest.fixture(scope="module")
def bare(anvil_folder: Path) -> Iterator[Anvil]:
    """A real node of chain 1 without any contract."""
    with Anvil.started(anvil_folder, chain_id=1) as node:
        yield node

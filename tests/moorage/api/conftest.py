from pathlib import Path

import pytest

from tests.moorage.api.world import ApiWorld


@pytest.fixture
async def world(tmp_path: Path) -> ApiWorld:
    """Return the whole API over in-memory fakes of the world, with a real vault and real signatures."""
    return await ApiWorld.make(tmp_path)

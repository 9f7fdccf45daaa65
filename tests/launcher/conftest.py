import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice.launcher import services
from backoffice.launcher.places import Places


@pytest.fixture
def clone() -> Iterator[Path]:
    """A place for a clone's `var`, with a space in its path, that the servers' user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="back office "))
    folder.chmod(0o755)
    yield folder
    for run in folder.rglob("run/ports.json"):
        services.remove(Places(run.parents[1]))
    shutil.rmtree(folder)

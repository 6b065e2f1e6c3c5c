"""What many tests share: the demo vendor's workspace, in a folder of the test run's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is: speed is measured by bench/ and by the tests that are about it.
# The examples are the same in each run, so that a run that fails can be run again.
settings.register_profile("patient", deadline=None, derandomize=True)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo vendor's workspace, so that no index is written into the repository."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    shutil.copy(ROOT / "qanswer.toml", folder)
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample questionnaires."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party files that lies beside the project; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the third-party files in ../shared are not on this machine")
    return folder

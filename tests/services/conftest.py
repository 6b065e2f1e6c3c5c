"""A small vendor's workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desks import POLICY, OpenAs
from qanswer.workspace import Workspace


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one policy, indexed once."""
    folder = tmp_path_factory.mktemp("vendor")
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "security.md").write_text(POLICY, "utf-8")
    (folder / "qanswer.toml").write_text('[company]\nname = "Acme"\n', "utf-8")
    Workspace(folder).open_index()
    return folder


@pytest.fixture
def vendor(indexed: Path, tmp_path: Path) -> Path:
    """A fresh copy of the small vendor's workspace."""
    return shutil.copytree(indexed, tmp_path / "vendor")


@pytest.fixture
def as_user(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> OpenAs:
    """Give a function that opens the vendor's workspace as somebody."""

    def open_one(name: str) -> Workspace:
        monkeypatch.setenv("QANSWER_USER", name)
        return Workspace(vendor)

    return open_one

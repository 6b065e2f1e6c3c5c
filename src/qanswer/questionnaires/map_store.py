"""Maps of layouts on disk: one to edit, and those that a workspace remembers by the structure of their forms."""

from __future__ import annotations

from pathlib import Path

from qanswer.core.errors import FileError
from qanswer.core.staging import write_whole
from qanswer.questionnaires.layout_map import LayoutMap, format_layout_map, read_layout_map


def write_layout_map(path: Path, layout_map: LayoutMap) -> None:
    """Write a map to edit.

    Raises:
        FileError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, format_layout_map(layout_map).encode())
    except OSError as error:
        message = f"the map {path} cannot be written: {error.strerror or error}"
        raise FileError(message) from error


def remember_map(folder: Path, layout_map: LayoutMap) -> Path:
    """Keep a map in a workspace's folder of maps under its fingerprint; an older one of the same structure goes.

    Raises:
        FileError: it cannot be written.
    """
    path = folder / f"{layout_map.fingerprint}.toml"
    write_layout_map(path, layout_map)
    return path


def load_maps(folder: Path) -> tuple[LayoutMap, ...]:
    """Load all remembered maps, the newest first; none when there is no such folder.

    Raises:
        FileError: one of them is damaged.
    """
    paths = sorted(folder.glob("*.toml"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return tuple(read_layout_map(path) for path in paths)

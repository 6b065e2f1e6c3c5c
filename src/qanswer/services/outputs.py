"""Outputs appear whole or not at all: made beside their place, then moved there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qanswer.core.errors import FileError


def prepare_output_folder(folder: Path) -> Path:
    """Make the folder if need be, and see that it can be written.

    Raises:
        FileError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        message = f"{folder}: cannot be written ({(error.strerror or str(error)).lower()})"
        raise FileError(message, hint="Choose another folder with -o DIR.") from error


@contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to make outputs in; on success they are moved into `folder`, on any failure none is.

    Raises:
        FileError: the disk is full, or an output's place is held open by another program.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".qanswer-", dir=folder) as name:
            stage = Path(name)
            yield stage
            for made in sorted(stage.iterdir()):
                made.replace(folder / made.name)
    except OSError as error:
        place = f"{folder}: " if error.filename is None else f"{Path(error.filename).name}: "
        message = f"{place}cannot be written ({(error.strerror or str(error)).lower()})"
        raise FileError(message, hint="See that the disk has room and that no other program holds the file.") from error

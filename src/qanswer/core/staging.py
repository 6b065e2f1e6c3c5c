"""Files appear whole or not at all: made beside their place under a name of their own, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qanswer.core.errors import FileError

_PREFIX = ".qanswer-"


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
        message = f"{folder}: cannot be written ({_reason(error)})"
        raise FileError(message, hint="Choose another folder with -o DIR.") from error


@contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to make outputs in; on success they are moved into `folder`, on any failure none is.

    Raises:
        FileError: the disk is full, or an output's place is held open by another program.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder) as name:
            stage = Path(name)
            yield stage
            for made in sorted(stage.iterdir()):
                made.replace(folder / made.name)
    except OSError as error:
        place = f"{folder}: " if error.filename is None else f"{Path(error.filename).name}: "
        message = f"{place}cannot be written ({_reason(error)})"
        raise FileError(message, hint="See that the disk has room and that no other program holds the file.") from error


@contextmanager
def staged_file(output: Path) -> Iterator[Path]:
    """Give a temporary file beside `output`; it takes that name when all went well, and goes when not.

    Raises:
        FileError: the folder or the file cannot be written.
    """
    try:
        with replacing(output) as temporary:
            yield temporary
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror or error}"
        raise FileError(
            message, hint="Check the folder, its permissions and free space, and close the file."
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Do as `staged_file`, with the system's own error: for callers who say better what it means.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:60]}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

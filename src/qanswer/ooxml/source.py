"""A buyer's file from disk: read whole within the size that a questionnaire may have, or its first bytes alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qanswer.core.errors import FileError, HostileFileError
from qanswer.ooxml.limits import MAX_FILE_BYTES

_HEAD = 8


def read_source(path: Path) -> bytes:
    """Read a file whole.

    Raises:
        FileError: it is missing or cannot be read.
        HostileFileError: it is too large.
    """
    with _naming_trouble(path):
        n_bytes = path.stat().st_size
        if n_bytes > MAX_FILE_BYTES:
            message = f"{path.name} has {n_bytes / (1 << 20):,.0f} MB; {MAX_FILE_BYTES >> 20} MB are the limit"
            raise HostileFileError(message)
        return path.read_bytes()


def read_head(path: Path) -> bytes:
    """Read the first 8 bytes, which tell formats apart.

    Raises:
        FileError: it is missing or cannot be read.
    """
    with _naming_trouble(path), path.open("rb") as file:
        return file.read(_HEAD)


@contextmanager
def _naming_trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        message = f"{path} does not exist"
        raise FileError(message, hint="Check the name and the folder.") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}"
        raise FileError(
            message, hint="Check the permissions, that it is a file, and that no other program holds it."
        ) from error

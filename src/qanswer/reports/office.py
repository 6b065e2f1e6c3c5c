"""LibreOffice, where it is installed: a Word file as PDF, and the page on which each heading stands.

Half of what a PDF takes is LibreOffice starting. `start_office` starts it before the Word file is made; the conversion
then finds it running.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from qanswer.core.errors import FileError

_SECONDS = 120
_SECONDS_TO_END = 10
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
_HINT = "Ask for docx or html, or see that LibreOffice starts."


def find_office() -> Path | None:
    """Find LibreOffice; None when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


def require_office() -> Path:
    """Find LibreOffice.

    Raises:
        FileError: it is not installed.
    """
    office = find_office()
    if office is None:
        message = "a PDF needs LibreOffice, which was not found"
        raise FileError(message, hint="Install LibreOffice, or ask for docx or html.")
    return office


class Office:
    """LibreOffice with a profile of its own, so that one that is open on the desktop is not disturbed."""

    def __init__(self, program: Path, profile: Path) -> None:
        """Take the program and an empty folder for its profile; nothing is started."""
        self._command = (str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it without a document: whoever converts with the same profile is served by it."""
        return subprocess.Popen(  # noqa: S603  # the installed program, no shell
            (*self._command, "--nodefault"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def convert_to_pdf(self, word: Path) -> Path:
        """Make a tagged PDF beside a Word file.

        Raises:
            FileError: LibreOffice made no PDF.
        """
        pdf = word.with_suffix(".pdf")
        command = (*self._command, "--convert-to", _FILTER, "--outdir", str(word.parent), str(word))
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own file, no shell
        except (subprocess.SubprocessError, OSError) as error:
            raise _make_error(word) from error
        if not pdf.is_file():
            raise _make_error(word)
        return pdf


@contextmanager
def start_office() -> Iterator[Office]:
    """Start LibreOffice in the background; it ends with the block.

    Raises:
        FileError: it is not installed.
    """
    program = require_office()
    with tempfile.TemporaryDirectory(prefix="qanswer-office-", ignore_cleanup_errors=True) as profile:
        office = Office(program, Path(profile))
        process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # a conversion starts its own then, or says why it can't
            process = office.start()
        try:
            yield office
        finally:
            if process is not None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_END)


def find_pages(pdf: Path, titles: Mapping[str, str]) -> dict[str, str]:
    """Find on which page each heading stands, by the PDF's outline; `titles` pairs an anchor with its heading."""
    from pypdf import PdfReader

    anchors = {_fold(title): anchor for anchor, title in titles.items()}
    reader = PdfReader(pdf)
    pages: dict[str, str] = {}
    for item in _flatten(reader.outline):
        anchor = anchors.get(_fold(str(item.title)))
        page = reader.get_destination_page_number(item)
        if anchor and page is not None:
            pages[anchor] = str(page + 1)
    return pages


def _make_error(word: Path) -> FileError:
    message = f"{word.name}: LibreOffice made no PDF of it"
    return FileError(message, hint=_HINT)


def _flatten(outline: Iterable[Any]) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from _flatten(item)
        else:
            yield item


def _fold(text: str) -> str:
    return " ".join(text.split())

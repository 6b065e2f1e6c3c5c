"""LibreOffice, where it is installed: a Word file as PDF, and the page on which each heading stands."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qanswer.core.errors import FileError

_SECONDS = 120
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


def convert_to_pdf(word: Path) -> Path:
    """Make a tagged PDF beside a Word file, with a profile of its own so that an open LibreOffice is not disturbed.

    Raises:
        FileError: LibreOffice is missing or made no PDF.
    """
    pdf = word.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="qanswer-office-", ignore_cleanup_errors=True) as profile:
        command = [
            str(require_office()),
            f"-env:UserInstallation={Path(profile).as_uri()}",
            *("--headless", "--norestore", "--convert-to", _FILTER, "--outdir", str(word.parent), str(word)),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own file, no shell
        except (subprocess.SubprocessError, OSError) as error:
            raise _make_error(word) from error
    if not pdf.is_file():
        raise _make_error(word)
    return pdf


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

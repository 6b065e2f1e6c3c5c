"""LibreOffice started ahead: it makes the PDF, and nothing of it is left afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from docx import Document

from qanswer.core.errors import FileError
from qanswer.reports import office
from qanswer.reports.office import Office, find_office, start_office

with_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A Word file of one line."""
    document = Document()
    document.add_paragraph("Northwind")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    return path


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The programs that are started ahead, as they are."""
    started: list[subprocess.Popen[bytes]] = []
    real = Office.start

    def start(self: Office) -> subprocess.Popen[bytes]:
        started.append(real(self))
        return started[-1]

    monkeypatch.setattr(Office, "start", start)
    return started


@with_office
def test_it_is_gone_after_the_block(word: Path, begun: list[subprocess.Popen[bytes]]) -> None:
    """A PDF is made beside the Word file, and the program that waited for it has ended."""
    with start_office() as running:
        pdf = running.convert_to_pdf(word)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert [process.poll() is None for process in begun] == [False]


@with_office
def test_a_start_that_fails_costs_time_alone(word: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversion starts a LibreOffice of its own then."""

    def fail(_: Office) -> subprocess.Popen[bytes]:
        raise OSError

    monkeypatch.setattr(Office, "start", fail)
    with start_office() as running:
        assert running.convert_to_pdf(word).is_file()


@with_office
def test_an_error_inside_leaves_nothing_running(begun: list[subprocess.Popen[bytes]]) -> None:
    """Whatever ends the block ends LibreOffice."""
    with pytest.raises(KeyboardInterrupt), start_office():
        raise KeyboardInterrupt
    assert begun[0].poll() is not None


def test_without_libreoffice_the_hint_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, before any work is done."""
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(FileError) as told, start_office():
        pass
    assert "Install LibreOffice" in told.value.hint

"""The proof finds every kind of change that is not an answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from filling import fill
from parts import document, paragraph, sheet_data, table, workbook
from qanswer.core.errors import ProofError
from qanswer.ooxml.archive import pack_archive
from qanswer.ooxml.edits import Edition, Expectation, PartEdit
from qanswer.ooxml.package import Package, open_package
from qanswer.ooxml.proof import prove
from qanswer.ooxml.splice import Splice, apply_splices

SHEET = "xl/worksheets/sheet1.xml"
_BOOK = workbook({"S": sheet_data([["Q", "A"], ["Is it?", "no"]]), "T": "<sheetData/>"})
_FORM = document(table([["Is it?", "no"]]) + paragraph("end"))


def _package(folder: Path, data: bytes) -> Package:
    path = folder / "before.xlsx"
    path.write_bytes(data)
    return open_package(path)


def _edition(package: Package, part: str, place: str) -> tuple[Edition, dict[str, bytes]]:
    """Change "no" to "yes" by a splice."""
    data = package.read(part)
    start = data.index(b">no<") + 1
    edit = PartEdit(part, (Splice(start, start + 2, b"yes"),))
    edition = Edition((edit,), (Expectation(place, place, "yes"),), (place,))
    return edition, {part: apply_splices(data, edit.splices)}


def _prove(
    folder: Path, package: Package, edition: Edition, parts: dict[str, bytes], tamper: Callable[[bytes], bytes] = bytes
) -> None:
    written = folder / "written.xlsx"
    written.write_bytes(tamper(b"".join(pack_archive(package.archive, parts))))
    prove(package, written, edition, folder / "out.xlsx")


@pytest.mark.parametrize(("data", "part", "place"), [(_BOOK, SHEET, "S!B2"), (_FORM, "word/document.xml", "T0R0C1")])
def test_a_true_fill_is_proved(tmp_path: Path, data: bytes, part: str, place: str) -> None:
    """The check is not always against."""
    package = _package(tmp_path, data)
    edition, parts = _edition(package, part, place)
    _prove(tmp_path, package, edition, parts)


@pytest.mark.parametrize(("data", "part", "place"), [(_BOOK, SHEET, "S!B2"), (_FORM, "word/document.xml", "T0R0C1")])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b"Is it?", b"Is it!"), "differs outside"),
        ((b">yes<", b">yea<"), "reads|differs"),
        ((b"yes</", b"yes</x></"), "not well-formed"),
    ],
)
def test_a_part_that_differs_is_found(
    tmp_path: Path, data: bytes, part: str, place: str, change: tuple[bytes, bytes], words: str
) -> None:
    """Beside the splices, within them, or in its form."""
    package = _package(tmp_path, data)
    edition, parts = _edition(package, part, place)
    with pytest.raises(ProofError, match=words):
        _prove(tmp_path, package, edition, {part: parts[part].replace(*change)})


def test_a_wrong_splice_is_found_by_the_second_reader(tmp_path: Path) -> None:
    """A splice that is carried out as planned but lies in the wrong cell."""
    package = _package(tmp_path, _BOOK)
    data = package.read(SHEET)
    start = data.index(b"Is it?")
    edit = PartEdit(SHEET, (Splice(start, start + 6, b"yes"),))
    edition = Edition((edit,), (Expectation("S!B2", "S!B2", "yes"),), ("S!B2",))
    with pytest.raises(ProofError, match="row 2, column 1"):
        _prove(tmp_path, package, edition, {SHEET: apply_splices(data, edit.splices)})


def test_a_document_place_that_changed_unasked_is_found(tmp_path: Path) -> None:
    """The same for paragraphs: another place reads otherwise."""
    package = _package(tmp_path, _FORM)
    data = package.read("word/document.xml")
    start = data.index(b"end<")
    edit = PartEdit("word/document.xml", (Splice(start, start + 3, b"END"),))
    edition = Edition((edit,), (), ())
    with pytest.raises(ProofError, match="P0 changed"):
        _prove(tmp_path, package, edition, {"word/document.xml": apply_splices(data, edit.splices)})


@pytest.mark.parametrize("name", ["xl/workbook.xml", "_rels/.rels", "xl/worksheets/sheet2.xml"])
def test_an_untouched_part_must_be_the_same_to_the_byte(tmp_path: Path, name: str) -> None:
    """Even the same content packed anew is a change."""
    package = _package(tmp_path, _BOOK)
    edition, parts = _edition(package, SHEET, "S!B2")
    with pytest.raises(ProofError, match=name):
        _prove(tmp_path, package, edition, {**parts, name: package.read(name) + b"\n"})


def test_parts_that_come_or_go_are_found(tmp_path: Path) -> None:
    """A package with other entries is not the buyer's."""
    package = _package(tmp_path, _BOOK)
    edition, parts = _edition(package, SHEET, "S!B2")

    def add(data: bytes) -> bytes:
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("extra.xml", "<a/>")
        return buffer.getvalue()

    with pytest.raises(ProofError, match="parts are not the same"):
        _prove(tmp_path, package, edition, parts, add)


def test_a_cell_far_away_does_not_make_the_proof_huge(tmp_path: Path) -> None:
    """A sheet whose last cell is Excel's last is proved cell by cell, in ordinary memory."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    data = workbook({"S": sheet_data([["Q", None]]).replace("</sheetData>", far)})
    filled = fill(tmp_path, data, {"S!B1": "_x000D_ yes", "S!C3": "x"})
    assert filled.proof.cells_changed == ("S!B1", "S!C3")

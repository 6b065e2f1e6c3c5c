"""Two files compared: a fill is recognised as one, and a foreign save explained by what it lost."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from filling import choice, fill, slot, tick
from parts import document, list_validation, paragraph, sheet_data, table, workbook, x14_list_validation
from qanswer.core.errors import FileError
from qanswer.ooxml.diff import PackageDiff, PartState, diff_packages

_SHEET = sheet_data([["Q", "A"], ["Is it?", None]]).replace(
    "</sheetData>", '<row r="9"><c r="A9"><f>LEN(A2)</f><v>6</v></c></row></sheetData>'
)
_BOOK = workbook(
    {
        "S": _SHEET + list_validation("B2", '"Yes,No"') + x14_list_validation("B3", "L!A1:A2"),
        "L": sheet_data([["Yes"], ["No"]]),
    },
    parts={"xl/media/image1.png": b"\x89PNG" * 9, "xl/printerSettings/p1.bin": b"\0" * 9},
)
_FORM = document(
    paragraph("Role: ____")
    + table([["Is it?", ""], ["☐ Yes", '<w:p><w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/></w:p>']])
)


def _diff(folder: Path, before: bytes, after: bytes, suffix: str = ".xlsx") -> PackageDiff:
    one, other = folder / f"before{suffix}", folder / f"after{suffix}"
    one.write_bytes(before)
    other.write_bytes(after)
    return diff_packages(one, other)


def test_a_filled_workbook_has_only_answers_changed(tmp_path: Path) -> None:
    """New rows, new cells and changed ones are named; recalculation is declared."""
    filled = fill(tmp_path, _BOOK, [(choice("S!B2", "Yes", "No"), "Yes"), (slot("S!D4"), "x"), (slot("L!A9"), "y")])
    difference = _diff(tmp_path, _BOOK, filled.data)
    assert difference.is_only_answers
    assert difference.cells_changed == ("S!B2", "S!D4", "L!A9")
    assert difference.declared == ("fullCalcOnLoad set in xl/workbook.xml",)
    assert not difference.lost_features


def test_a_filled_document_has_only_answers_changed(tmp_path: Path) -> None:
    """Cells and paragraphs are named by their place."""
    filled = fill(
        tmp_path,
        _FORM,
        [(slot("P0", anchor="Role:"), "CISO"), (slot("T0R0C1"), "x"), (tick("T0R1C0#0"), "Yes")],
        name="b.docx",
    )
    difference = _diff(tmp_path, _FORM, filled.data, ".docx")
    assert difference.is_only_answers, difference.reasons
    assert difference.cells_changed == ("P0", "T0R0C1", "T0R1C0")


def test_the_same_file_is_identical(tmp_path: Path) -> None:
    """Nothing changed, nothing to say."""
    difference = _diff(tmp_path, _BOOK, _BOOK)
    assert difference.is_only_answers
    assert difference.count(PartState.IDENTICAL) == len(difference.parts)
    assert difference.cells_changed == ()


def test_a_save_by_a_library_is_explained(tmp_path: Path) -> None:
    """What openpyxl drops is counted; the one cell that was set is still found."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(_BOOK))
        book["S"]["B2"] = "Yes"
        book.save(buffer)
    difference = _diff(tmp_path, _BOOK, buffer.getvalue())
    assert not difference.is_only_answers
    lost = {feature.name: (feature.before, feature.after) for feature in difference.lost_features}
    assert lost["dropdowns from other sheets (x14)"] == (1, 0)
    assert lost["cached formula values"] == (1, 0)
    assert lost["pictures"] == (1, 0)
    assert "S!B2" in difference.cells_changed
    assert difference.count(PartState.LOST) >= 2
    assert difference.reasons


def test_a_save_by_python_docx_changes_parts_but_no_text(tmp_path: Path) -> None:
    """Rewritten XML that means the same is told from a change."""
    buffer = io.BytesIO()
    opened = docx.Document(io.BytesIO(_FORM))
    opened.tables[0].cell(0, 1).text = "new"
    opened.save(buffer)
    difference = _diff(tmp_path, _FORM, buffer.getvalue(), ".docx")
    assert not difference.is_only_answers
    assert difference.count(PartState.IDENTICAL) == 0


def _change(data: bytes, name: str, old: str, new: str) -> bytes:
    """Change one part and leave every other entry raw."""
    from qanswer.ooxml.archive import pack_archive, parse_archive

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(name).decode()
    assert old in content
    return b"".join(pack_archive(parse_archive(data), {name: content.replace(old, new, 1).encode()}))


@pytest.mark.parametrize(
    ("data", "name", "old", "new", "words"),
    [
        (_BOOK, "xl/worksheets/sheet1.xml", "<f>LEN(A2)</f>", "<f>LEN(A1)</f>", "formula"),
        (_BOOK, "xl/worksheets/sheet1.xml", '<row r="9">', '<row r="9" hidden="1">', "row 9"),
        (_BOOK, "xl/worksheets/sheet1.xml", '"Yes,No"', '"Yes"', "outside of the rows"),
        (_BOOK, "xl/worksheets/sheet1.xml", '<c r="A2"', '<c r="A2" s="4"', "A2"),
        (_BOOK, "xl/workbook.xml", 'name="L"', 'name="M"', "workbook.xml changed"),
        (_FORM, "word/document.xml", "<w:tblPr/>", "<w:tblPr></w:tblPr>", "outside of the paragraphs"),
        (_FORM, "word/document.xml", '<w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/>', "", "lost bookmark"),
    ],
)  # fmt: skip
def test_a_change_that_is_no_answer_is_named(
    tmp_path: Path, data: bytes, name: str, old: str, new: str, words: str
) -> None:
    """Formulas, rows, validations, styles, sheets, tables and bookmarks."""
    suffix = ".xlsx" if name.startswith("xl") else ".docx"
    difference = _diff(tmp_path, data, _change(data, name, old, new), suffix)
    assert not difference.is_only_answers
    assert any(words in reason for reason in difference.reasons), difference.reasons


def test_files_that_are_no_packages_are_a_plain_error(tmp_path: Path) -> None:
    """As everywhere."""
    with pytest.raises(FileError):
        _diff(tmp_path, _BOOK, b"nothing")

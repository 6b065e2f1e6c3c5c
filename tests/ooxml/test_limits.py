"""Hostile parts are refused before anything is built of them."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts import MAIN, WORD
from qanswer.core.errors import DamagedFileError, HostileFileError
from qanswer.ooxml import limits
from qanswer.ooxml.limits import PartScanner, column_letters, column_number, parse_range, parse_reference, scan_part


def _sheet(inner: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}">{inner}</worksheet>'.encode()


@given(st.integers(1, 16_384))
def test_columns_read_back_as_their_number(number: int) -> None:
    """A column's letters name its number, over the whole sheet."""
    assert column_number(column_letters(number)) == number


def test_references_are_read_with_and_without_dollars() -> None:
    """A reference is row and column, from 1."""
    assert parse_reference("$B$7") == (7, 2)
    assert parse_range("C9:B2") == (2, 2, 9, 3)


@pytest.mark.parametrize("reference", ["A0", "A1048577", "XFE1", "ZZZ1"])
def test_references_outside_of_a_sheet_are_refused(reference: str) -> None:
    """No reader is sent to a cell that no sheet has."""
    with pytest.raises(HostileFileError):
        parse_reference(reference)


@pytest.mark.parametrize("reference", ["", "7", "B", "B7:C8", "AAAA1"])
def test_what_is_no_reference_is_damage(reference: str) -> None:
    """Something that is no reference at all is told apart from one that lies outside."""
    with pytest.raises(DamagedFileError):
        parse_reference(reference)


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ('<sheetData><row r="99999999999"/></sheetData>', "rows"),
        ('<sheetData><row r="1"><c r="XFE1"/></row></sheetData>', "outside"),
        ('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "merged ranges"),
        ("<a>" * 300 + "</a>" * 300, "deep"),
    ],
)
def test_hostile_sheets_are_refused_with_the_limit_they_pass(inner: str, words: str) -> None:
    """Each refusal names what is too much."""
    with pytest.raises(HostileFileError, match=words):
        scan_part("xl/worksheets/sheet1.xml", _sheet(inner))


def test_a_document_type_definition_is_refused() -> None:
    """No entity is ever expanded, no external file fetched: the part is refused at its DOCTYPE."""
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    with pytest.raises(HostileFileError, match="document type"):
        scan_part("word/document.xml", laughs)


def test_too_many_cells_are_refused_in_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan counts and keeps nothing."""
    monkeypatch.setattr(limits, "MAX_CELLS", 20_000)
    rows = "".join(f'<row r="{number}"><c/><c/></row>' for number in range(1, 20_000))
    data = _sheet(f"<sheetData>{rows}</sheetData>")
    tracemalloc.start()
    with pytest.raises(HostileFileError, match="cells"):
        scan_part("sheet", data)
    assert tracemalloc.get_traced_memory()[1] < 3 << 20
    tracemalloc.stop()


def test_too_many_paragraphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of nothing but paragraphs is stopped on the way."""
    monkeypatch.setattr(limits, "MAX_PARAGRAPHS", 1_000)
    with pytest.raises(HostileFileError, match="paragraphs"):
        scan_part("word/document.xml", f'<w:document xmlns:w="{WORD}">{"<w:p/>" * 1_001}</w:document>'.encode())


def test_facts_of_a_sheet_are_counted() -> None:
    """Cells, formulas and the extent are known after the scan, with implicit positions counted on."""
    facts = scan_part(
        "s", _sheet('<sheetData><row><c/><c><f>1</f></c></row><row r="5"><c r="D5"/><c/></row></sheetData>')
    )
    assert (facts.n_cells, facts.n_formulas, facts.last_row, facts.last_column) == (4, 1, 5, 5)


@pytest.mark.parametrize(
    ("encoding", "is_utf16"), [("utf-8", False), ("utf-16", True), ("utf-16-le", True), ("latin-1", False)]
)
def test_utf16_is_flagged(encoding: str, is_utf16: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """UTF-16 is told by mark, by first bytes or by declaration."""
    declared = encoding.removesuffix("-le")
    facts = scan_part("s", f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode(encoding))
    assert facts.is_utf16 is is_utf16


@given(st.integers(1, 40))
def test_the_scan_does_not_depend_on_how_the_part_comes_in_pieces(size: int) -> None:
    """Pieces of any size give the same facts."""
    data = _sheet('<sheetData><row r="2"><c r="B2"/></row></sheetData>')
    scanner = PartScanner("s")
    for start in range(0, len(data), size):
        scanner.feed(data[start : start + size])
    assert scanner.close() == scan_part("s", data)


def test_a_broken_part_is_noted_and_not_refused() -> None:
    """Only reading a broken part is an error: a file may carry one that nobody needs."""
    assert scan_part("s", b"<a><b></a>").damage

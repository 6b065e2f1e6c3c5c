"""Workbooks as grids: texts as people see them, lists from wherever they come, ranges that stay ranges."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import forms
import parts
from forms import DATE, DECIMAL, Formula, Sheet
from qanswer.core.errors import DamagedFileError, HostileFileError
from qanswer.ooxml.package import open_package
from qanswer.questionnaires.excel.book import format_number, read_grids
from qanswer.questionnaires.excel.grid import Area, AreaIndex, Grid
from qanswer.questionnaires.excel.styles import unescape
from qanswer.questionnaires.files import read_questionnaire

STRINGS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def read(tmp_path: Path, data: bytes) -> tuple[Grid, ...]:
    """Write a workbook and read its grids."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    return read_grids(open_package(path))


def options(grid: Grid, row: int, column: int) -> tuple[str, ...]:
    """Give the options of a cell."""
    validation = grid.validation(row, column)
    return validation.options if validation else ()


def test_shared_strings_are_read_without_phonetic_runs(tmp_path: Path) -> None:
    """How a Japanese word is read aloud is no part of its text; runs of rich text are joined; escapes are undone."""
    strings = (
        f'<sst xmlns="{parts.MAIN}"><si><t>要件</t><rPh sb="0" eb="2"><t>ようけん</t></rPh></si>'
        "<si><r><t>Do you </t></r><r><rPr><b/></rPr><t>encrypt</t></r><r><t>?_x000D_</t></r></si></sst>"
    )
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row></sheetData>'
    rels = {
        "rId1": (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
            "worksheets/sheet1.xml",
        ),
        "rId9": (STRINGS, "sharedStrings.xml"),
    }
    extra = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": parts.relationships(rels)}
    grid = read(tmp_path, parts.workbook({"S": sheet}, parts=extra))[0]
    assert grid.row(1) == {1: "要件", 2: "Do you encrypt?\n"}


def test_formulas_are_read_by_their_cached_value(tmp_path: Path) -> None:
    """A question that is looked up is read as it shows; formulas that look at other sheets are told apart."""
    rows = [[Formula("VLOOKUP(A1,Other!A:B,2)", "Do you encrypt?"), Formula("1+1", "2")]]
    grid = read(tmp_path, parts.workbook({"S": Sheet(rows).xml(), "Other": Sheet([["x"]]).xml()}))[0]
    assert grid.text(1, 1) == "Do you encrypt?"
    assert grid.is_formula(1, 1)
    assert grid.echoes == {(1, 1)}


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("1.1000000000000001", "", "1.1"),
        ("2.1", "0.00", "2.10"),
        ("3", "", "3"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292.5", "dd/mm/yyyy hh:mm", "2024-01-01 12:00"),
        ("0.25", "0%", "25%"),
        ("1e+30", "", "1e+30"),
        ("no number", "0.00", "no number"),
        ("12", '0 "days"', "12"),
    ],
)
def test_numbers_are_read_as_they_show(value: str, number_format: str, text: str) -> None:
    """Numbers, dates and percentages are read by the cell's format: "2.10" is not question 2.1."""
    assert format_number(value, number_format) == text


def test_styles_give_formats_and_locks(tmp_path: Path) -> None:
    """Formats come from the style of the cell; a cell that is not written has its column's."""
    sheet = (
        '<cols><col min="3" max="3" width="9" style="3"/></cols><sheetData><row r="1"><c r="A1" s="5"><v>2.1</v></c>'
        '<c r="B1" s="6"><v>45292</v></c></row></sheetData><sheetProtection sheet="1"/>'
    )
    grid = read(tmp_path, parts.workbook({"S": sheet}, styles=forms.STYLES))[0]
    assert (DECIMAL, DATE) == (5, 6)
    assert grid.row(1) == {1: "2.10", 2: "2024-01-01"}
    assert [grid.is_locked(1, column) for column in (1, 2, 3, 4)] == [True, True, False, True]


def test_lists_come_from_everywhere(tmp_path: Path) -> None:
    """Inline, from a range, from another sheet with a quote in its name, by name, by OFFSET, by x14: all are read."""
    values = Sheet([["Yes", "A"], ["No", "B"], ["N/A"], [None], ["Later"]])
    main = Sheet(
        [["x"], ["Low"], ["High"]],
        lists={
            "B1": '"Yes, No ,N/A"',
            "B2": "$A$2:$A$3",
            "B3": "'It''s here'!$A$1:$A$3",
            "B4": "answers",
            "B5": "growing",
            "B6": '"He said ""no"",Yes"',
            "B7": "'It''s here'!$A:$A",
            "B8": "missing",
        },
        x14_lists={"C1:C5 D7": "'It''s here'!$B$1:$B$2"},
    )
    names = {"answers": "'It''s here'!$A$1:$A$2", "growing": "OFFSET('It''s here'!$A$1:$A$3,0,0,3,1)"}
    data = parts.workbook({"S": main.xml(), "It's here": values.xml()}, names=names, hidden=["It's here"])
    grid = read(tmp_path, data)[0]
    assert [options(grid, row, 2) for row in range(1, 9)] == [
        ("Yes", "No", "N/A"),
        ("Low", "High"),
        ("Yes", "No", "N/A"),
        ("Yes", "No"),
        ("Yes", "No", "N/A"),
        ('He said "no"', "Yes"),
        ("Yes", "No", "N/A", "Later"),
        (),
    ]
    assert options(grid, 3, 3) == options(grid, 7, 4) == ("A", "B")
    assert options(grid, 6, 3) == ()


def test_formats_conditions_are_no_formulas(tmp_path: Path) -> None:
    """The formula of an x14 conditional format belongs to no cell."""
    more = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:conditionalFormattings xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>Other!A1=1</xm:f></x14:cfRule>'
        "<xm:sqref>A1:B9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    grid = read(tmp_path, parts.workbook({"S": Sheet([["a", "b"]], more=more).xml()}))[0]
    assert not grid.formulas
    assert grid.row(1) == {1: "a", 2: "b"}


def test_enormous_ranges_cost_nothing(tmp_path: Path) -> None:
    """A list over all 17 billion cells and a cell at the far end are read in no time, and the form with them."""
    rows: list[list[forms.Value]] = [["Question", "Answer"], *[forms.row(q) for q in forms.QUESTIONS]]
    sheet = Sheet(rows, lists={"A1:XFD1048576": '"Yes,No"'})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = tmp_path / "far.xlsx"
    path.write_bytes(parts.workbook({"S": sheet.xml().replace("</sheetData>", far)}))
    start = time.process_time()
    questions = read_questionnaire(path).questions
    assert time.process_time() - start < 2
    assert [q.slots[0].locator for q in questions] == [f"S!B{n}" for n in range(2, 10)]
    assert {q.slots[0].options for q in questions} == {("Yes", "No")}


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        ('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', HostileFileError),
        ('<sheetData><row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>', HostileFileError),
        ('<sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData>', (HostileFileError, DamagedFileError)),
        ("<sheetData><row><c></sheetData>", DamagedFileError),
    ],
)
def test_hostile_sheets_are_refused(sheet: str, error: type[Exception], tmp_path: Path) -> None:
    """Merged ranges over everything, impossible rows and columns and broken XML are refused by one clear error."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(parts.workbook({"S": sheet}))
    with pytest.raises(error) as caught:
        read_questionnaire(path)
    assert str(caught.value)


def test_overlapping_areas_give_the_one_that_begins_last() -> None:
    """Of areas that overlap the one that begins last is found, and one that ends above is not."""
    index = AreaIndex([(Area(1, 1, 100, 3), "wide"), (Area(5, 2, 6, 2), "inner"), (Area(7, 2, 7, 2), "one")])
    found = [index.find(row, 2) for row in (4, 5, 6, 7, 8, 101)]
    assert [item[1] if item else None for item in found] == ["wide", "inner", "inner", "one", "wide", None]


def test_escapes_are_undone() -> None:
    """Excel's "_x000D_" is a line break, any other text stays."""
    assert unescape("a_x000D__x000A_b_y_") == "a\nb_y_"

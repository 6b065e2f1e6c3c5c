"""The Excel questionnaire: words from `workbook.toml` -> the bytes of an .xlsx package."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from northwind import questions, worksheet
from northwind.grid import MAIN, Grid, Strings
from northwind.logo import draw_logo
from northwind.looks import Look, Styles, difference
from northwind.package import (
    GREY,
    HEAD,
    MIST,
    NAVY,
    OFFICE,
    TEAL,
    Part,
    attribute,
    document_properties,
    relationships,
    root_relationships,
    theme,
    zip_parts,
)
from northwind.questions import BODY, HEADER, INPUT, LABEL, SECTION, Tally
from northwind.worksheet import Frame, write_worksheet

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"

_DIFFERENCES = (
    difference("1E6B3A", "DDF3E4"),  # yes
    difference("7A5900", "FFF1CC"),  # partial
    difference("24507A", "DCEBFA"),  # planned
    difference("9C2B1B", "FBDFDA"),  # no
    difference("595959", "E7E7E7"),  # not applicable
)


@dataclass(slots=True)
class _Book:
    """The sheets so far, by title, and what they share."""

    words: dict[str, Any]
    strings: Strings = field(default_factory=Strings)
    styles: Styles = field(default_factory=Styles)
    grids: list[tuple[str, Grid]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def new_grid(self, columns: str, title: str) -> Grid:
        """Begin a sheet under the buyer's banner, which spans the columns."""
        grid = Grid(self.strings, self.styles)
        if columns:
            self._put_banner(grid, columns, title)
        return grid

    def _put_banner(self, grid: Grid, columns: str, title: str) -> None:
        words, (first, last) = self.words, columns.split(":")
        letters = [chr(code) for code in range(ord(first), ord(last) + 1)]
        bar = Look(fill=NAVY, colour="FFFFFF", wrap=False)
        origin = f"{words['department']}  ·  {words['form']}  ·  {words['revision']}"
        for row, (text, look) in enumerate(
            (
                (words["company"], replace(bar, size=16, bold=True)),
                (f"{words['title']}: {title}", replace(bar, size=12)),
                (origin, replace(bar, size=9, colour=MIST)),
            ),
            1,
        ):
            # The indent keeps the words clear of the logo.
            grid.put((_logo_column(title), row), text, replace(look, indent=8))
        for row in (1, 2, 3):
            grid.fill_row(row, letters, bar)
            grid.heights[row] = 21
        grid.fill_row(4, letters, Look(fill=TEAL))
        grid.heights[4] = 4

    def add(self, title: str, grid: Grid, frame: Frame) -> None:
        """Finish a sheet."""
        self.grids.append((title, grid))
        self.sheets.append(write_worksheet(grid, frame))


def build_workbook() -> bytes:
    """Build the questionnaire."""
    words = tomllib.loads(Path(__file__).with_name("workbook.toml").read_text(encoding="utf-8"))
    book = _Book(words)
    origin = f"{words['company']} · {words['form']} · {words['revision']}"
    footer = f"&L&8{origin}&C&8Confidential when completed&R&8Page &P of &N"
    _add_instructions(book, footer)
    _add_profile(book, footer)
    tallies = [*_add_controls(book, footer), *_add_ai(book, footer)]
    _add_results(book, tallies, footer)
    _add_lists(book)
    return zip_parts(_parts(book))


def _add_instructions(book: _Book, footer: str) -> None:
    words = book.words["instructions"]
    grid = book.new_grid("A:D", "Instructions")
    grid.merge(6, "B:D", words["intro"], Look(size=11, vertical="top"))
    grid.heights[6] = 50
    grid.merge(8, "B:D", "How to complete this workbook", SECTION)
    for row, step in enumerate(words["steps"], 9):
        grid.put(("B", row), row - 8, Look(size=11, bold=True, colour=TEAL, horizontal="center"))
        grid.merge(row, "C:D", step, Look(size=11))
        grid.heights[row] = 24
    row = 10 + len(words["steps"])
    grid.merge(row, "B:D", "Meaning of the responses", SECTION)
    for number, (response, meaning) in enumerate(words["legend"], row + 1):
        grid.merge(number, "B:C", response, LABEL)
        grid.put(("D", number), meaning, BODY)
        grid.heights[number] = 22
    row += 2 + len(words["legend"])
    grid.merge(row, "B:D", words["contact"], Look(italic=True, colour="595959"))
    frame = Frame((2.5, 9, 12, 92), tab=NAVY, is_first=True, footer=footer)
    book.add("Instructions", grid, frame)


def _add_profile(book: _Book, footer: str) -> None:
    words = book.words["profile"]
    grid = book.new_grid("A:D", "Vendor Profile")
    places: dict[str, str] = {}
    for row, (label, kind) in enumerate(words["rows"], 6):
        grid.heights[row] = 22
        if not kind:
            grid.merge(row, "B:D", label, SECTION)
            continue
        grid.merge(row, "B:C", label, LABEL)
        grid.put(("D", row), None, questions.DATE_INPUT if kind == "date" else INPUT)
        places[kind] = f"D{row}"
    frame = Frame(
        (2.5, 9, 34, 62),
        tab=TEAL,
        is_landscape=False,
        footer=footer,
        validations=(worksheet.date_only(places["date"]),),
        extensions=(worksheet.range_list(places["model"], f"Lists!$D$2:$D${1 + len(words['models'])}"),),
    )
    book.add("Vendor Profile", grid, frame)


def _add_controls(book: _Book, footer: str) -> list[Tally]:
    words = book.words["controls"]
    grid = book.new_grid("A:G", "Security Controls")
    hint = "Choose a response from the list in column D. Partial, Planned and No need a comment."
    grid.merge(5, "B:G", hint, Look(italic=True, colour="595959"))
    table = questions.Table(
        "Security Controls", "BCDEFG", 6, ("No.", "Control question", "Response", "Comments", *questions.REVIEWER)
    )
    tallies = table.put_sections(grid, words["sections"])
    cells = worksheet.join_rows("D", table.closed_rows)
    needs_comment = 'AND(OR($D7=Lists!$B$3,$D7=Lists!$B$4,$D7=Lists!$B$5),$E7="")'
    frame = Frame(
        (2.5, 9.5, 50, 12, 66, 10, 24),
        tab=TEAL,
        frozen_row=6,
        footer=footer,
        conditional=worksheet.equal_rules(cells, words["options"], range(len(_DIFFERENCES))),
        extensions=(
            worksheet.remote_rule(f"E7:E{table.last_row}", needs_comment, "FFD9A8"),
            worksheet.range_list(cells, f"Lists!$B$2:$B${1 + len(words['options'])}"),
        ),
    )
    book.add("Security Controls", grid, frame)
    return tallies


def _add_ai(book: _Book, footer: str) -> list[Tally]:
    words = book.words["ai"]
    grid = book.new_grid("A:F", "Data & AI")
    table = questions.Table("Data & AI", "ABCDEF", 6, ("Ref.", "Question", "Response", "Details", *questions.REVIEWER))
    tallies = table.put_sections(grid, words["sections"])
    cells = worksheet.join_rows("C", table.closed_rows)
    frame = Frame(
        (9.5, 50, 15, 66, 10, 24),
        tab=TEAL,
        frozen_row=6,
        footer=footer,
        conditional=worksheet.equal_rules(cells, words["options"], (0, 1, 3, 4)),
        validations=(worksheet.inline_list(cells, words["options"]),),
    )
    book.add("Data & AI", grid, frame)
    return tallies


def _add_results(book: _Book, tallies: Sequence[Tally], footer: str) -> None:
    grid = book.new_grid("A:J", "Results")
    last = questions.put_results(grid, tallies, 6)
    bars, extension = worksheet.data_bars(f"J7:J{last}", "7FC8BE")
    frame = Frame(
        (2.5, 34, 11, 11, 9, 9, 9, 9, 9, 24),
        tab="8D99AE",
        footer=footer,
        conditional=bars,
        extensions=(extension,),
    )
    book.add("Results", grid, frame)


def _add_lists(book: _Book) -> None:
    grid = book.new_grid("", "")
    for column, title, entries in (
        ("B", "Responses", book.words["controls"]["options"]),
        ("D", "Delivery models", book.words["profile"]["models"]),
    ):
        grid.put((column, 1), title, HEADER)
        for row, entry in enumerate(entries, 2):
            grid.put((column, row), entry, Look(fill=GREY, border="BFBFBF"))
    book.add("Lists", grid, Frame((2.5, 18, 2.5, 22), has_logo=False))


def _parts(book: _Book) -> list[Part]:
    words, count = book.words, len(book.sheets)
    targets = {f"worksheets/sheet{number}.xml": "worksheet" for number in range(1, count + 1)}
    shared = {"theme/theme1.xml": "theme", "styles.xml": "styles", "sharedStrings.xml": "sharedStrings"}
    parts = [
        root_relationships("xl/workbook.xml"),
        Part("xl/workbook.xml", _workbook_xml(book), _BOOK_TYPE),
        relationships("xl/_rels/workbook.xml.rels", {**targets, **shared, "calcChain.xml": "calcChain"}),
    ]
    for number, (content, (title, _)) in enumerate(zip(book.sheets, book.grids, strict=True), 1):
        parts.append(Part(f"xl/worksheets/sheet{number}.xml", content, _SHEET_TYPE))
        if title != "Lists":
            parts += _drawing_parts(number, title, words["company"])
    return [
        *parts,
        Part("xl/media/image1.png", draw_logo()),
        theme("xl/theme/theme1.xml"),
        book.styles.part(_DIFFERENCES),
        book.strings.part(),
        Part("xl/calcChain.xml", _calculation_chain(book), _CHAIN_TYPE),
        *document_properties(words["title"], words["company"]),
    ]


def _logo_column(title: str) -> str:
    return "A" if title == "Data & AI" else "B"


def _drawing_parts(number: int, title: str, company: str) -> list[Part]:
    drawing = worksheet.write_logo_drawing("AB".index(_logo_column(title)), f"{company} logo", 64)
    return [
        relationships(f"xl/worksheets/_rels/sheet{number}.xml.rels", {f"../drawings/drawing{number}.xml": "drawing"}),
        Part(f"xl/drawings/drawing{number}.xml", drawing, _DRAWING_TYPE),
        relationships(f"xl/drawings/_rels/drawing{number}.xml.rels", {"../media/image1.png": "image"}),
    ]


def _workbook_xml(book: _Book) -> str:
    titles = [title for title, _ in book.grids]
    hidden = {"Lists": ' state="hidden"'}
    sheets = "".join(
        f'<sheet name={attribute(title)} sheetId="{number}"{hidden.get(title, "")} r:id="rId{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    options = len(book.words["controls"]["options"])
    names = (
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{titles.index("Security Controls")}">'
        "'Security Controls'!$6:$6</definedName>"
        '<definedName name="_xlnm.Print_Titles" '
        f"localSheetId=\"{titles.index('Data & AI')}\">'Data &amp; AI'!$6:$6</definedName>"
        f'<definedName name="ResponseOptions">Lists!$B$2:$B${1 + options}</definedName>'
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr defaultThemeVersion="166925"/>'
        '<workbookProtection lockStructure="1"/>'
        '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15000" tabRatio="800"/>'
        "</bookViews>"
        f'<sheets>{sheets}</sheets><definedNames>{names}</definedNames><calcPr calcId="191029"/></workbook>'
    )


def _calculation_chain(book: _Book) -> str:
    cells = "".join(
        f'<c r="{reference}" i="{number}"/>'
        for number, (_, grid) in enumerate(book.grids, 1)
        for reference in grid.formulas
    )
    return f'{HEAD}<calcChain xmlns="{MAIN}">{cells}</calcChain>'

"""Question tables of the workbook, section by section, and the sheet that counts their responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from northwind.grid import Formula, Grid
from northwind.looks import Look
from northwind.package import GREY, MIST, NAVY

_LINE = "BFBFBF"
HEADER = Look(size=11, bold=True, colour="FFFFFF", fill=NAVY, border=_LINE, horizontal="center")
SECTION = Look(size=11, bold=True, colour=NAVY, fill=MIST, border=_LINE, indent=1)
LABEL = Look(bold=True, fill=GREY, border=_LINE, indent=1)
BODY = Look(border=_LINE, indent=1)
INPUT = Look(fill="FFFDF0", border=_LINE, indent=1, locked=False)
DATE_INPUT = Look(fill="FFFDF0", border=_LINE, indent=1, horizontal="left", locked=False, number_format=14)
_ID = Look(bold=True, colour="595959", border=_LINE, horizontal="center")
_CHOICE = Look(bold=True, fill="FFFDF0", border=_LINE, horizontal="center", locked=False)
_COMMENT = Look(size=9, fill="FFFDF0", border=_LINE, indent=1, locked=False)
_REVIEW = Look(fill=GREY, border=_LINE)
_SCORE = Look(size=14, bold=True, fill=GREY, border=_LINE, horizontal="center")
_COUNT = Look(border=_LINE, horizontal="center")
_TOTAL = Look(bold=True, colour=NAVY, fill=MIST, border=_LINE, horizontal="center")

_ANSWER_HEIGHT = 58
"""Points: room for five lines of comment; a row that has no height is not fitted to its text by every program."""

REVIEWER = ("Reviewer score", "Reviewer notes")
"""Headers of the columns that the buyer fills in."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Where one section's questions and responses stand, for counting."""

    sheet: str
    title: str
    question_cells: str
    response_cells: str
    n_questions: int


@dataclass(slots=True)
class Table:
    """A question table: number, question, response, comment, score, notes in `columns`, header in `header_row`."""

    sheet: str
    columns: str
    header_row: int
    headers: tuple[str, ...]
    closed_rows: list[int] = field(default_factory=list)
    """Rows with a list of responses."""
    last_row: int = 0

    def put_sections(self, grid: Grid, sections: Sequence[Mapping[str, Any]]) -> list[Tally]:
        """Lay out the header and every section."""
        for column, header in zip(self.columns, self.headers, strict=True):
            grid.put((column, self.header_row), header, HEADER)
        grid.heights[self.header_row] = 32
        self.last_row = self.header_row
        return [self._put_section(grid, number, section) for number, section in enumerate(sections, 1)]

    def _put_section(self, grid: Grid, number: int, section: Mapping[str, Any]) -> Tally:
        self.last_row += 1
        columns, title = self.columns, section["title"]
        grid.merge(self.last_row, f"{columns[0]}:{columns[-1]}", f"{number}   {title}", SECTION)
        grid.heights[self.last_row] = 22
        first = self.last_row + 1
        for position, text in enumerate(section["questions"], 1):
            self.last_row += 1
            self._put_question(grid, f"{section['prefix']}-{position:02}", text)
        cells = [f"{column}{first}:{column}{self.last_row}" for column in (columns[1], columns[2])]
        return Tally(self.sheet, title, cells[0], cells[1], len(section["questions"]))

    def _put_question(self, grid: Grid, number: str, text: str) -> None:
        row = self.last_row
        ids, question, response, comment, score, notes = list(self.columns)
        grid.heights[row] = _ANSWER_HEIGHT
        grid.put((ids, row), number, _ID)
        grid.put((question, row), text.removeprefix("="), BODY)
        if text.startswith("="):
            grid.merge(row, f"{response}:{comment}", None, _COMMENT)
        else:
            grid.put((response, row), None, _CHOICE)
            grid.put((comment, row), None, _COMMENT)
            self.closed_rows.append(row)
        grid.put((score, row), None, _SCORE)
        grid.put((notes, row), None, _REVIEW)


def put_results(grid: Grid, tallies: Sequence[Tally], header_row: int) -> int:
    """Lay out the counts, a line a section and a total; give the row of the total."""
    headers = ("Section", "Questions", "Answered", "Yes", "Partial", "Planned", "No", "N/A", "Complete")
    for column, header in zip("BCDEFGHIJ", headers, strict=True):
        grid.put((column, header_row), header, HEADER)
    grid.heights[header_row] = 32
    for row, tally in enumerate(tallies, header_row + 1):
        grid.heights[row] = 22
        grid.put(("B", row), tally.title, BODY)
        _put_counts(grid, row, tally)
    total = header_row + 1 + len(tallies)
    _put_totals(grid, header_row + 1, total, sum(tally.n_questions for tally in tallies))
    return total


def _put_counts(grid: Grid, row: int, tally: Tally) -> None:
    sheet = f"'{tally.sheet}'!"
    responses = f"{sheet}{tally.response_cells.replace('D', '$D').replace('C', '$C')}"
    grid.put(("C", row), Formula(f"COUNTA({sheet}{tally.question_cells})", tally.n_questions), _COUNT)
    grid.put(("D", row), Formula(f"COUNTA({responses})", 0), _COUNT)
    for column, names in zip(
        "EFGHI", (("Yes",), ("Partial", "Partially"), ("Planned",), ("No",), ("N/A", "Not applicable")), strict=True
    ):
        formula = "+".join(f'COUNTIF({responses},"{name}")' for name in names)
        grid.put((column, row), Formula(formula, 0), _COUNT)
    _put_share(grid, row, Look(border=_LINE, horizontal="right", number_format=9, indent=1))


def _put_totals(grid: Grid, first: int, row: int, n_questions: int) -> None:
    grid.heights[row] = 24
    grid.put(("B", row), "Total", Look(bold=True, colour=NAVY, fill=MIST, border=_LINE, indent=1))
    for column in "CDEFGHI":
        cached = n_questions if column == "C" else 0
        grid.put((column, row), Formula(f"SUM({column}{first}:{column}{row - 1})", cached), _TOTAL)
    _put_share(
        grid, row, Look(bold=True, colour=NAVY, fill=MIST, border=_LINE, horizontal="right", number_format=9, indent=1)
    )


def _put_share(grid: Grid, row: int, look: Look) -> None:
    grid.put(("J", row), Formula(f"IF(C{row}=0,0,D{row}/C{row})", 0), look)

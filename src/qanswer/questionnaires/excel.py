"""A workbook -> questionnaire: every sheet read by its layout."""

from __future__ import annotations

from pathlib import Path

from qanswer.core.question import Questionnaire
from qanswer.ooxml.limits import column_letters
from qanswer.ooxml.package import Package
from qanswer.questionnaires.excel_book import read_grids
from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.layout import read_grid
from qanswer.questionnaires.reading import SheetLayout, SheetReading


def read_excel(path: Path, package: Package) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read a workbook's questions, and how each sheet was understood.

    Raises:
        FileError: a part is damaged or hostile.
    """
    readings = [_read_sheet(grid) for grid in read_grids(package)]
    questionnaire = Questionnaire(
        id=package.sha256[:16],
        title=path.stem,
        path=str(path),
        format=package.kind,
        sha256=package.sha256,
        questions=tuple(question for reading in readings for question in reading.questions),
        skipped=tuple(skipped for reading in readings for skipped in reading.layout.skipped),
    )
    return questionnaire, tuple(reading.layout for reading in readings)


def _read_sheet(grid: Grid) -> SheetReading:
    def locate(row: int, column: int) -> str:
        """Name a cell; one inside a merged range by the range's first cell."""
        merge = grid.merge(row, column)
        if merge is not None:
            row, column = merge.top, merge.left
        return f"{grid.title}!{column_letters(column)}{row}"

    return read_grid(grid, locate)

"""A workbook -> questionnaire: every sheet read by its layout."""

from __future__ import annotations

from pathlib import Path

from qanswer.core.question import Questionnaire
from qanswer.ooxml.limits import column_letters
from qanswer.ooxml.package import Package
from qanswer.questionnaires.excel.book import read_grids
from qanswer.questionnaires.excel.copies import drop_copies
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.known_forms import KnownForm, find_known_form
from qanswer.questionnaires.excel.layout import read_grid
from qanswer.questionnaires.excel.mapped import choose_map
from qanswer.questionnaires.layout_map import NO_MAPS, LayoutMap, Maps
from qanswer.questionnaires.reading import SheetLayout, SheetReading


def read_excel(path: Path, package: Package, maps: Maps = NO_MAPS) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read a workbook's questions, and how each sheet was understood. A map overrides the inference where it speaks.

    Of the remembered maps the first that fits the workbook is used when no map is given.

    Raises:
        FileError: a part is damaged or hostile.
    """
    grids = read_grids(package)
    chosen = choose_map(maps, grids)
    form = find_known_form(grids)
    readings = drop_copies(grids, [_read_sheet(grid, chosen, form) for grid in grids], chosen)
    questionnaire = Questionnaire(
        id=package.sha256[:16],
        title=path.stem,
        path=str(path),
        format=package.kind,
        sha256=package.sha256,
        questions=tuple(question for reading in readings for question in reading.questions),
        skipped=tuple(skipped for reading in readings for skipped in reading.layout.skipped),
        known_form=form.name if form else "",
    )
    return questionnaire, tuple(reading.layout for reading in readings)


def _read_sheet(grid: Grid, layout_map: LayoutMap | None, form: KnownForm | None) -> SheetReading:
    def locate(row: int, column: int) -> str:
        """Name a cell; one inside a merged range by the range's first cell."""
        merge = grid.merge(row, column)
        if merge is not None:
            row, column = merge.top, merge.left
        return f"{grid.title}!{column_letters(column)}{row}"

    return read_grid(grid, locate, layout_map.find_sheet(grid.title) if layout_map else None, form)

"""Sheets that repeat another sheet's questions for the buyer: found among all readings of a workbook. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.layout_map import LayoutMap
from qanswer.questionnaires.reading import SheetReading
from qanswer.questionnaires.wording import mentions, normalise

_SHARE = 0.7
"""Share of a sheet's questions that stand on another sheet too, from which on it repeats that sheet."""


def drop_copies(
    grids: Sequence[Grid], readings: Sequence[SheetReading], layout_map: LayoutMap | None = None
) -> list[SheetReading]:
    """Empty the readings of sheets that repeat another one, and are evaluations by their title or by echoing it.

    Two sheets with the same questions, such as one for each product, are both the vendor's. A map's sheets all stay.
    """
    kept = []
    for grid, reading in zip(grids, readings, strict=True):
        is_mapped = layout_map is not None and layout_map.find_sheet(grid.title) is not None
        original = None if is_mapped else _find_original(grid, reading, grids, readings)
        if original is None:
            kept.append(reading)
        else:
            note = f"repeats the questions of {original!r} for the buyer"
            kept.append(SheetReading(replace(reading.layout, tables=(), note=note)))
    return kept


def _find_original(
    grid: Grid, reading: SheetReading, grids: Sequence[Grid], readings: Sequence[SheetReading]
) -> str | None:
    """Name the sheet that this one repeats, if it is the evaluation of one."""
    texts = _texts(reading)
    if len(texts) < 3 or not _evaluates(grid, reading):
        return None
    for other, read in zip(grids, readings, strict=True):
        if other is not grid and not _evaluates(other, read) and len(texts & _texts(read)) >= _SHARE * len(texts):
            return other.title
    return None


def _texts(reading: SheetReading) -> frozenset[str]:
    return frozenset(normalise(question.text) for question in reading.questions)


def _evaluates(grid: Grid, reading: SheetReading) -> bool:
    """Tell whether a sheet, by its title, is the buyer's, or its questions are echoes of another sheet's cells."""
    if mentions(normalise(grid.title), words.EVALUATION):
        return True
    columns = {plan.column for table in reading.layout.tables for plan in table.columns if plan.role == "question"}
    places = [(row, column) for row in grid.rows for column in columns if grid.text(row, column)]
    echoes = sum(place in grid.echoes for place in places)
    return bool(places) and echoes >= 0.5 * len(places) and bool(reading.questions)

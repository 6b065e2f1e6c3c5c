"""Sheets that repeat another sheet's questions for the buyer: found among all readings of a workbook. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.layout_map import LayoutMap
from qanswer.questionnaires.reading import SheetReading
from qanswer.questionnaires.wording import mentions, normalise

_LEAST = 3
"""Fewer questions than these may stand on two sheets by chance."""
_SHARE = 0.7
"""Share of a sheet's questions that stand on another sheet too, from which on it repeats that sheet."""


def drop_copies(
    grids: Sequence[Grid], readings: Sequence[SheetReading], layout_map: LayoutMap | None = None
) -> list[SheetReading]:
    """Empty the readings of sheets that repeat another one: without a place for answers, or for the buyer's own.

    The buyer's are those that their title calls evaluations, and those whose questions echo another sheet's cells. Two
    sheets with the same questions and answers, such as one for each product, are both the vendor's. Mapped ones stay.
    """
    sheets = [_Sheet.of(grid, reading) for grid, reading in zip(grids, readings, strict=True)]
    kept = []
    for sheet in sheets:
        is_mapped = layout_map is not None and layout_map.find_sheet(sheet.title) is not None
        original = None if is_mapped else _find_original(sheet, sheets)
        note = f"repeats the questions of {original!r}"
        reading = sheet.reading
        kept.append(SheetReading(replace(reading.layout, tables=(), note=note)) if original else reading)
    return kept


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's reading and what tells whether it is a copy."""

    title: str
    reading: SheetReading
    texts: frozenset[str]
    has_slots: bool
    is_evaluation: bool
    is_echo: bool

    @classmethod
    def of(cls, grid: Grid, reading: SheetReading) -> _Sheet:
        return cls(
            title=grid.title,
            reading=reading,
            texts=frozenset(normalise(question.text) for question in reading.questions),
            has_slots=any(question.slots for question in reading.questions),
            is_evaluation=mentions(normalise(grid.title), words.EVALUATION),
            is_echo=_echoes(grid, reading),
        )

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Sort the sheet that the vendor fills before all others."""
        return not self.has_slots, self.is_evaluation, self.is_echo


def _find_original(sheet: _Sheet, sheets: Sequence[_Sheet]) -> str | None:
    """Name the sheet that this one repeats; None when it stands for itself."""
    if len(sheet.texts) < _LEAST or sheet.rank == (False, False, False):
        return None
    for other in sheets:
        if other.rank < sheet.rank and len(sheet.texts & other.texts) >= _SHARE * len(sheet.texts):
            return other.title
    return None


def _echoes(grid: Grid, reading: SheetReading) -> bool:
    """Tell whether a sheet's questions are echoes of another sheet's cells."""
    columns = {plan.column for table in reading.layout.tables for plan in table.columns if plan.role == "question"}
    places = [(row, column) for row in grid.rows for column in columns if grid.text(row, column)]
    return bool(places) and sum(place in grid.echoes for place in places) >= 0.5 * len(places)

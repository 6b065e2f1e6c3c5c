"""A map laid over a sheet: tables with the roles that a person gave them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.questionnaires.excel.columns import ColumnFacts, read_facts
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.headers import Header, HeaderCell
from qanswer.questionnaires.excel.tables import Block, Table
from qanswer.questionnaires.header_words import header_options, judge_header
from qanswer.questionnaires.layout_map import ColumnMap, LayoutMap, Maps, SheetMap, TableMap, fold_title
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole

_REASON = "the map says so"


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table as a map places it on a sheet."""

    table: Table
    plans: tuple[ColumnPlan, ...]
    skip_rows: frozenset[int]
    question_rows: frozenset[int]


def place_tables(grid: Grid, sheet: SheetMap) -> tuple[MappedTable, ...]:
    """Find a map's tables on a sheet; those without any row are left out."""
    starts = [_find_start(grid, table) for table in sheet.tables]
    placed = []
    for table, (header_row, is_moved) in zip(sheet.tables, starts, strict=True):
        after = [row for row, _ in starts if row > header_row]
        rows = _rows(grid, table, header_row, min(after, default=0), is_moved=is_moved)
        if rows:
            placed.append(_place(grid, table, header_row, rows, is_moved=is_moved))
    return tuple(placed)


def _find_start(grid: Grid, table: TableMap) -> tuple[int, bool]:
    """Find the header's row and tell whether it has moved since the map was made."""
    if not table.header_row:
        return table.first_row - 1 if table.first_row else 0, False
    if _likeness(grid, table, table.header_row) >= 0.6:
        return table.header_row, False
    best = max(grid.rows, key=lambda row: (_likeness(grid, table, row), -row), default=table.header_row)
    return (best, True) if _likeness(grid, table, best) >= 0.6 else (table.header_row, False)


def _likeness(grid: Grid, table: TableMap, row: int) -> float:
    """Give the share of the map's headers that a row holds, in any column."""
    headers = [fold_title(column.header) for column in table.columns if column.header]
    texts = {fold_title(text) for text in grid.row(row).values()}
    return sum(header in texts for header in headers) / len(headers) if headers else 0.0


def _rows(grid: Grid, table: TableMap, header_row: int, end: int, *, is_moved: bool) -> tuple[int, ...]:
    first = max(header_row + 1, 0 if is_moved else table.first_row)
    last = (
        table.last_row if table.last_row and not is_moved else (end - 1 if end else grid.rows[-1] if grid.rows else 0)
    )
    return tuple(row for row in grid.rows if first <= row <= last)


def _place(grid: Grid, table: TableMap, header_row: int, rows: tuple[int, ...], *, is_moved: bool) -> MappedTable:
    columns = [_find_column(grid, column, header_row) for column in table.columns]
    header = _make_header(grid, header_row) if table.header_row else None
    facts = {item.column: item for item in read_facts(grid, header, rows)}
    known = {column for column, _ in columns}
    plans = [_plan(column, role, facts.get(column)) for column, role in columns]
    plans += [
        ColumnPlan(column, item.header, ColumnRole.OTHER, "not in the map")
        for column, item in facts.items()
        if column not in known
    ]
    return MappedTable(
        Table((Block(header, rows),)),
        tuple(sorted(plans, key=lambda plan: plan.column)),
        frozenset() if is_moved else frozenset(table.skip_rows),
        frozenset() if is_moved else frozenset(table.question_rows),
    )


def _find_column(grid: Grid, column: ColumnMap, header_row: int) -> tuple[int, ColumnRole]:
    """Find a column by its header's text where it is not in its old place."""
    texts = grid.row(header_row)
    wanted = fold_title(column.header)
    if not wanted or fold_title(texts.get(column.column, "")) == wanted:
        return column.column, column.role
    found = next((number for number, text in sorted(texts.items()) if fold_title(text) == wanted), column.column)
    return found, column.role


def _make_header(grid: Grid, row: int) -> Header:
    cells = tuple(HeaderCell(column, text, "", judge_header(text)) for column, text in sorted(grid.row(row).items()))
    return Header((row,), cells)


def _plan(column: int, role: ColumnRole, facts: ColumnFacts | None) -> ColumnPlan:
    header = facts.header if facts else ""
    if role is ColumnRole.TICK:
        return ColumnPlan(column, header, role, _REASON, (header,))
    options = header_options(header) if role is ColumnRole.CHOICE else ()
    return ColumnPlan(column, header, role, _REASON, options)


def choose_map(maps: Maps, grids: Sequence[Grid]) -> LayoutMap | None:
    """Take the map that was given, else the first remembered one that fits the form."""
    return maps.given or next((layout_map for layout_map in maps.remembered if fits(layout_map, grids)), None)


def fits(layout_map: LayoutMap, grids: Sequence[Grid]) -> bool:
    """Tell whether a remembered map is of this form: each of its tables has its header on the sheet of its name."""
    sheets = [sheet for sheet in layout_map.sheets if sheet.tables]
    return bool(sheets) and all(any(_fits_sheet(sheet, grid) for grid in grids) for sheet in sheets)


def _fits_sheet(sheet: SheetMap, grid: Grid) -> bool:
    if fold_title(sheet.title) != fold_title(grid.title):
        return False
    headed = [table for table in sheet.tables if table.header_row]
    return all(any(_likeness(grid, table, row) >= 0.6 for row in grid.rows[:500]) for table in headed)

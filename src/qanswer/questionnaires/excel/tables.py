"""Tables of a sheet: where each begins and ends, and its columns by what they hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.questionnaires.excel.column_roles import columns_of
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.headers import Header, find_headers
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import HeaderRole, normalise


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header, up to the next."""

    header: Header | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Blocks whose headers repeat one another: they are judged together."""

    blocks: tuple[Block, ...]

    @property
    def header(self) -> Header | None:
        """The first header."""
        return self.blocks[0].header

    @property
    def rows(self) -> tuple[int, ...]:
        """All rows under the headers."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table by what they hold; 0 where there is none."""

    question: int
    number: int
    section: int
    answers: tuple[int, ...]
    """Columns of the main answer, from left to right; several to tick, or several choices."""
    extras: tuple[int, ...]
    """Columns of what goes with the answer."""
    options: tuple[int, ...]
    """Columns that hold the texts of options."""
    others: tuple[int, ...]

    @property
    def main(self) -> int:
        """The first column of the main answer, or 0."""
        return self.answers[0] if self.answers else 0


def split_tables(grid: Grid) -> tuple[tuple[int, ...], tuple[Table, ...]]:
    """Give the rows above the first header (all of them where there is none), and the tables."""
    headers, rows = find_headers(grid), grid.rows
    if not headers:
        return tuple(rows), ()
    first = headers[0].rows[0]
    blocks = []
    for position, header in enumerate(headers):
        end = headers[position + 1].rows[0] if position + 1 < len(headers) else rows[-1] + 1
        blocks.append(Block(header, tuple(row for row in rows if header.rows[-1] < row < end)))
    return tuple(row for row in rows if row < first), _join(blocks)


def _join(blocks: Sequence[Block]) -> tuple[Table, ...]:
    """Join blocks that follow one another under the same header, but for the section named in it."""
    tables: list[list[Block]] = []
    for block in blocks:
        if tables and _is_repeated(tables[-1][0].header, block.header):
            tables[-1].append(block)
        else:
            tables.append([block])
    return tuple(Table(tuple(group)) for group in tables)


def _is_repeated(first: Header | None, second: Header | None) -> bool:
    if first is None or second is None:
        return False
    same = sum(
        (other := second.cell(cell.column)) is not None and normalise(other.text) == normalise(cell.text)
        for cell in first.cells
    )
    roles = [cell for cell in first.cells if cell.role in {HeaderRole.ANSWER, HeaderRole.COMMENT}]
    is_core_same = all(
        (other := second.cell(cell.column)) is not None and normalise(other.text) == normalise(cell.text)
        for cell in roles
    )
    return bool(roles) and is_core_same and same >= max(len(roles), len(second.cells) - 2)


def make_columns(plans: Sequence[ColumnPlan]) -> TableColumns | None:
    """Sort a table's columns by what they hold; None when there is no question column."""
    question = columns_of(plans, ColumnRole.QUESTION)
    if not question:
        return None
    answers = _main_columns(plans)
    extras = tuple(plan.column for plan in plans if plan.role.is_answer and plan.column not in answers)
    number, section = columns_of(plans, ColumnRole.NUMBER), columns_of(plans, ColumnRole.SECTION)
    taken = {*question, *number, *section, *answers, *extras}
    return TableColumns(
        question=question[0],
        number=number[0] if number else 0,
        section=section[0] if section else 0,
        answers=answers,
        extras=extras,
        options=columns_of(plans, ColumnRole.OPTION),
        others=tuple(plan.column for plan in plans if plan.column not in taken),
    )


def _main_columns(plans: Sequence[ColumnPlan]) -> tuple[int, ...]:
    """Choices come first, then marks, then the first text."""
    choices, ticks = columns_of(plans, ColumnRole.CHOICE), columns_of(plans, ColumnRole.TICK)
    return choices or ticks or columns_of(plans, ColumnRole.TEXT)[:1]

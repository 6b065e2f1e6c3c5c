"""Columns of a table as facts: what each holds, by its header, its content and what lies over it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.headers import Header
from qanswer.questionnaires.header_words import HeaderClaim, header_options
from qanswer.questionnaires.locator import BOXES
from qanswer.questionnaires.wording import (
    HeaderRole,
    is_answer_value,
    is_placeholder,
    normalise,
    question_score,
    word_count,
)

_SAMPLE = 400
"""Rows looked at to judge a column: more change no verdict, and cost time."""
_REACH = 3
"""Columns right of a text that may still be meant for answers: lists and unlocked cells are looked for there."""
_ID = re.compile(
    r"[A-Za-z&]{0,12}[-. ]?(?:[A-Za-z]{0,6}[-.])?\d+(?:[.\-]\w{1,6})*[a-z]?[.)]?\Z|[A-Z]{1,4}(?:[-.]\w+)+\Z"
)
_TICKS = frozenset({"x", "✓", "✔", "☑", "☒", "☐", "□", "●", "•", "√", "true", "false"})


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a column holds, as shares (0 to 1) of the rows looked at; the means are over its filled cells."""

    column: int
    header: str
    group: str
    claim: HeaderClaim
    n_filled: int
    filled: float
    mean_words: float
    mean_score: float
    listed: float
    computed: float
    echoed: float
    unlocked: float
    ticks: float
    boxes: float
    linked: float
    answers: float
    ids: float
    lettered: float
    distinct: float
    is_hidden: bool
    is_listed_in_rows: bool
    """Whether the column holds the source of a list: option texts beside the table."""

    @property
    def role(self) -> HeaderRole | None:
        """What the header announces."""
        return self.claim.role

    @property
    def is_blank(self) -> bool:
        """Whether next to nothing is written in the column."""
        return self.filled <= 0.1


def read_facts(grid: Grid, header: Header | None, rows: Sequence[int]) -> tuple[ColumnFacts, ...]:
    """Describe every column that has a header, a text, a list or unlocked cells in the rows."""
    sample = rows if len(rows) <= _SAMPLE else rows[:: -(-len(rows) // _SAMPLE)]
    sources = _list_columns(grid, sample)
    return tuple(
        _column_facts(grid, header, sample, column, is_source=column in sources)
        for column in _columns(grid, header, sample)
    )


def _columns(grid: Grid, header: Header | None, rows: Sequence[int]) -> list[int]:
    columns = {cell.column for cell in header.cells} if header else set()
    for row in rows:
        columns.update(grid.row(row))
    columns.update(column for row, column in grid.boxes if rows and rows[0] <= row <= rows[-1])
    near = {column + step for column in columns for step in range(1, _REACH + 1)} - columns
    columns.update(column for column in near if any(_is_meant(grid, row, column) for row in rows))
    return sorted(columns)


def _is_meant(grid: Grid, row: int, column: int) -> bool:
    """Tell whether an empty cell outside of the headed columns is plainly there to be filled."""
    validation = grid.validation(row, column)
    if validation is not None and validation.is_list:
        return True
    if not grid.is_protected or grid.is_locked(row, column):
        return False
    merge = grid.merge(row, column)
    return merge is None or merge.left == column


def _list_columns(grid: Grid, rows: Sequence[int]) -> frozenset[int]:
    """Find columns of this sheet from which lists take their options."""
    if not rows:
        return frozenset()
    areas = {v.source for area, v in grid.validations if v.source and area.top <= rows[-1] and area.bottom >= rows[0]}
    return frozenset(area.left for area in areas if area.width == 1)


def _is_no_data(text: str) -> bool:
    """Tell whether a text only holds an answer's place: a placeholder, or the choices spelled out ("Yes / No")."""
    return is_placeholder(text) or (len(text) <= 40 and "/" in text and bool(header_options(text)))


def _column_facts(
    grid: Grid, header: Header | None, rows: Sequence[int], column: int, *, is_source: bool
) -> ColumnFacts:
    texts = [text for row in rows if (text := grid.text(row, column)) and not _is_no_data(text)]
    n_rows, n_filled = max(len(rows), 1), max(len(texts), 1)
    cell = header.cell(column) if header else None
    lists = sum(1 for row in rows if (found := grid.validation(row, column)) and found.is_list)
    return ColumnFacts(
        column=column,
        header=" ".join(cell.text.split()) if cell else "",
        group=" ".join(cell.group.split()) if cell else "",
        claim=cell.claim if cell else HeaderClaim(None),
        n_filled=len(texts),
        filled=len(texts) / n_rows,
        mean_words=sum(min(word_count(text), 60) for text in texts) / n_filled,
        mean_score=sum(question_score(text) for text in texts) / n_filled,
        listed=lists / n_rows,
        computed=sum(grid.is_formula(row, column) for row in rows) / n_rows,
        echoed=sum((row, column) in grid.echoes for row in rows) / n_rows,
        unlocked=sum(not grid.is_locked(row, column) for row in rows) / n_rows if grid.is_protected else 0.0,
        ticks=sum(normalise(text) in _TICKS for text in texts) / n_filled,
        boxes=sum(any(box in grid.text(row, column) for box in BOXES) for row in rows) / n_rows,
        linked=sum((row, column) in grid.boxes for row in rows) / n_rows,
        answers=sum(is_answer_value(text) for text in texts) / n_filled,
        ids=sum(bool(_ID.match(text.strip())) for text in texts) / n_filled,
        lettered=sum(any(character.isalpha() for character in text) for text in texts) / n_filled,
        distinct=len({normalise(text) for text in texts}) / n_filled,
        is_hidden=column in grid.hidden_columns,
        is_listed_in_rows=is_source,
    )

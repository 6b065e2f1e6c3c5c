"""Header rows of a sheet: a grid in, the headers of its tables of questions out. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.wording import (
    HeaderRole,
    header_role,
    is_answer_value,
    normalise,
    question_score,
    word_count,
)

_MAX_HEADER_WORDS = 30
"""Headers with instructions in them run this long; a longer text is data."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A column's header; `group` is the merged header over it and its neighbours, if there is one."""

    column: int
    text: str
    group: str = ""
    role: HeaderRole | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """One header: its rows (two where a group stands over its columns) and its cells from left to right."""

    rows: tuple[int, ...]
    cells: tuple[HeaderCell, ...]

    def cell(self, column: int) -> HeaderCell | None:
        """Give the header over a column, or None."""
        return next((cell for cell in self.cells if cell.column == column), None)


def find_headers(grid: Grid) -> tuple[Header, ...]:
    """Find the header rows of tables of questions, from top to bottom."""
    found: list[Header] = []
    for row in grid.rows:
        if found and row in found[-1].rows:
            continue
        header = _read_header(grid, row)
        if header is not None:
            found.append(header)
    return tuple(_drop_runs(found))


def _drop_runs(headers: list[Header]) -> list[Header]:
    """Drop headers that follow one another row by row: three in a run are the data of some other table."""
    kept: list[Header] = []
    run: list[Header] = []
    for header in headers:
        if run and header.rows[0] != run[-1].rows[-1] + 1:
            kept.extend(run[:1] if len(run) > 2 else run[-1:])
            run = []
        run.append(header)
    kept.extend(run[:1] if len(run) > 2 else run[-1:])
    return kept


def _read_header(grid: Grid, row: int) -> Header | None:
    texts = grid.row(row)
    if not 2 <= len(texts) <= 60 or not all(_may_head(text) for text in texts.values()):
        return None
    cells = _header_cells(grid, row)
    below = _sub_header(grid, row)
    if below:
        cells = _with_groups(grid, row, below)
    if _header_score(grid, row, cells) < 3:
        return None
    return Header((row, row + 1) if below else (row,), tuple(cells))


def _may_head(text: str) -> bool:
    """Tell whether a text may stand in a header: no sentence that asks something at length."""
    if len(text) > 300:
        return False
    n_words = word_count(text)
    return n_words <= 5 or (n_words <= _MAX_HEADER_WORDS and (question_score(text) < 0.8 or n_words <= 8))


def _header_cells(grid: Grid, row: int) -> list[HeaderCell]:
    return [
        HeaderCell(column, text, _group_above(grid, row, column), header_role(text))
        for column, text in sorted(grid.row(row).items())
    ]


def _group_above(grid: Grid, row: int, column: int) -> str:
    """Give the text of a merged cell right above that spans several columns."""
    merge = grid.merge(row - 1, column)
    if merge is None or merge.width < 2 or merge.width > 12 or merge.left > column:
        return grid.text(row - 1, merge.left) if merge and 2 <= merge.width <= 12 else ""
    return grid.text(merge.top, merge.left)


def _sub_header(grid: Grid, row: int) -> dict[int, str]:
    """Give the second row of a header: short texts, each under a merged cell of the first row."""
    below = grid.row(row + 1)
    if not below or not all(len(text) <= 60 for text in below.values()):
        return {}
    covered = {column for column in below if (merge := grid.merge(row, column)) and 2 <= merge.width <= 12}
    return dict(below) if len(covered) == len(below) >= 2 else {}


def _with_groups(grid: Grid, row: int, below: dict[int, str]) -> list[HeaderCell]:
    """Join both rows of a header: the lower text counts, with the upper one as its group."""
    cells = []
    for column in sorted({*grid.row(row), *below}):
        merge = grid.merge(row, column)
        own = grid.text(row, merge.left if merge else column)
        text = below.get(column, "")
        role = header_role(text) or header_role(own)
        cells.append(HeaderCell(column, text, own, role) if text else HeaderCell(column, own, "", header_role(own)))
    return cells


_WEIGHTS = {
    HeaderRole.QUESTION: 2.0,
    HeaderRole.ANSWER: 2.0,
    HeaderRole.COMMENT: 1.0,
    HeaderRole.NUMBER: 1.0,
    HeaderRole.OWNER: 1.0,
    HeaderRole.SECTION: 1.0,
    HeaderRole.GUIDANCE: 0.5,
    HeaderRole.BUYER: 0.5,
}


def _header_score(grid: Grid, row: int, cells: list[HeaderCell]) -> float:
    """Score a row as a header: roles found, one of each kind counting; half of its cells must have one."""
    values = sum(is_answer_value(cell.text) for cell in cells)
    if values == 1 or len({normalise(cell.text) for cell in cells}) < 2:
        return 0.0
    roles = {cell.role for cell in cells if cell.role is not None}
    known = sum(cell.role is not None or is_answer_value(cell.text) for cell in cells)
    if known < max(2, 0.4 * len(cells)) or not roles & {HeaderRole.QUESTION, HeaderRole.ANSWER, HeaderRole.COMMENT}:
        return 0.0
    score = sum(_WEIGHTS[role] for role in roles) + (1.0 if values >= 2 else 0.0)
    return score + (1.0 if row in grid.header_hints else 0.0)

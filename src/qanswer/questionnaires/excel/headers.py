"""Header rows of a sheet: a grid in, the headers of its tables of questions out. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.header_words import HeaderClaim, judge_header
from qanswer.questionnaires.wording import (
    HeaderRole,
    begins_with,
    is_answer_value,
    normalise,
    question_score,
    word_count,
)

_NO_CLAIM = HeaderClaim(None)
_MAX_GROUP = 16
"""Columns under one group header; a wider one is a banner."""
_MOST_HEADERS = 100
"""A header repeated more often than this is data."""
_NEEDED = 2.8
"""Least score of a header: a number and a question alone reach 3, a comment and an owner do not."""
_DATA_ID = re.compile(r"[A-Za-z&]{0,12}[-. ]?\d+(?:[.\-]\w{1,6})+[.)]?\Z|[A-Za-z]{1,4}-?\d{1,4}[.)]?\Z|\d+[.)]?\Z")
_MARKS = frozenset("xX✓✔✗☑☒☐●•○")


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A column's header; `group` is the merged header over it and its neighbours, if there is one."""

    column: int
    text: str
    group: str = ""
    claim: HeaderClaim = _NO_CLAIM

    @property
    def role(self) -> HeaderRole | None:
        """What the header announces."""
        return self.claim.role


@dataclass(frozen=True, slots=True)
class Header:
    """One header: its rows (two where a group stands over its columns) and its cells from left to right."""

    rows: tuple[int, ...]
    cells: tuple[HeaderCell, ...]
    score: float = 0.0

    def cell(self, column: int) -> HeaderCell | None:
        """Give the header over a column, or None."""
        return next((cell for cell in self.cells if cell.column == column), None)


def find_headers(grid: Grid) -> tuple[Header, ...]:
    """Find the header rows of tables of questions, from top to bottom."""
    found: list[Header] = []
    shapes = {row: _row_shape(grid, row) for row in grid.rows}
    usual = {shape for shape, n in Counter(shapes.values()).items() if n > _MOST_HEADERS}
    for row, shape in shapes.items():
        if shape in usual or (found and row in found[-1].rows):
            continue
        header = read_header(grid, row)
        if header is not None and header.score >= _NEEDED:
            found.append(header)
    return tuple(_drop_runs(found))


def _row_shape(grid: Grid, row: int) -> tuple[tuple[int, int], ...]:
    """Give the columns of a row's texts and their styles: rows of data share theirs by the hundred."""
    return tuple((column, grid.style_id(row, column)) for column in grid.row(row))


def _drop_runs(headers: list[Header]) -> list[Header]:
    """Of headers that follow one another row by row keep the best: the others are data, or a header's own group."""
    kept: list[Header] = []
    for header in headers:
        if kept and header.rows[0] == kept[-1].rows[-1] + 1:
            if header.score > kept[-1].score:
                kept[-1] = header
            continue
        kept.append(header)
    return kept


def read_header(grid: Grid, row: int) -> Header | None:
    """Read a row as a header, however unlikely; None when a text in it cannot stand in one."""
    texts = grid.row(row)
    if not 2 <= len(texts) <= 80 or _is_numbered_row(texts) or not all(_may_head(text) for text in texts.values()):
        return None
    below = _sub_header(grid, row)
    cells = _with_groups(grid, row, below) if below else _header_cells(grid, row)
    return Header((row, row + 1) if below else (row,), tuple(cells), _score(grid, row, cells))


def _is_numbered_row(texts: Mapping[int, str]) -> bool:
    """Tell, at little cost, a row of data: a number such as 1.1 or Q-7 and a text longer than a header's."""
    longest = max(texts.values(), key=len)
    return len(longest) > 60 and any(len(text) < 20 and _DATA_ID.match(text.strip()) for text in texts.values())


def _may_head(text: str) -> bool:
    """Tell whether a text may stand in a header: no long sentence, unless it tells how to answer."""
    if len(text) > 400:
        return False
    n_words = word_count(text)
    if n_words <= 8:
        is_asked = "?" in text and (n_words > 5 or begins_with(normalise(text), words.ASKING))
        return not is_asked or judge_header(text).strength >= 0.9
    if n_words > 40:
        return False
    role = judge_header(text).role
    return role in {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.BUYER} or question_score(text) < 0.6


def _header_cells(grid: Grid, row: int) -> list[HeaderCell]:
    cells = []
    for column, text in sorted(grid.row(row).items()):
        group = _group_above(grid, row, column)
        cells.append(HeaderCell(column, text, group, _joint_claim(text, group)))
    return cells


def _joint_claim(text: str, group: str) -> HeaderClaim:
    """Judge a header together with its group: a buyer's group makes all under it the buyer's."""
    own, over = judge_header(text), judge_header(group)
    if over.role is HeaderRole.BUYER and not over.is_score and own.role is not HeaderRole.QUESTION:
        return over
    return own if own.role is not None else over


def _group_above(grid: Grid, row: int, column: int) -> str:
    """Give the text of a merged cell right above that spans several columns."""
    merge = grid.merge(row - 1, column)
    if merge is None or not 2 <= merge.width <= _MAX_GROUP:
        return ""
    return grid.text(merge.top, merge.left)


def _sub_header(grid: Grid, row: int) -> dict[int, str]:
    """Give the second row of a header: short texts, each under a merged cell of the first row."""
    below = grid.row(row + 1)
    if len(below) < 2 or not all(len(text) <= 60 for text in below.values()):
        return {}
    merges = [grid.merge(row, column) for column in below]
    is_under = all(merge and 2 <= merge.width <= _MAX_GROUP and merge.top <= row for merge in merges)
    return dict(below) if is_under else {}


def _with_groups(grid: Grid, row: int, below: dict[int, str]) -> list[HeaderCell]:
    """Join both rows of a header: the lower text counts, with the upper one as its group."""
    cells = []
    for column in sorted({*grid.row(row), *below}):
        merge = grid.merge(row, column)
        own = grid.text(row, merge.left if merge else column)
        text = below.get(column, "")
        cell = HeaderCell(column, text, own, _joint_claim(text, own)) if text else None
        cells.append(cell or HeaderCell(column, own, "", judge_header(own)))
    return cells


_WEIGHTS = {
    HeaderRole.QUESTION: 2.0,
    HeaderRole.ANSWER: 2.0,
    HeaderRole.COMMENT: 1.2,
    HeaderRole.NUMBER: 1.0,
    HeaderRole.OWNER: 1.0,
    HeaderRole.SECTION: 1.0,
    HeaderRole.GUIDANCE: 0.7,
    HeaderRole.BUYER: 0.7,
}
_CORE = frozenset({HeaderRole.QUESTION, HeaderRole.ANSWER})


def _score(grid: Grid, row: int, cells: list[HeaderCell]) -> float:
    """Score a row as a header: each role counts once, by its plainest claim; numbers and marks speak against it."""
    best: dict[HeaderRole, float] = {}
    for cell in cells:
        if cell.role is not None:
            best[cell.role] = max(best.get(cell.role, 0.0), cell.claim.strength)
    if len({normalise(cell.text) for cell in cells}) < 2 or (not best.keys() & _CORE and len(best) < 3):
        return 0.0
    score = sum(_WEIGHTS[role] * strength for role, strength in best.items())
    score += _score_values(cells) + _score_looks(grid, row)
    return score - 2.0 * _n_data(cells) - 0.15 * sum(cell.role is None for cell in cells)


def _score_values(cells: list[HeaderCell]) -> float:
    """Two answers side by side ("Yes", "No") head columns to tick; a single one is an answer."""
    texts = [cell.text for cell in cells if cell.role is not HeaderRole.NUMBER]
    n_values = sum(is_answer_value(text) and text.strip() not in _MARKS for text in texts)
    return 1.5 if n_values >= 2 else -2.0 * n_values


def _score_looks(grid: Grid, row: int) -> float:
    """A header is set off from the row below, and the file may mark it as one."""
    score = 1.0 if row in grid.header_hints else 0.0
    own, below = _looks(grid, row, grid.row(row)), _looks(grid, row + 1, grid.row(row))
    if own and own != below:
        score += 0.6
    return score


def _looks(grid: Grid, row: int, columns: Iterable[int]) -> frozenset[tuple[bool, str]]:
    """Give the fills and weights of a row's cells, plain ones left out."""
    styles = (grid.style(row, column) for column in columns)
    return frozenset((style.is_bold, style.fill) for style in styles if style.is_bold or style.fill)


def _n_data(cells: list[HeaderCell]) -> int:
    """Count cells that hold data: numbers such as 1.1 (but not a scale 1, 2, 3 …) and marks."""
    numbers = [cell.text.strip() for cell in cells if _DATA_ID.match(cell.text.strip())]
    is_scale = len(numbers) >= 3 and all(number.rstrip(".)").isdigit() for number in numbers)
    return (0 if is_scale else len(numbers)) + sum(cell.text.strip() in _MARKS for cell in cells)

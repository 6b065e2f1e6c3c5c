"""Header rows of a Word table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.questionnaires.word.grid import CellKind, CellView, RowView
from qanswer.questionnaires.word.groups import asks, ends_as_label
from qanswer.questionnaires.wording import (
    HeaderRole,
    is_answer_value,
    judge_header,
    normalise,
    question_score,
    word_count,
)

_MAX_HEADER_WORDS = 14
"""Longer texts are data."""
PLAIN_CLAIM = 0.7
"""Strength from which one header cell by itself tells a header row."""

Cells = Sequence[CellView]


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its first row and the row after its last, both by position, and its cells, one a column."""

    first: int
    end: int
    cells: tuple[CellView, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What a repeated header has in common with the first."""
        return tuple(normalise(cell.text) for cell in self.cells)


def find_header(rows: Sequence[RowView], first: int) -> Header | None:
    """Find the next header row at or after `first`; None when no more row is one."""
    for position in range(first, len(rows) - 1):
        if is_header_row(rows, position):
            return _extend(rows, position)
    return None


def is_header_row(rows: Sequence[RowView], position: int) -> bool:
    """Tell whether a row names the columns of those below it."""
    row = rows[position]
    below = next((other for other in rows[position + 1 :] if len(other.cells) > 1), None)
    if len(row.filled) < 2 or below is None or not all(_may_name(cell) for cell in row.filled):
        return False
    if len(rows[position + 1].cells) < 2 and not claims(row):
        return False
    if _has_pair(row) or all(cell.is_number for cell in row.filled):
        return False
    return _is_marked(row, below) or claims(row) or _heads_free_cells(rows, position)


def _heads_free_cells(rows: Sequence[RowView], position: int) -> bool:
    """Tell whether a row names the columns of a matrix: below it labels on the left, and free cells to their right."""
    row, body = rows[position], rows[position + 1 :]
    n_columns = len(row.cells)
    if position or len(body) < 2 or len(row.filled) < n_columns:
        return False
    if any(len(other.cells) != n_columns or other.cells[0].kind is not CellKind.TEXT for other in body):
        return False
    if any(all(other.cells[n].has_only_boxes for other in body) for n in range(1, n_columns)):
        return True
    return n_columns > 2 and any(all(other.cells[n].kind.takes_answer for other in body) for n in range(1, n_columns))


def _may_name(cell: CellView) -> bool:
    # "Your answer" heads a column as well as it holds the place of an answer.
    is_claim = cell.kind is CellKind.OPEN and not cell.slots and judge_header(cell.text).strength >= PLAIN_CLAIM
    is_text = cell.kind is CellKind.TEXT or cell.is_hint or is_claim
    if not is_text or word_count(cell.text) > _MAX_HEADER_WORDS:
        return False
    return question_score(cell.text) < 1.0 and (not asks(cell.text) or word_count(cell.text) <= 5)


def _has_pair(row: RowView) -> bool:
    """Tell whether the row has labels beside free cells, as a label/value row has."""
    labels = [cell for cell in row.filled if ends_as_label(cell.text)]
    if labels and len(labels) < len(row.filled):
        return True
    return any(cell.kind is CellKind.EMPTY and number > 0 for number, cell in enumerate(row.cells))


def _is_marked(row: RowView, below: RowView) -> bool:
    """Tell whether the row looks like a header: marked as one, or shaded or set in bold unlike the row below it."""
    if row.is_header and not below.is_header:
        return True
    fills = {cell.cell.fill for cell in row.cells}
    below_fills = {cell.cell.fill for cell in below.cells}
    if len(fills) == 1 and "" not in fills and not fills & below_fills:
        return True
    return all(cell.is_bold for cell in row.filled) and not any(cell.is_bold for cell in below.filled)


def claims(row: RowView) -> bool:
    """Tell whether the words of a row claim to be headers: an answer column beside one of another kind."""
    made = [judge_header(cell.text) for cell in row.filled]
    roles = {claim.role for claim in made if claim.strength >= PLAIN_CLAIM}
    n_values = sum(is_answer_value(cell.text) for cell in row.filled[1:])
    if n_values > 1 and not is_answer_value(row.filled[0].text):
        return True
    answers = {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER, HeaderRole.BUYER}
    others = {HeaderRole.QUESTION, HeaderRole.NUMBER, HeaderRole.SECTION}
    if made[0].role in answers and HeaderRole.QUESTION not in roles:
        return False
    has_other = bool({claim.role for claim in made} & others) or (row.number == 0 and len(row.cells) > 2)
    return bool(roles & answers) and has_other


def _extend(rows: Sequence[RowView], position: int) -> Header:
    """Take in the rows of sub-headers under cells that span several columns."""
    cells = list(rows[position].cells)
    end = position + 1
    while end < len(rows) - 1 and rows[end].n_continued and all(_may_name(cell) for cell in rows[end].cells):
        cells = _replace_parents(cells, rows[end].cells)
        end += 1
    return Header(position, end, tuple(cells))


def _replace_parents(cells: Cells, leaves: Cells) -> list[CellView]:
    kept = [cell for cell in cells if not any(_overlaps(cell, leaf) for leaf in leaves)]
    return sorted([*kept, *leaves], key=lambda cell: cell.cell.column)


def _overlaps(cell: CellView, other: CellView) -> bool:
    return cell.cell.column < other.cell.end and other.cell.column < cell.cell.end

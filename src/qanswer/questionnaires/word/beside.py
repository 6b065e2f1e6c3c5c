"""Where the answer to a text in a table goes by its place: the free cells to its right or below it. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.questionnaires.word.columns import answer_slots
from qanswer.questionnaires.word.drafts import SlotDraft
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView, overlapping
from qanswer.questionnaires.word.ticks import as_comment

_TEXTS = frozenset((CellKind.TEXT, CellKind.MIXED))


def takers_right(row: RowView, start: int, used: set[str]) -> list[CellView]:
    """Give the free cells of a row from one on, up to the next text."""
    found: list[CellView] = []
    for cell in row.cells[start:]:
        if not cell.kind.takes_answer or cell.locator in used:
            break
        found.append(cell)
    return found


def takers_below(rows: Sequence[RowView], position: int, cell: CellView, used: set[str]) -> list[CellView]:
    """Give the free cells under a text; none where one of them has a label of its own beside it."""
    if position + 1 >= len(rows):
        return []
    row = rows[position + 1]
    under = list(overlapping(cell, row))
    takers = [other for other in under if other.kind.takes_answer and not _has_label(row, other)]
    n_texts = sum(other.kind is CellKind.TEXT for other in under)
    names = [other for other in rows[position].filled if not other.is_number]
    if len(names) > 1:
        # Of several texts in a row none owns a cell that reaches below the others.
        takers = [
            other for other in takers if cell.cell.column <= other.cell.column and other.cell.end <= cell.cell.end
        ]
    is_first = bool(takers) and under[0] is takers[0]
    is_free = is_first and n_texts < len(takers) and not any(other.locator in used for other in takers)
    return takers if is_free else []


def _has_label(row: RowView, cell: CellView) -> bool:
    """Tell whether a free cell belongs to a text of its own row."""
    number = row.cells.index(cell)
    left = row.cells[number - 1] if number else None
    if left is not None and left.kind is CellKind.TEXT and not left.is_number:
        return True
    right = row.cells[number + 1] if number + 1 < len(row.cells) else None
    if right is None:
        return False
    is_tick = cell.has_only_boxes and len(cell.slots) == 1 and right.kind in _TEXTS
    return is_tick or (cell.kind is CellKind.EMPTY and right.kind is CellKind.TEXT)


def slots_below(row: RowView, below: Sequence[CellView], used: set[str]) -> list[SlotDraft]:
    """Make the slots of free cells under a text; boxes may have their labels in the cell beside them."""
    slots = [slot for under in below for slot in answer_slots(under)]
    for cell in below:
        if not cell.has_only_boxes:
            continue
        for other in row.cells:
            if other.kind in _TEXTS and other.locator not in used:
                used.add(other.locator)
                slots += [as_comment(slot) for slot in other.slots]
    return slots


def has_free_lines(cell: CellView, n_lines: int = 1) -> bool:
    """Tell whether a cell ends with empty paragraphs, as one does that leaves room to write below its text."""
    paragraphs = cell.cell.paragraphs
    n_free = 0
    while n_free < len(paragraphs) and paragraphs[-1 - n_free].is_empty:
        n_free += 1
    return n_lines <= n_free < len(paragraphs)

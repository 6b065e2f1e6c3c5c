"""Rows of one tick box and the text that it ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word.drafts import SlotDraft
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView


def find_tick(row: RowView) -> CellView | None:
    """Find the only bare box of a row that has a text beside it; None when the row is of another shape."""
    boxes = [cell for cell in row.cells if cell.has_only_boxes]
    texts = [cell for cell in row.cells if cell.kind in {CellKind.TEXT, CellKind.MIXED}]
    if len(boxes) != 1 or not texts or len(boxes) + len(texts) < len(row.filled):
        return None
    return boxes[0] if len(boxes[0].slots) == 1 else None


def tick_label(row: RowView, tick: CellView) -> str:
    """Give the text that a box ticks: the first to its right, else the first to its left."""
    number = row.cells.index(tick)
    beside = [*row.cells[number + 1 :], *row.cells[:number]]
    texts = [cell for cell in beside if cell.text]
    return next((cell.text for cell in texts if not cell.is_number), texts[0].text if texts else "")


def tick_slots(row: RowView, tick: CellView) -> list[SlotDraft]:
    """Make the slots of a ticked row: the box, and the places in the texts beside it ("Other: ____")."""
    label = tick_label(row, tick)
    box = tick.slots[0]
    boxes = [replace(box, options=(label,), value=label if box.value else "")]
    others = [slot for cell in row.cells if cell is not tick for slot in cell.slots]
    return [*boxes, *(as_comment(slot) for slot in others)]


def as_comment(slot: SlotDraft) -> SlotDraft:
    """Make a text slot one for a comment."""
    return replace(slot, role=SlotRole.COMMENT) if slot.role is SlotRole.TEXT else slot


def count_tick_rows(rows: Sequence[RowView], position: int) -> int:
    """Count the rows from one on that are a box and what it ticks."""
    count = 0
    for row in rows[position:]:
        if find_tick(row) is None:
            break
        count += 1
    return count

"""Tables of records: column names above rows that are all free. One question, answered by the first free row."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word.columns import TableContext, answer_slots
from qanswer.questionnaires.word.drafts import Draft, Findings
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView
from qanswer.questionnaires.word.groups import asks, ends_as_label, label_role
from qanswer.questionnaires.word.lines import leading_number
from qanswer.questionnaires.wording import word_count

MAX_NAME_WORDS = 25
"""Longest column name met: an instruction with what to put below it."""


def record_question(names: Sequence[CellView], context: TableContext) -> tuple[str, str]:
    """Choose what a table of records asks: the text in front of it, or else its column names."""
    before = context.before
    if before and (asks(before) or ends_as_label(before)):
        return context.before_home, before
    first = next(cell for cell in names if cell.text)
    return first.locator, " | ".join(cell.text for cell in names if cell.text)


def read_box_columns(
    names: Sequence[CellView], body: Sequence[RowView], context: TableContext, findings: Findings
) -> bool:
    """Read a table whose columns are lists of boxes to tick: each column name asks, all boxes below it answer."""
    columns = [[cell for row in body if (cell := _at(row, n, names)) is not None] for n in range(len(names))]
    boxes = [[slot for cell in column for slot in answer_slots(cell) if slot.place is not None] for column in columns]
    if not any(boxes) or any(cell.kind is CellKind.TEXT for column in columns for cell in column):
        return False
    if not all(slot.options for column in boxes for slot in column if slot.role is SlotRole.CHECKBOX):
        return False
    for name, slots in zip(names, boxes, strict=True):
        if slots and slots[0].role is SlotRole.CHECKBOX:
            findings.drafts.append(Draft(name.locator, name.text, "", context.section, "", None, slots, context.group))
    return True


def _at(row: RowView, number: int, names: Sequence[CellView]) -> CellView | None:
    return row.cells[number] if len(row.cells) == len(names) else None


def read_records(
    names: Sequence[CellView], first: RowView, question: tuple[str, str], context: TableContext, findings: Findings
) -> None:
    """Add the question of a table of records; its slots are the cells of the first free row."""
    home, text = question
    slots = []
    for name, cell in zip(names, first.cells, strict=False):
        role = label_role(name.text) or SlotRole.TEXT
        if cell.kind.takes_answer:
            slots += answer_slots(cell, role if role is not SlotRole.OWNER else SlotRole.TEXT, name.text)
    findings.drafts.append(Draft(home, text, leading_number(text), context.section, "", None, slots, context.group))


def count_records(rows: Sequence[RowView], position: int, *, has_stem: bool) -> int:
    """Count the empty rows under a row of column names that together wait for records."""
    row = rows[position]
    names = [cell for cell in row.cells if cell.kind is CellKind.TEXT]
    if len(names) < 2 or len(names) < len(row.cells) or not all(_may_name(cell) for cell in names):
        return 0
    n_records = 0
    for below in rows[position + 1 :]:
        if len(below.cells) != len(row.cells) or not all(cell.kind.takes_answer for cell in below.cells):
            break
        n_records += 1
    asking = sum(asks(cell.text) for cell in names)
    is_record = n_records > 1 or has_stem or asking == 1
    return n_records if is_record else 0


def _may_name(cell: CellView) -> bool:
    """Tell whether a text may name a column of records."""
    return not leading_number(cell.text) and word_count(cell.text) <= MAX_NAME_WORDS

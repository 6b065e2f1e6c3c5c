"""Tables of records: column names above rows that are all free. One question, answered by the first free row."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word_columns import TableContext, answer_slots
from qanswer.questionnaires.word_drafts import Draft, Findings
from qanswer.questionnaires.word_grid import CellView, RowView
from qanswer.questionnaires.word_groups import asks, ends_as_label, label_role
from qanswer.questionnaires.word_lines import leading_number


def record_question(names: Sequence[CellView], context: TableContext) -> tuple[str, str]:
    """Choose what a table of records asks: the text in front of it, or else its column names."""
    before = context.before
    if before and (asks(before) or ends_as_label(before)):
        return context.before_home, before
    first = next(cell for cell in names if cell.text)
    return first.locator, " | ".join(cell.text for cell in names if cell.text)


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

"""Labels whose answer is there already: values beside their labels, and lines that begin with a label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word.beside import has_free_lines
from qanswer.questionnaires.word.drafts import SlotDraft
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView
from qanswer.questionnaires.word.groups import (
    asks,
    ends_as_label,
    inline_slot,
    is_plain_question,
    labelled_slot,
    raw_line,
    read_answer_label,
)
from qanswer.questionnaires.word.lines import leading_number
from qanswer.questionnaires.word.words import is_note
from qanswer.questionnaires.wording import HeaderRole, header_role, is_placeholder, is_profile_label, word_count

LABELLED = re.compile(r"\s*([^:\uff1a]{2,80}?)\s*[:\uff1a]")
"""A label in front of what it labels."""
_MAX_LABEL_WORDS = 10
_MAX_PAIR_WORDS = 14
"""A label beside its value is short; longer texts ask, or are no labels at all."""
_MANY = 0.5
_NO_ANSWERS = (HeaderRole.QUESTION, HeaderRole.GUIDANCE, HeaderRole.NUMBER, HeaderRole.SECTION, HeaderRole.BUYER)
"""What a label beside a text announces where other labels of the table announce answers."""


def label_of(cell: CellView) -> str:
    """Give the label that a cell's text begins with, colon included; "" for none."""
    match = LABELLED.match(cell.text)
    return match[0].strip() if match else ""


def is_labelled_lines(rows: Sequence[RowView]) -> bool:
    """Tell whether most rows are a single cell that begins with a short label and a colon."""
    sole = [row.sole for row in rows if row.sole is not None and row.sole.kind is not CellKind.EMPTY]
    labelled = [cell for cell in sole if _begins_with_label(cell)]
    return len(labelled) >= 2 and len(labelled) * 3 >= len(sole) * 2


def _begins_with_label(cell: CellView) -> bool:
    match = LABELLED.match(cell.text)
    return match is not None and word_count(match[1]) <= _MAX_LABEL_WORDS and not is_note(cell.text)


def answered_pairs(rows: Sequence[RowView]) -> frozenset[str]:
    """Find the labels whose answer stands to their right already, in a table of labels and values."""
    pairs, n_free = [], 0
    for row in rows:
        cells = [cell for cell in row.cells if not (cell.is_number and cell is row.cells[0] and len(row.cells) > 2)]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            if label.kind is CellKind.TEXT and value.kind.takes_answer:
                n_free += 1
            elif label.kind is CellKind.TEXT and value.kind is CellKind.TEXT:
                pairs.append((label, value))
    if not pairs:
        return frozenset()
    has_answers = any(_announces(cell, HeaderRole.ANSWER) for row in rows for cell in row.cells[:1])
    pairs = [pair for pair in pairs if not (has_answers and _announces(pair[0], *_NO_ANSWERS))]
    n_labels = sum(_is_pair(label, value) for label, value in pairs)
    if (n_labels + n_free) >= _MANY * (len(pairs) + n_free) and n_labels + n_free > 0:
        return frozenset(label.locator for label, value in pairs if _may_pair(label, value))
    return frozenset()


def _announces(label: CellView, *roles: HeaderRole) -> bool:
    return label.kind is CellKind.TEXT and word_count(label.text) <= 4 and header_role(label.text) in roles


def _is_pair(label: CellView, value: CellView) -> bool:
    if not _may_pair(label, value):
        return False
    is_apart = (label.is_bold, label.cell.fill) != (value.is_bold, value.cell.fill)
    return ends_as_label(label.text) or is_profile_label(label.text) or asks(label.text) or is_apart


def _may_pair(label: CellView, value: CellView) -> bool:
    is_label = asks(label.text) or word_count(label.text) <= _MAX_PAIR_WORDS
    if not value.text or ends_as_label(value.text) or (leading_number(value.text) and leading_number(label.text)):
        return False
    return is_label and not is_note(label.text) and not asks(value.text)


def answer_below(rows: Sequence[RowView], position: int, cell: CellView) -> CellView | None:
    """Find the text that already answers a question above it in the same column of its own."""
    if position + 1 >= len(rows) or not asks(cell.text):
        return None
    below = rows[position + 1].sole
    if below is None or below.kind is not CellKind.TEXT or is_plain_question(below.text):
        return None
    is_apart = (cell.is_bold, cell.cell.fill) != (below.is_bold, below.cell.fill)
    first = below.groups[0].first if below.groups else None
    if first is not None and read_answer_label(first) is not None:
        return None
    is_prose = is_plain_question(cell.text) or _asks_next(rows, position + 2)
    is_prose = is_prose and not (leading_number(below.text) or ends_as_label(below.text) or is_placeholder(below.text))
    return below if is_apart or is_prose or len(rows) == 2 else None


def _asks_next(rows: Sequence[RowView], position: int) -> bool:
    """Tell whether the rows go on with another question, or end."""
    after = rows[position].sole if position < len(rows) else None
    return position >= len(rows) or (after is not None and asks(after.text))


def slots_behind(cell: CellView, *, is_lines: bool) -> list[SlotDraft]:
    """Make the slot behind a label that has the row for itself, with the value that stands there already."""
    last = cell.groups[-1].last if cell.groups else None
    if last is None or is_note(cell.text):
        return []
    is_label = ends_as_label(cell.text) and not (cell.is_bold or cell.cell.fill or asks(cell.text))
    if is_label or (asks(cell.text) and has_free_lines(cell)):
        return [inline_slot(last)]
    first = cell.groups[0].first
    match = LABELLED.match(raw_line(first)) if first is not None and is_lines else None
    if first is None or match is None:
        return []
    value = cell.text.split(match[0].strip(), 1)[-1].strip()
    return [labelled_slot(first, match.end(), SlotRole.TEXT, value)]

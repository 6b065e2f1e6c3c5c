"""Questions with their answers under them in rows that have labels of their own ("Response:", "Comments:"). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qanswer.core.question import AnswerSlot, Question, SlotRole
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.slots import Locate
from qanswer.questionnaires.excel.table_reader import kind_of
from qanswer.questionnaires.matching import leading_number
from qanswer.questionnaires.wording import (
    HeaderRole,
    is_placeholder,
    judge_header,
    question_form,
    question_score,
    word_count,
)

_ROLES = {
    HeaderRole.ANSWER: SlotRole.TEXT,
    HeaderRole.COMMENT: SlotRole.COMMENT,
    HeaderRole.OWNER: SlotRole.OWNER,
}
_LEAST = 2
"""Questions of this kind that make a sheet one of them."""


def read_stacked(grid: Grid, rows: Sequence[int], locate: Locate) -> tuple[tuple[int, Question], ...]:
    """Read questions whose answers stand in labelled rows below, each with its row; none if a sheet is not so."""
    found: list[tuple[int, Question]] = []
    place: tuple[int, int] | None = None
    slots: list[AnswerSlot] = []
    for row in rows:
        slot = _slot(grid, row, locate)
        if slot is not None:
            slots.append(slot)
            continue
        asked = _question_place(grid, row)
        if asked is not None or len(grid.row(row)) == 1:
            found += _finish(grid, place, slots, locate)
            place, slots = asked, []
    found += _finish(grid, place, slots, locate)
    return tuple(found) if len(found) >= _LEAST else ()


def _finish(
    grid: Grid, place: tuple[int, int] | None, slots: Sequence[AnswerSlot], locate: Locate
) -> Iterator[tuple[int, Question]]:
    if place is None or not slots:
        return
    row, column = place
    text, locator = grid.text(row, column).strip(), locate(row, column)
    before = [grid.text(row, other) for other in grid.row(row) if other < column]
    number = leading_number(text) or (before[-1].strip() if before and len(before[-1]) <= 12 else "")
    ranked = sorted(slots, key=lambda slot: slot.role is not SlotRole.TEXT and slot.role is not SlotRole.CHOICE)
    marked = tuple(replace(slot, is_primary=not position) for position, slot in enumerate(ranked))
    form = question_form(text, marked[0].options)
    yield row, Question(locator, locator, text, number, kind=kind_of(text), form=form, slots=marked)


def _question_place(grid: Grid, row: int) -> tuple[int, int] | None:
    """Find the cell of a row that asks something."""
    scored = [(question_score(text), -column) for column, text in grid.row(row).items()]
    score, column = max(scored, default=(0.0, 0))
    return (row, -column) if score >= 0.6 else None


def _slot(grid: Grid, row: int, locate: Locate) -> AnswerSlot | None:
    """Make the slot of a row that holds a label for an answer and nothing more, but for the answer itself."""
    texts = sorted(grid.row(row).items())
    if not 1 <= len(texts) <= 2:
        return None
    column, label = texts[0]
    claim = judge_header(label)
    merge = grid.merge(row, column)
    blank = (merge.right if merge else column) + 1
    is_label = label.rstrip().endswith((":", "\uff1a")) or grid.invites(row, blank)
    if not is_label or word_count(label) > 4 or claim.role not in _ROLES:
        return None
    if grid.is_formula(row, blank) or (len(texts) == 2 and texts[1][0] != blank):
        return None
    validation = grid.validation(row, blank)
    options = validation.options if validation and validation.is_list else ()
    role = SlotRole.CHOICE if options and claim.role is HeaderRole.ANSWER else _ROLES[claim.role]
    value = grid.text(row, blank).strip()
    return AnswerSlot(
        container=grid.title,
        locator=locate(row, blank),
        role=role,
        options=options,
        value="" if is_placeholder(value) else value,
        is_locked=grid.is_locked(row, blank),
    )

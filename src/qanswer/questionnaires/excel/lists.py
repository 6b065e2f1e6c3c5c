"""Questions without a header over them: where they stand and where their answers go. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.column_roles import find_question, plan_columns
from qanswer.questionnaires.excel.columns import read_facts
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.slots import BELOW
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import mentions, normalise, question_score

_PLAIN = 0.75
"""Score of a text that asks plainly: statements do not, they may be anyone's policy."""


def plan_list(grid: Grid, rows: Sequence[int]) -> tuple[ColumnPlan, ...]:
    """Plan the columns of rows without a header; empty when they are no list of questions.

    A plan whose column is `BELOW` says that answers stand under their questions.
    """
    facts = read_facts(grid, None, rows)
    question = find_question(facts)
    if question is None:
        return ()
    plans = plan_columns(facts, is_protected=grid.is_protected)
    has_answers = any(plan.role.is_answer for plan in plans)
    asked = [row for row in rows if question_score(grid.text(row, question.column)) >= _PLAIN]
    if has_answers and (asked or question.mean_score >= 0.5):
        return plans
    n_texts = sum(bool(grid.text(row, question.column)) for row in rows)
    if len(asked) < 2 or len(asked) < 0.4 * n_texts:
        return ()
    return _add_answers(grid, plans, question.column, asked, share=len(asked) / max(n_texts, 1))


def _add_answers(
    grid: Grid, plans: tuple[ColumnPlan, ...], question: int, asked: Sequence[int], *, share: float
) -> tuple[ColumnPlan, ...]:
    """Find where the answers go: into cells that invite one, right of the questions or below; else beside them."""
    votes = Counter(place for row in asked if (place := _find_invited(grid, row, question)) is not None)
    if votes and votes.most_common(1)[0][1] >= 0.5 * len(asked):
        place = votes.most_common(1)[0][0]
        reason = "the box under the question" if place == BELOW else "a box right of the questions"
    else:
        place = _right_of(grid, asked[0], question)
        reason = "the empty column beside the questions"
        is_taken = any(grid.text(row, place) for row in asked)
        if is_taken or len(asked) < 3 or share < 0.6 or mentions(normalise(grid.title), words.NO_FORM):
            return ()
    kept = tuple(plan for plan in plans if plan.column != place)
    return tuple(sorted((*kept, ColumnPlan(place, "", ColumnRole.TEXT, reason)), key=lambda plan: plan.column))


def _find_invited(grid: Grid, row: int, question: int) -> int | None:
    right = _right_of(grid, row, question)
    if not grid.text(row, right) and grid.invites(row, right):
        return right
    under = row + 1
    is_blank = not grid.row(under)
    return BELOW if is_blank and grid.invites(under, question) else None


def _right_of(grid: Grid, row: int, column: int) -> int:
    merge = grid.merge(row, column)
    return (merge.right if merge else column) + 1

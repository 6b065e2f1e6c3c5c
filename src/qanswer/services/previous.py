"""A renewal: last year's answers beside this year's questions; unchanged ones carry over, changed ones are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from qanswer.core.answer import Confidence, DraftAnswer, Route
from qanswer.core.question import Question, Questionnaire
from qanswer.core.sameness import fold_question
from qanswer.services.library_past import PastAnswer, read_past_answers

_REWORDED = 0.6
"""Least likeness of two wordings under one number to be the same question, asked differently this year."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The drafts with last year's answers carried over, and what became of the questions."""

    drafts: tuple[DraftAnswer, ...]
    n_unchanged: int = 0
    n_changed: int = 0
    n_new: int = 0


def carry_over(questionnaire: Questionnaire, drafts: Sequence[DraftAnswer], previous: Path) -> Renewal:
    """Lay last year's answers over this year's drafts.

    An unchanged question keeps its fresh draft where that is ready and says the same; else it takes last year's answer,
    for review: having been said is no proof. A reworded one keeps its fresh draft and shows last year's question and
    answer.

    Raises:
        FileError: last year's file cannot be read.
    """
    past = read_past_answers(previous)
    by_text = {fold_question(answer.question.full_text): answer for answer in past}
    by_number = {answer.question.number: answer for answer in past if answer.question.number}
    carried, counts = [], [0, 0, 0]
    for question, draft in zip(questionnaire.questions, drafts, strict=True):
        same = by_text.get(fold_question(question.full_text))
        other = None if same else _find_reworded(question, by_number.get(question.number))
        counts[0 if same else 1 if other else 2] += 1
        carried.append(_lay_over(draft, same, other, previous.name))
    return Renewal(tuple(carried), *counts)


def _find_reworded(question: Question, past: PastAnswer | None) -> PastAnswer | None:
    if past is None:
        return None
    ratio = SequenceMatcher(None, fold_question(question.full_text), fold_question(past.question.full_text)).ratio()
    return past if ratio >= _REWORDED else None


def _lay_over(draft: DraftAnswer, same: PastAnswer | None, other: PastAnswer | None, name: str) -> DraftAnswer:
    if other is not None:
        note = f'changed since {name}: it asked "{other.question.full_text}", answered {other.verdict}: {other.text}'
        return replace(draft, reasons=(*draft.reasons, note))
    if same is None:
        return draft
    if draft.route is Route.AUTO and draft.verdict is same.verdict:
        return replace(draft, reasons=(*draft.reasons, f"unchanged question, same verdict as in {name}"))
    if draft.is_claimed and draft.verdict is not same.verdict:
        note = f"unchanged question, but {name} said {same.verdict}: {same.text}"
        return replace(
            draft, route=Route.REVIEW, confidence=min(draft.confidence, Confidence.LOW), reasons=(note, *draft.reasons)
        )
    return replace(
        draft,
        verdict=same.verdict,
        text=same.text,
        confidence=Confidence.LOW if not draft.is_claimed else min(draft.confidence, Confidence.MEDIUM),
        route=Route.REVIEW,
        reasons=(f"carried over from {name}: the question is unchanged", *draft.reasons),
    )

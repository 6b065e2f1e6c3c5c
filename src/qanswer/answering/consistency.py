"""A whole file's drafts made to agree: the same question is answered alike, a No closes what depends on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qanswer.answering.ask import parse_ask
from qanswer.answering.match import sign
from qanswer.core.answer import Confidence, DraftAnswer, Route, Verdict
from qanswer.core.question import Question

_IF_NO = re.compile(r"^\W*if (?:no|not)\b|\bif (?:no|not),", re.IGNORECASE)
_CLOSING = (Verdict.NO, Verdict.NA)


def make_consistent(questions: Sequence[Question], drafts: Sequence[DraftAnswer]) -> tuple[DraftAnswer, ...]:
    """Make drafts agree with one another; order and length stay. Linear in the number of questions."""
    alike = _align_duplicates(questions, list(drafts))
    return _close_children(questions, alike)


def _align_duplicates(questions: Sequence[Question], drafts: list[DraftAnswer]) -> list[DraftAnswer]:
    groups: dict[object, list[int]] = defaultdict(list)
    for at, question in enumerate(questions):
        ask = parse_ask(question.full_text)
        if signature := sign(question.full_text):
            groups[signature, ask.form, ask.is_negated].append(at)
    for members in groups.values():
        leader = max(members, key=lambda at: (drafts[at].is_claimed, drafts[at].confidence, -at))
        for at in members:
            if not _says_the_same(drafts[at], drafts[leader]):
                drafts[at] = _copy_answer(drafts[leader], drafts[at], questions[leader])
    return drafts


def _says_the_same(one: DraftAnswer, other: DraftAnswer) -> bool:
    return one.verdict is other.verdict and one.text == other.text


def _copy_answer(source: DraftAnswer, target: DraftAnswer, asked: Question) -> DraftAnswer:
    reason = f"answered like {asked.number or asked.locator or asked.id}, which asks the same"
    return replace(
        source,
        question_id=target.question_id,
        question=target.question,
        reasons=(*source.reasons, reason),
    )


def _close_children(questions: Sequence[Question], drafts: list[DraftAnswer]) -> tuple[DraftAnswer, ...]:
    by_id = {draft.question_id: draft for draft in drafts}
    closed = []
    for question, draft in zip(questions, drafts, strict=True):
        parent = by_id.get(question.parent_id) if question.parent_id else None
        closed.append(_close_child(question, draft, parent) if parent is not None else draft)
    return tuple(closed)


def _close_child(question: Question, draft: DraftAnswer, parent: DraftAnswer) -> DraftAnswer:
    if _IF_NO.search(question.full_text):
        return draft
    if parent.verdict in _CLOSING:
        return replace(
            draft,
            verdict=Verdict.NA,
            text="Not applicable: the question before it is answered No.",
            confidence=parent.confidence,
            route=parent.route,
            reasons=("the question that it depends on is answered No",),
            evidence=parent.evidence,
            prior=parent.prior,
        )
    if not parent.is_claimed:
        return replace(
            draft,
            confidence=min(draft.confidence, Confidence.MEDIUM),
            route=Route.REVIEW if draft.is_claimed else Route.BLANK,
            reasons=(*draft.reasons, "the question that it depends on is not answered"),
        )
    return draft

"""Approved answers before passages: the same question asked again gets the answer that a person approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qanswer.answering.ask import parse_ask
from qanswer.answering.match import find_block
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import ApprovedAnswer, Confidence, DraftAnswer, Evidence, Match, Route, Stance
from qanswer.core.question import Question

# From here on two questions differ in form words only.
_NEARLY_EQUAL = 0.85


def reuse(question: Question, matches: Sequence[Match], rules: AnsweringRules, today: date) -> DraftAnswer | None:
    """Reuse the nearest approved answer to the same question; None when there is none that may serve."""
    for match in matches:
        if match.score < rules.bank_match:
            return None
        if is_servable(question.full_text, match.answer):
            return _make_draft(question, match, rules, today)
    return None


def is_servable(question: str, answer: ApprovedAnswer) -> bool:
    """Tell whether any wording of an approved answer's question asks the same."""
    return any(not find_block(question, wording) for wording in (answer.question_text, *answer.alternates))


def _make_draft(question: Question, match: Match, rules: AnsweringRules, today: date) -> DraftAnswer:
    answer = match.answer
    confidence = Confidence.HIGH if match.score >= _NEARLY_EQUAL else Confidence.MEDIUM
    reasons = ["an approved answer to the same question"]
    for cap, is_so, reason in (
        (
            Confidence.LOW,
            bool(answer.review_by and answer.review_by < today),
            f"its review was due on {answer.review_by}",
        ),
        (Confidence.LOW, is_out_of_scope(answer, rules), f"it was approved for {', '.join(answer.scope)}"),
        (Confidence.LOW, parse_ask(question.full_text).is_for_person, "a person always decides on this topic"),
        (Confidence.MEDIUM, match.score < _NEARLY_EQUAL, "the question is worded differently"),
    ):
        if is_so:
            confidence = min(confidence, cap)
            reasons.append(reason)
    return DraftAnswer(
        question_id=question.id,
        question=question.full_text,
        verdict=answer.verdict,
        text=answer.text,
        confidence=confidence,
        route=Route.AUTO if confidence is Confidence.HIGH else Route.REVIEW,
        reasons=tuple(reasons),
        evidence=tuple(Evidence(citation, Stance.SUPPORTS, round(match.score, 4)) for citation in answer.citations),
        prior=match,
    )


def is_out_of_scope(answer: ApprovedAnswer, rules: AnsweringRules) -> bool:
    """Tell whether an answer was approved for another product or region than this workspace answers for."""
    return bool(rules.scope and answer.scope) and set(rules.scope).isdisjoint(answer.scope)

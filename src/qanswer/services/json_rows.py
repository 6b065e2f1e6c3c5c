"""The JSON that CONTRACT promises, made of the program's own values."""

from __future__ import annotations

from typing import TypedDict

from qanswer.core.answer import DraftAnswer, Evidence
from qanswer.core.errors import Problem
from qanswer.core.question import AnswerSlot, Question, Questionnaire


class CitationRow(TypedDict):
    """One cited sentence."""

    source: str
    section: str
    locator: str
    quote: str
    score: float


class PriorRow(TypedDict):
    """The approved answer that was reused."""

    id: str
    score: float


class AnswerRow(TypedDict):
    """One drafted answer."""

    id: str
    question: str
    verdict: str
    text: str
    confidence: str
    route: str
    reasons: list[str]
    citations: list[CitationRow]
    prior: PriorRow | None


def answer_row(draft: DraftAnswer) -> AnswerRow:
    """Make a row of `ask --json` and of the answers in `answer --json`."""
    return AnswerRow(
        id=draft.question_id,
        question=draft.question,
        verdict=draft.verdict.value,
        text=draft.text,
        confidence=draft.confidence.label,
        route=draft.route.value,
        reasons=list(draft.reasons),
        citations=[_citation_row(evidence) for evidence in draft.evidence],
        prior=PriorRow(id=draft.prior.answer.id, score=round(draft.prior.score, 4)) if draft.prior else None,
    )


def _citation_row(evidence: Evidence) -> CitationRow:
    citation = evidence.citation
    return CitationRow(
        source=citation.source_id,
        section=citation.section,
        locator=citation.locator,
        quote=citation.quote,
        score=round(evidence.score, 4),
    )


def questionnaire_object(questionnaire: Questionnaire) -> dict[str, object]:
    """Make the object of `inspect --json`."""
    return {
        "file": questionnaire.path,
        "format": questionnaire.format,
        "sha256": questionnaire.sha256,
        "questions": [_question_row(question) for question in questionnaire.questions],
        "skipped": [
            {"locator": skipped.locator, "text": skipped.text, "reason": skipped.reason}
            for skipped in questionnaire.skipped
        ],
        "problems": [problem_row(problem) for problem in questionnaire.problems],
    }


def _question_row(question: Question) -> dict[str, object]:
    row: dict[str, object] = {
        "locator": question.locator,
        "id": question.number,
        "section": question.section,
        "text": question.text,
        "kind": question.kind.value,
        "form": question.form.value,
        "answers": [_slot_row(slot) for slot in question.slots],
    }
    links = {"stem": question.stem, "parent": question.parent_id, "continues": question.continues_id}
    return row | {name: value for name, value in links.items() if value}


def _slot_row(slot: AnswerSlot) -> dict[str, object]:
    row: dict[str, object] = {
        "locator": slot.locator,
        "role": slot.role.value,
        "options": list(slot.options),
        "primary": slot.is_primary,
    }
    if slot.labels:
        row["labels"] = list(slot.labels)
    if slot.value:
        row["value"] = slot.value
    if slot.is_locked:
        row["locked"] = True
    return row


def problem_row(problem: Problem) -> dict[str, str]:
    """Make the row of a finding."""
    return {"where": problem.where, "message": problem.message}

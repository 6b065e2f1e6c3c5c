"""The way back of an interview sheet: each answer goes to every question of an open job that waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Confidence, Match, Route
from qanswer.core.job import JobItem
from qanswer.core.review import Decision, Judgement, ReviewState
from qanswer.core.sameness import fold_question
from qanswer.services.library_table import ImportedRow
from qanswer.store.store import Store

SEPARATOR = " :: "
"""Between a job's id and a question's id in the column `waits_for`."""


def answer_waiting(rows: Iterable[ImportedRow], store: Store) -> int:
    """Answer the questions that rows name; give how many were answered.

    A row with an approver decides its questions; any other becomes their draft. What people decided meanwhile stays.
    """
    named = [(row.answer, place) for row in rows for place in row.waits_for]
    if not named:
        return 0
    entries = {fold_question(entry.question_text): entry for entry in store.answers.list()}
    items: dict[str, dict[str, JobItem]] = {}
    n_filled = 0
    for answer, place in named:
        job, _, question = place.partition(SEPARATOR)
        if job not in items:
            items[job] = {item.question.id: item for item in store.jobs.items(job)}
        item = items[job].get(question)
        entry = entries.get(fold_question(answer.question_text))
        if item is not None and entry is not None and _is_waiting(item):
            _fill(answer, store.answers.get(entry.id), item, store)
            n_filled += 1
    return n_filled


def _is_waiting(item: JobItem) -> bool:
    return not item.is_claimed or item.standing.state in {ReviewState.REJECTED, ReviewState.ESCALATED}


def _fill(answer: ApprovedAnswer, entry: ApprovedAnswer, item: JobItem, store: Store) -> None:
    """Lay the answer in as the draft, take a rejection or hand-over back, and approve it where somebody has."""
    draft = replace(
        item.draft,
        verdict=answer.verdict,
        text=answer.text,
        confidence=Confidence.MEDIUM,
        route=Route.REVIEW,
        reasons=(f"answered by {answer.owner or 'an owner'} in {answer.provenance}",),
        prior=Match(entry, 1.0),
    )
    store.jobs.redraft(item, draft)
    wish = Judgement(item.job, item.question.id, item.revision + 1, Decision.UNDO, "answered in an interview sheet")
    while item.standing.reviews:
        item = store.reviews.decide(wish)
        wish = replace(wish, revision=item.revision)
    if answer.status is AnswerStatus.APPROVED:
        reason = f"interview: approved by {answer.approved_by}"
        store.reviews.decide(replace(wish, decision=Decision.APPROVE, reason=reason))


def name_places(items: Sequence[JobItem]) -> tuple[str, ...]:
    """Name the questions that an answer is for, for the column `waits_for`."""
    return tuple(f"{item.job}{SEPARATOR}{item.question.id}" for item in items)

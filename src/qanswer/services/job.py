"""Jobs: each answered questionnaire is recorded, with its file, its drafts, and what people decide on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qanswer.core.answer import Confidence, DraftAnswer, Route, Verdict
from qanswer.core.job import Job, JobItem
from qanswer.core.question import Questionnaire
from qanswer.core.review import ReviewState, Standing
from qanswer.core.scope import Occasion
from qanswer.ooxml.source import read_source
from qanswer.services.desk import Desk
from qanswer.store.jobs import NewItem
from qanswer.store.store import Store

_UNSAFE = re.compile(r"[^\w.-]+")


def make_job_id(questionnaire: Questionnaire, buyer: str = "") -> str:
    """Name the job of a file and a buyer: the same file answered again for the same buyer is the same job."""
    parts = (Path(questionnaire.path).stem, buyer, questionnaire.sha256[:8])
    return "-".join(_UNSAFE.sub("-", part).strip("-") for part in parts if part)


def record_job(questionnaire: Questionnaire, drafts: Sequence[DraftAnswer], desk: Desk, occasion: Occasion) -> Job:
    """Record a questionnaire with its drafts; decisions that people made on it before stay.

    Raises:
        FileError: the buyer's file is gone.
        StoreError: the store cannot be written, or the author's role does not allow it.
    """
    store = desk.store
    assert store is not None
    job = Job(
        id=make_job_id(questionnaire, occasion.buyer),
        file=Path(questionnaire.path).name,
        title=questionnaire.title,
        sha256=questionnaire.sha256,
        occasion=occasion,
        recorded_by=store.author,
        recorded_at=datetime.now(UTC),
        path=str(Path(questionnaire.path).resolve()),
        n_questions=len(questionnaire.questions),
    )
    pairs = zip(questionnaire.questions, drafts, strict=True)
    items = tuple(
        NewItem(question, draft, desk.find_owner(question) if draft.route is not Route.AUTO else "")
        for question, draft in pairs
    )
    store.jobs.record(job, items, read_source(Path(questionnaire.path)))
    return job


def find_decided(store: Store | None, job_id: str) -> tuple[JobItem, ...]:
    """Give the questions of a job on which people have decided; none when it was never recorded."""
    items = store.jobs.items(job_id) if store else ()
    return tuple(item for item in items if item.standing.reviews)


def find_approved(items: Iterable[JobItem]) -> frozenset[str]:
    """Give the ids of the questions whose answer a person approved."""
    return frozenset(item.question.id for item in items if item.standing.state is ReviewState.APPROVED)


def apply_decisions(drafts: Iterable[DraftAnswer], items: Iterable[JobItem]) -> tuple[DraftAnswer, ...]:
    """Lay what people decided over the drafts: an approved answer is ready, a rejected one is blank."""
    standings = {item.question.id: item.standing for item in items}
    return tuple(apply_standing(draft, standings.get(draft.question_id)) for draft in drafts)


def apply_standing(draft: DraftAnswer, standing: Standing | None) -> DraftAnswer:
    """Give the draft as the last decision leaves it."""
    if standing is None or standing.last is None:
        return draft
    reason = describe_standing(standing)
    if standing.state is ReviewState.REJECTED or standing.verdict is Verdict.UNANSWERABLE:
        return replace(
            draft,
            verdict=Verdict.UNANSWERABLE,
            text="",
            confidence=Confidence.NONE,
            route=Route.BLANK,
            reasons=(reason,),
            evidence=(),
            prior=None,
        )
    is_approved = standing.state is ReviewState.APPROVED
    return replace(
        draft,
        verdict=standing.verdict,
        text=standing.text,
        confidence=Confidence.HIGH if is_approved else min(draft.confidence, Confidence.MEDIUM),
        route=Route.AUTO if is_approved else Route.REVIEW,
        reasons=(reason,) if is_approved else (reason, *draft.reasons),
    )


def describe_standing(standing: Standing) -> str:
    """Say who decided what, when and why."""
    last = standing.last
    if last is None:
        return "waits for review"
    words = {
        ReviewState.APPROVED: "approved by",
        ReviewState.EDITED: "waits for somebody else's approval; edited by",
        ReviewState.REJECTED: "rejected by",
        ReviewState.ESCALATED: f"handed to {last.escalated_to or 'an owner'} by",
        ReviewState.WAITING: "waits; last seen by",
    }[standing.state]
    signed = last.provenance
    said = f"{words} {signed.author} on {signed.at:%Y-%m-%d}"
    return f"{said}: {signed.reason}" if signed.reason else said

"""Reading jobs' questions and the review log within a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.job import JobItem
from qanswer.core.question import Question
from qanswer.core.review import Decision, Provenance, Review, stand
from qanswer.store.session import Session
from qanswer.store.values import parse_value

if TYPE_CHECKING:
    from sqlalchemy import Connection


def load_items(connection: Connection, session: Session, job_id: str, question_id: str = "") -> tuple[JobItem, ...]:
    """Load a job's items, or the one of a question."""
    from sqlalchemy import select

    from qanswer.store.schema import DRAFTS

    query = select(DRAFTS).where(DRAFTS.c.job_id == job_id).order_by(DRAFTS.c.position)
    if question_id:
        query = query.where(DRAFTS.c.question_id == question_id)
    by_question: dict[str, list[Review]] = {}
    for review in load_reviews(connection, job_id, question_id):
        by_question.setdefault(review.draft.question_id, []).append(review)
    rows = connection.execute(query).all()
    return tuple(_parse_item(row, by_question.get(row.question_id, ()), session) for row in rows)


def _parse_item(row: Any, reviews: Iterable[Review], session: Session) -> JobItem:
    draft = parse_value(DraftAnswer, row.draft)
    return JobItem(
        job=row.job_id,
        question=parse_value(Question, row.question),
        draft=draft,
        owner=row.owner,
        revision=row.revision,
        standing=stand(draft, reviews, four_eyes=session.four_eyes),
    )


def load_reviews(
    connection: Connection, job_id: str = "", question_id: str = "", *, answer_id: str = ""
) -> tuple[Review, ...]:
    """Load reviews in the order of the log, narrowed by whatever is given."""
    from sqlalchemy import select

    from qanswer.store.schema import REVIEWS

    query = select(REVIEWS).order_by(REVIEWS.c.id)
    for column, value in (("job_id", job_id), ("question_id", question_id), ("answer_id", answer_id)):
        if value:
            query = query.where(REVIEWS.c[column] == value)
    return tuple(_parse_row(row) for row in connection.execute(query).all())


def _parse_row(row: Any) -> Review:
    return Review(
        draft=parse_value(DraftAnswer, row.draft),
        decision=Decision(row.decision),
        verdict=Verdict(row.verdict),
        text=row.text,
        provenance=Provenance(row.author, datetime.fromisoformat(row.at), row.reason),
        job=row.job_id,
        id=row.id,
        escalated_to=row.escalated_to,
        answer_id=row.answer_id,
        answer_version=row.answer_version,
    )

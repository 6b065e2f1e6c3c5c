"""Sent answers: what went to whom, when, approved by whom, resting on which passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qanswer.core.answer import Verdict
from qanswer.core.job import SentAnswer, SentCitation
from qanswer.core.review import Role
from qanswer.store.session import Session
from qanswer.store.values import dump_all, parse_all


@dataclass(frozen=True, slots=True)
class SentBook:
    """The sent answers of one store; appended, never changed."""

    session: Session

    def record(self, job_id: str, answers: Sequence[SentAnswer]) -> None:
        """Record the answers of a final file and close its job, all or none.

        Raises:
            RefusedError: the author's role does not allow it.
        """
        from qanswer.store.schema import JOBS, SENT_ANSWERS

        with self.session.database.writing() as connection:
            self.session.require(connection, Role.REVIEWER, "write a final file")
            if answers:
                connection.execute(SENT_ANSWERS.insert(), [_make_row(answer) for answer in answers])
            closed = self.session.clock().isoformat()
            connection.execute(JOBS.update().where(JOBS.c.id == job_id).values(closed_at=closed))

    def list(self, job_id: str = "") -> tuple[SentAnswer, ...]:
        """Give sent answers, oldest first; those of one job or all."""
        from sqlalchemy import select

        from qanswer.store.schema import SENT_ANSWERS

        query = select(SENT_ANSWERS).order_by(SENT_ANSWERS.c.id)
        if job_id:
            query = query.where(SENT_ANSWERS.c.job_id == job_id)
        with self.session.database.reading() as connection:
            return tuple(_parse_row(row) for row in connection.execute(query).all())


def _make_row(answer: SentAnswer) -> dict[str, Any]:
    return {
        "job_id": answer.job,
        "question_id": answer.question_id,
        "question": answer.question,
        "buyer": answer.buyer,
        "sent_at": answer.sent_at.isoformat(),
        "sent_by": answer.sent_by,
        "verdict": answer.verdict.value,
        "text": answer.text,
        "approved_by": answer.approved_by,
        "file_sha256": answer.file_sha256,
        "answer_id": answer.answer_id,
        "answer_version": answer.answer_version,
        "citations": dump_all(answer.citations),
    }


def _parse_row(row: Any) -> SentAnswer:
    return SentAnswer(
        job=row.job_id,
        question_id=row.question_id,
        question=row.question,
        buyer=row.buyer,
        sent_at=datetime.fromisoformat(row.sent_at),
        sent_by=row.sent_by,
        verdict=Verdict(row.verdict),
        text=row.text,
        approved_by=row.approved_by,
        file_sha256=row.file_sha256,
        answer_id=row.answer_id,
        answer_version=row.answer_version,
        citations=parse_all(SentCitation, row.citations),
    )

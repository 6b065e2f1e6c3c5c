"""Jobs: a buyer's file, its questions, their drafts, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qanswer.core.answer import DraftAnswer
from qanswer.core.errors import ConflictError, NotFoundError
from qanswer.core.job import Job, JobItem
from qanswer.core.question import Question
from qanswer.core.review import Role
from qanswer.core.scope import Occasion
from qanswer.store.reading import load_items
from qanswer.store.session import Session
from qanswer.store.values import dump_value

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class NewItem:
    """A question with its draft, to be recorded."""

    question: Question
    draft: DraftAnswer
    owner: str = ""


@dataclass(frozen=True, slots=True)
class JobBook:
    """The jobs of one store."""

    session: Session

    def record(self, job: Job, items: Sequence[NewItem], content: bytes | None = None) -> None:
        """Record a job, or record it afresh: decisions stay, a draft that changed counts as a new revision.

        `content` is the buyer's file, so that it can be filled again wherever the store is reached.

        Raises:
            RefusedError: the author's role does not allow it.
        """
        from qanswer.store.schema import FILES

        with self.session.database.writing() as connection:
            self.session.require(connection, Role.DRAFTER, "record a job")
            if content is not None and not _has(connection, FILES.c.sha256, job.sha256):
                connection.execute(FILES.insert().values(sha256=job.sha256, name=job.file, content=content))
            _put_job(connection, job)
            _put_drafts(connection, job.id, items)

    def get(self, job_id: str) -> Job:
        """Get a job by its id, or by the beginning of it where only one begins so.

        Raises:
            NotFoundError: there is none, or more than one.
        """
        found = [job for job in self.list() if job.id.startswith(job_id)]
        exact = [job for job in found if job.id == job_id]
        if len(exact or found) == 1:
            return (exact or found)[0]
        message = f"there is no job {job_id!r}"
        if found:
            message = f"{job_id!r} begins the names of several jobs: {', '.join(job.id for job in found[:5])}"
        raise NotFoundError(message)

    def list(self, *, open_only: bool = False) -> tuple[Job, ...]:
        """Give the jobs, the newest first."""
        from sqlalchemy import func, select

        from qanswer.store.schema import DRAFTS, JOBS

        counted = (
            select(DRAFTS.c.job_id, func.count().label("n_questions")).group_by(DRAFTS.c.job_id).subquery("counted")
        )
        query = (
            select(JOBS, counted.c.n_questions)
            .outerjoin(counted, counted.c.job_id == JOBS.c.id)
            .order_by(JOBS.c.recorded_at.desc(), JOBS.c.id)
        )
        if open_only:
            query = query.where(JOBS.c.closed_at == "")
        with self.session.database.reading() as connection:
            return tuple(_parse_job(row) for row in connection.execute(query).all())

    def items(self, job_id: str) -> tuple[JobItem, ...]:
        """Give the questions of a job in their order, each with where it stands."""
        with self.session.database.reading() as connection:
            return load_items(connection, self.session, job_id)

    def list_reused(self) -> frozenset[str]:
        """Give the ids of the library entries that any draft reuses or any sent answer rests on."""
        from sqlalchemy import select, union

        from qanswer.store.schema import DRAFTS, SENT_ANSWERS

        query = union(select(DRAFTS.c.answer_id), select(SENT_ANSWERS.c.answer_id))
        with self.session.database.reading() as connection:
            return frozenset(row[0] for row in connection.execute(query).all() if row[0])

    def get_file(self, sha256: str) -> bytes:
        """Get a buyer's file by its hash.

        Raises:
            NotFoundError: it is not kept.
        """
        from sqlalchemy import select

        from qanswer.store.schema import FILES

        with self.session.database.reading() as connection:
            content = connection.execute(select(FILES.c.content).where(FILES.c.sha256 == sha256)).scalar()
        if content is None:
            message = f"the buyer's file with sha256 {sha256[:12]}… is not kept in the store"
            raise NotFoundError(message)
        return bytes(content)

    def redraft(self, item: JobItem, draft: DraftAnswer) -> None:
        """Put another draft in the place of an item's; its decisions stay in the log.

        Raises:
            ConflictError: the question has changed since the item was read.
        """
        from qanswer.store.schema import DRAFTS

        is_it = (DRAFTS.c.job_id == item.job) & (DRAFTS.c.question_id == item.question.id)
        values = {**_draft_values(draft), "revision": item.revision + 1}
        with self.session.database.writing() as connection:
            self.session.require(connection, Role.DRAFTER, "change a draft")
            changed = connection.execute(
                DRAFTS.update().where(is_it & (DRAFTS.c.revision == item.revision)).values(**values)
            )
            if changed.rowcount != 1:
                raise ConflictError


def _parse_job(row: Any) -> Job:
    return Job(
        id=row.id,
        file=row.file,
        title=row.title,
        sha256=row.sha256,
        occasion=Occasion(row.product, row.region, row.buyer),
        recorded_by=row.recorded_by,
        recorded_at=datetime.fromisoformat(row.recorded_at),
        path=row.path,
        closed_at=datetime.fromisoformat(row.closed_at) if row.closed_at else None,
        n_questions=row.n_questions or 0,
    )


def _has(connection: Connection, column: Any, value: str) -> bool:
    from sqlalchemy import select

    return connection.execute(select(column).where(column == value)).first() is not None


def _put_job(connection: Connection, job: Job) -> None:
    from qanswer.store.schema import JOBS

    values = {
        "file": job.file,
        "title": job.title,
        "path": job.path,
        "sha256": job.sha256,
        "product": job.occasion.product,
        "region": job.occasion.region,
        "buyer": job.occasion.buyer,
        "recorded_by": job.recorded_by,
        "recorded_at": job.recorded_at.isoformat(),
        "closed_at": job.closed_at.isoformat() if job.closed_at else "",
    }
    if _has(connection, JOBS.c.id, job.id):
        connection.execute(JOBS.update().where(JOBS.c.id == job.id).values(**values))
    else:
        connection.execute(JOBS.insert().values(id=job.id, **values))


def _put_drafts(connection: Connection, job_id: str, items: Sequence[NewItem]) -> None:
    from sqlalchemy import select

    from qanswer.store.schema import DRAFTS

    query = select(DRAFTS.c.question_id, DRAFTS.c.draft, DRAFTS.c.revision).where(DRAFTS.c.job_id == job_id)
    known = {row.question_id: (row.draft, row.revision) for row in connection.execute(query).all()}
    fresh = []
    for position, item in enumerate(items):
        values = {
            **_draft_values(item.draft),
            "position": position,
            "question": dump_value(item.question),
            "owner": item.owner,
        }
        if item.question.id not in known:
            fresh.append({"job_id": job_id, "question_id": item.question.id, "revision": 1, **values})
            continue
        draft, revision = known[item.question.id]
        values["revision"] = revision + (draft != values["draft"])
        is_it = (DRAFTS.c.job_id == job_id) & (DRAFTS.c.question_id == item.question.id)
        connection.execute(DRAFTS.update().where(is_it).values(**values))
    if fresh:
        connection.execute(DRAFTS.insert(), fresh)


def _draft_values(draft: DraftAnswer) -> dict[str, Any]:
    return {"draft": dump_value(draft), "answer_id": draft.prior.answer.id if draft.prior else ""}

"""The review log: decisions are appended under a lock, linked to a chain, and carried into the library at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qanswer.core.answer import Verdict
from qanswer.core.errors import ConflictError, NotFoundError, Problem, RefusedError
from qanswer.core.job import JobItem
from qanswer.core.review import Decision, Judgement, Review, Role, find_editor
from qanswer.store.chain import find_broken_link, hash_row
from qanswer.store.promote import Promotion, promote, take_back
from qanswer.store.reading import load_items, load_reviews
from qanswer.store.session import Session
from qanswer.store.values import dump_value

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ROLES = {Decision.EDIT: Role.DRAFTER, Decision.ESCALATE: Role.DRAFTER}


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """The reviews of one store."""

    session: Session

    def decide(self, judgement: Judgement) -> JobItem:
        """Store a decision, with what it makes of the library entry, and give the question as it stands then.

        Raises:
            ConflictError: the draft was changed or decided since the revision that was judged; says by whom and when.
            RefusedError: role or four eyes forbid it.
            NotFoundError: there is no such question.
        """
        with self.session.database.writing() as connection:
            self.session.require(
                connection, _ROLES.get(judgement.decision, Role.REVIEWER), f"{judgement.decision} an answer"
            )
            length, head = _lock_chain(connection)
            items = load_items(connection, self.session, judgement.job, judgement.question_id)
            if not items:
                message = f"job {judgement.job} has no question {judgement.question_id}"
                raise NotFoundError(message)
            _check(items[0], judgement, self.session)
            _append(connection, self.session, (items[0], judgement), (length, head))
            return load_items(connection, self.session, judgement.job, judgement.question_id)[0]

    def list(self, job_id: str = "", question_id: str = "") -> tuple[Review, ...]:
        """Give reviews in the order of the log: all, a job's, or one question's."""
        with self.session.database.reading() as connection:
            return load_reviews(connection, job_id, question_id)

    def list_by_answer(self, answer_id: str) -> tuple[Review, ...]:
        """Give the reviews that made or changed a library entry."""
        with self.session.database.reading() as connection:
            return load_reviews(connection, answer_id=answer_id)

    def count(self) -> int:
        """Count the reviews."""
        from sqlalchemy import func, select

        from qanswer.store.schema import REVIEWS

        with self.session.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(REVIEWS)).scalar_one())

    def verify(self) -> Problem | None:
        """Check the whole chain; give the first broken link, None when it is whole."""
        from sqlalchemy import select

        from qanswer.store.schema import CHAIN, REVIEWS

        with self.session.database.reading() as connection:
            head = connection.execute(select(CHAIN)).one_or_none()
            rows = connection.execute(select(REVIEWS).order_by(REVIEWS.c.id)).mappings()
            if head is None:
                return Problem("the log", "has lost the note of its length")
            return find_broken_link(rows, head.length, head.hash)  # type: ignore[arg-type]  # keyed by column names


def _lock_chain(connection: Connection) -> tuple[int, str]:
    """Take the one row that every append changes: appends follow one another, on both databases."""
    from sqlalchemy import select

    from qanswer.store.schema import CHAIN

    row = connection.execute(select(CHAIN).where(CHAIN.c.name == "reviews").with_for_update()).one()
    return row.length, row.hash


def _check(item: JobItem, judgement: Judgement, session: Session) -> None:
    if item.revision != judgement.revision:
        raise ConflictError(_describe_conflict(item))
    if judgement.decision is Decision.UNDO and not item.standing.reviews:
        message = "there is no decision to undo"
        raise RefusedError(message, hint="Decide the question first.")
    if judgement.decision is Decision.APPROVE:
        if not item.is_claimed:
            message = f"question {item.question.number or item.question.id} has no answer to approve"
            raise RefusedError(message, hint="Edit it to write one, or escalate it to an owner.")
        if session.four_eyes and find_editor(item.standing).casefold() == session.author.casefold():
            message = f"four eyes: {session.author} wrote this answer, somebody else must approve it"
            raise RefusedError(message)


def _describe_conflict(item: JobItem) -> str:
    name = item.question.number or item.question.id
    last = item.standing.last
    if last is None:
        return f"question {name} was drafted anew or its decision undone since you opened it; nothing was stored"
    when = f"{last.provenance.at:%Y-%m-%d %H:%M} UTC"
    return (
        f"question {name} was decided meanwhile: {last.decision} by {last.provenance.author} on {when}; "
        "your decision was not stored"
    )


def _append(
    connection: Connection, session: Session, decided: tuple[JobItem, Judgement], chain: tuple[int, str]
) -> None:
    from sqlalchemy import insert, update

    from qanswer.store.schema import CHAIN, DRAFTS, REVIEWS

    item, judgement = decided
    row = _make_row(connection, session, item, judgement)
    row |= {"id": chain[0] + 1, "previous_hash": chain[1]}
    row["hash"] = hash_row(row)
    connection.execute(insert(REVIEWS).values(**row))
    connection.execute(update(CHAIN).where(CHAIN.c.name == "reviews").values(length=row["id"], hash=row["hash"]))
    is_it = (DRAFTS.c.job_id == item.job) & (DRAFTS.c.question_id == item.question.id)
    connection.execute(update(DRAFTS).where(is_it).values(revision=item.revision + 1))


def _make_row(connection: Connection, session: Session, item: JobItem, judgement: Judgement) -> dict[str, Any]:
    signed = session.sign(judgement.reason)
    verdict, text = item.standing.verdict, item.standing.text
    if judgement.decision is Decision.EDIT:
        verdict, text = judgement.verdict or verdict, judgement.text
    promotion = _carry(connection, session, (item, judgement), (verdict, text))
    return {
        "job_id": item.job,
        "question_id": item.question.id,
        "decision": judgement.decision.value,
        "verdict": verdict.value,
        "text": text,
        "author": signed.author,
        "at": signed.at.isoformat(),
        "reason": signed.reason,
        "escalated_to": judgement.escalated_to,
        "answer_id": promotion.answer_id,
        "answer_version": promotion.made_version,
        "draft": dump_value(item.draft),
    }


def _carry(
    connection: Connection, session: Session, decided: tuple[JobItem, Judgement], answer: tuple[Verdict, str]
) -> Promotion:
    """Carry a decision into the library: an approval makes or renews an entry, anything after it takes that back."""
    item, judgement = decided
    last = item.standing.last
    if judgement.decision in {Decision.UNDO, Decision.REJECT, Decision.ESCALATE} and last is not None:
        return take_back(connection, session, last)
    is_approval = judgement.decision is Decision.APPROVE or (
        judgement.decision is Decision.EDIT and not session.four_eyes
    )
    return promote(connection, session, decided, answer) if is_approval else Promotion()

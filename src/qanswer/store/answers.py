"""Library entries: approved answers and those that await approval, each with all its versions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import ConflictError, NotFoundError
from qanswer.core.passage import Citation, Classification
from qanswer.core.review import AnswerVersion, Provenance, Role
from qanswer.core.sameness import fold_question
from qanswer.store.session import Session
from qanswer.store.values import dump_all, dump_value, parse_all, parse_value

if TYPE_CHECKING:
    from sqlalchemy import Connection


def make_answer_id() -> str:
    """Name a new entry: short enough to type, long enough never to meet another."""
    return f"a-{secrets.token_hex(5)}"


@dataclass(frozen=True, slots=True)
class AnswerShelf:
    """The library of one store."""

    session: Session

    def add(self, answers: Sequence[ApprovedAnswer], reason: str = "") -> tuple[ApprovedAnswer, ...]:
        """Add entries as first versions, all or none; one without an id is given one.

        Raises:
            RefusedError: the author's role does not allow it.
            StoreError: the database failed, or an id is taken.
        """
        named = tuple(replace(answer, id=answer.id or make_answer_id(), version=1) for answer in answers)
        with self.session.database.writing() as connection:
            self._require(connection, named)
            insert_answers(connection, named, self.session.sign(reason))
        return named

    def revise(self, answer: ApprovedAnswer, reason: str = "") -> ApprovedAnswer:
        """Store a changed entry as its next version; `answer.version` is the version that was changed.

        Raises:
            ConflictError: the entry has been changed since that version.
            NotFoundError: there is no such entry.
        """
        return self.revise_all([answer], reason)[0]

    def revise_all(self, answers: Iterable[ApprovedAnswer], reason: str = "") -> tuple[ApprovedAnswer, ...]:
        """Do as `revise` for several entries, all or none."""
        changed = tuple(answers)
        signed = self.session.sign(reason)
        with self.session.database.writing() as connection:
            self._require(connection, changed)
            return tuple(update_answer(connection, answer, signed) for answer in changed)

    def retire(self, answer_id: str, reason: str = "") -> ApprovedAnswer:
        """Take an entry out of use; its history stays."""
        answer = self.get(answer_id)
        with self.session.database.writing() as connection:
            self.session.require(connection, Role.REVIEWER, "retire an answer")
            retired = replace(answer, status=AnswerStatus.RETIRED)
            return update_answer(connection, retired, self.session.sign(reason))

    def get(self, answer_id: str) -> ApprovedAnswer:
        """Get an entry by its id.

        Raises:
            NotFoundError: there is none.
        """
        with self.session.database.reading() as connection:
            return get_answer(connection, answer_id)

    def list(self, *statuses: AnswerStatus) -> tuple[ApprovedAnswer, ...]:
        """Give the entries of these statuses, of all without any, in the order of their questions."""
        from sqlalchemy import select

        from qanswer.store.schema import ANSWERS

        query = select(ANSWERS).order_by(ANSWERS.c.question, ANSWERS.c.id)
        if statuses:
            query = query.where(ANSWERS.c.status.in_([status.value for status in statuses]))
        with self.session.database.reading() as connection:
            return tuple(_parse_row(row) for row in connection.execute(query).all())

    def history(self, answer_id: str) -> tuple[AnswerVersion, ...]:
        """Give every version of an entry, oldest first.

        Raises:
            NotFoundError: there is no such entry.
        """
        from sqlalchemy import select

        from qanswer.store.schema import ANSWER_VERSIONS as VERSIONS

        query = select(VERSIONS).where(VERSIONS.c.answer_id == answer_id).order_by(VERSIONS.c.version)
        with self.session.database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            raise _not_found(answer_id)
        return tuple(
            AnswerVersion(
                parse_value(ApprovedAnswer, row.content),
                Provenance(row.author, datetime.fromisoformat(row.at), row.reason),
            )
            for row in rows
        )

    def _require(self, connection: Connection, answers: Iterable[ApprovedAnswer]) -> None:
        is_waiting = all(answer.status is AnswerStatus.WAITING for answer in answers)
        role = Role.DRAFTER if is_waiting else Role.REVIEWER
        self.session.require(connection, role, "add an answer" if is_waiting else "add or change an approved answer")


def insert_answers(connection: Connection, answers: Sequence[ApprovedAnswer], signed: Provenance) -> None:
    """Insert first versions."""
    from sqlalchemy import insert

    from qanswer.store.schema import ANSWER_VERSIONS, ANSWERS

    if not answers:
        return
    connection.execute(insert(ANSWERS), [_make_row(answer) for answer in answers])
    connection.execute(insert(ANSWER_VERSIONS), [_make_version(answer, signed) for answer in answers])


def update_answer(connection: Connection, answer: ApprovedAnswer, signed: Provenance) -> ApprovedAnswer:
    """Store the entry as the version after `answer.version`.

    Raises:
        ConflictError: that is not the newest version any more.
        NotFoundError: there is no such entry.
    """
    from sqlalchemy import insert, update

    from qanswer.store.schema import ANSWER_VERSIONS, ANSWERS

    newer = replace(answer, version=answer.version + 1, caveats=())
    is_newest = (ANSWERS.c.id == answer.id) & (ANSWERS.c.version == answer.version)
    if connection.execute(update(ANSWERS).where(is_newest).values(**_make_row(newer))).rowcount != 1:
        current = get_answer(connection, answer.id)
        message = f"{answer.id} was changed meanwhile (version {current.version}, yours was {answer.version})"
        raise ConflictError(message, hint=f"See what changed: qanswer library show {answer.id} --history")
    connection.execute(insert(ANSWER_VERSIONS).values(**_make_version(newer, signed)))
    return newer


def get_answer(connection: Connection, answer_id: str) -> ApprovedAnswer:
    """Get an entry.

    Raises:
        NotFoundError: there is none.
    """
    from sqlalchemy import select

    from qanswer.store.schema import ANSWERS

    row = connection.execute(select(ANSWERS).where(ANSWERS.c.id == answer_id)).one_or_none()
    if row is None:
        raise _not_found(answer_id)
    return _parse_row(row)


def get_version(connection: Connection, answer_id: str, version: int) -> ApprovedAnswer:
    """Get an entry as it was at one version, which must exist."""
    from sqlalchemy import select

    from qanswer.store.schema import ANSWER_VERSIONS as VERSIONS

    is_it = (VERSIONS.c.answer_id == answer_id) & (VERSIONS.c.version == version)
    content = connection.execute(select(VERSIONS.c.content).where(is_it)).scalar_one()
    return parse_value(ApprovedAnswer, content)


def find_by_question(connection: Connection, question: str, scope: tuple[str, ...]) -> ApprovedAnswer | None:
    """Find the approved entry for a question in the same words and the same scope."""
    from sqlalchemy import select

    from qanswer.store.schema import ANSWERS

    query = (
        select(ANSWERS)
        .where(ANSWERS.c.question_key == fold_question(question), ANSWERS.c.status == AnswerStatus.APPROVED.value)
        .order_by(ANSWERS.c.approved_on.desc(), ANSWERS.c.id)
    )
    found = (_parse_row(row) for row in connection.execute(query).all())
    return next((answer for answer in found if sorted(answer.scope) == sorted(scope)), None)


def _not_found(answer_id: str) -> NotFoundError:
    message = f"there is no library entry {answer_id!r}"
    return NotFoundError(message)


def _make_row(answer: ApprovedAnswer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "version": answer.version,
        "status": answer.status.value,
        "question": answer.question_text,
        "question_key": fold_question(answer.question_text),
        "verdict": answer.verdict.value,
        "text": answer.text,
        "alternates": dump_all(answer.alternates),
        "citations": dump_all(answer.citations),
        "scope": dump_all(answer.scope),
        "owner": answer.owner,
        "provenance": answer.provenance,
        "review_by": answer.review_by.isoformat() if answer.review_by else "",
        "tags": dump_all(answer.tags),
        "classification": answer.classification.value,
        "approved_by": answer.approved_by,
        "approved_on": answer.approved_on.isoformat() if answer.approved_on else "",
    }


def _parse_row(row: Any) -> ApprovedAnswer:
    return ApprovedAnswer(
        id=row.id,
        question_text=row.question,
        verdict=Verdict(row.verdict),
        text=row.text,
        alternates=parse_all(str, row.alternates),
        citations=parse_all(Citation, row.citations),
        scope=parse_all(str, row.scope),
        owner=row.owner,
        provenance=row.provenance,
        review_by=date.fromisoformat(row.review_by) if row.review_by else None,
        tags=parse_all(str, row.tags),
        status=AnswerStatus(row.status),
        classification=Classification(row.classification),
        version=row.version,
        approved_by=row.approved_by,
        approved_on=date.fromisoformat(row.approved_on) if row.approved_on else None,
    )


def _make_version(answer: ApprovedAnswer, signed: Provenance) -> dict[str, Any]:
    return {
        "answer_id": answer.id,
        "version": answer.version,
        "content": dump_value(replace(answer, caveats=())),
        "author": signed.author,
        "at": signed.at.isoformat(),
        "reason": signed.reason,
    }

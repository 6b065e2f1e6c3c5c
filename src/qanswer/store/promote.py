"""From a decision to the library: an approved draft becomes an entry, renews one, or adds its wording to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import NotFoundError
from qanswer.core.job import JobItem
from qanswer.core.passage import Citation
from qanswer.core.question import QuestionKind
from qanswer.core.review import Judgement, Review
from qanswer.core.sameness import fold_question
from qanswer.core.scope import make_scope
from qanswer.store.answers import (
    find_by_question,
    get_answer,
    get_version,
    insert_answers,
    make_answer_id,
    update_answer,
)
from qanswer.store.session import Session

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Promotion:
    """The entry that a decision rests on or made; `made_version` is 0 where it changed nothing in it."""

    answer_id: str = ""
    made_version: int = 0


def promote(
    connection: Connection, session: Session, decided: tuple[JobItem, Judgement], answer: tuple[Verdict, str]
) -> Promotion:
    """Bring an approved answer into the library; the vendor's own particulars and signatures stay out of it."""
    item, judgement = decided
    verdict, text = answer
    if item.question.kind is not QuestionKind.QUESTION or verdict is Verdict.UNANSWERABLE:
        return Promotion()
    signed = session.sign(f"{judgement.decision} of {item.job}, {item.question.id}")
    entry = _find_entry(connection, item, verdict, text)
    if entry is None:
        made = replace(_make_entry(connection, item, session), verdict=verdict, text=text)
        made = replace(made, citations=_choose_citations(item, judgement, ()))
        insert_answers(connection, [made], signed)
        return Promotion(made.id, 1)
    renewed = _renew(entry, decided, answer, session)
    if renewed == entry:
        return Promotion(entry.id)
    return Promotion(entry.id, update_answer(connection, renewed, signed).version)


def take_back(connection: Connection, session: Session, review: Review) -> Promotion:
    """Take back what a review made of its entry; an entry that was changed again since is left alone."""
    if not review.answer_version:
        return Promotion(review.answer_id)
    current = get_answer(connection, review.answer_id)
    if current.version != review.answer_version:
        return Promotion(review.answer_id)
    signed = session.sign(f"review {review.id} no longer stands")
    if current.version == 1:
        older = replace(current, status=AnswerStatus.RETIRED)
    else:
        older = replace(get_version(connection, current.id, current.version - 1), version=current.version)
    return Promotion(current.id, update_answer(connection, older, signed).version)


def _find_entry(connection: Connection, item: JobItem, verdict: Verdict, text: str) -> ApprovedAnswer | None:
    """Find the entry that the approval is about: the one that the draft reuses, or the one for the same question."""
    prior = _find_prior(connection, item)
    if prior is not None:
        is_same = (prior.verdict, prior.text) == (verdict, text)
        is_asked = fold_question(item.question.full_text) in _keys(prior)
        if prior.status is AnswerStatus.WAITING or is_same or is_asked:
            return prior
    return find_by_question(connection, item.question.full_text, _get_scope(connection, item))


def _find_prior(connection: Connection, item: JobItem) -> ApprovedAnswer | None:
    last = next((review for review in reversed(item.standing.reviews) if review.answer_id), None)
    answer_id = last.answer_id if last else (item.draft.prior.answer.id if item.draft.prior else "")
    try:
        found = get_answer(connection, answer_id) if answer_id else None
    except NotFoundError:
        return None
    return found if found and found.status in {AnswerStatus.APPROVED, AnswerStatus.WAITING} else None


def _renew(
    entry: ApprovedAnswer, decided: tuple[JobItem, Judgement], answer: tuple[Verdict, str], session: Session
) -> ApprovedAnswer:
    item, judgement = decided
    is_known = fold_question(item.question.full_text) in _keys(entry)
    today = session.clock().date()
    is_expired = entry.review_by is not None and entry.review_by < today
    renewed = replace(
        entry,
        verdict=answer[0],
        text=answer[1],
        alternates=entry.alternates if is_known else (*entry.alternates, item.question.full_text),
        citations=_choose_citations(item, judgement, entry.citations),
        status=AnswerStatus.APPROVED,
    )
    if renewed == entry and not is_expired:
        return entry
    return replace(renewed, approved_by=session.author, approved_on=today, review_by=session.next_review())


def _choose_citations(item: JobItem, judgement: Judgement, held: tuple[Citation, ...]) -> tuple[Citation, ...]:
    if judgement.citations is not None:
        return judgement.citations
    return tuple(dict.fromkeys(evidence.citation for evidence in item.draft.evidence)) or held


def _make_entry(connection: Connection, item: JobItem, session: Session) -> ApprovedAnswer:
    return ApprovedAnswer(
        id=make_answer_id(),
        question_text=item.question.full_text,
        verdict=item.standing.verdict,
        text=item.standing.text,
        scope=_get_scope(connection, item),
        owner=item.owner,
        provenance=f"{item.job}, {item.question.id}",
        review_by=session.next_review(),
        approved_by=session.author,
        approved_on=session.clock().date(),
    )


def _get_scope(connection: Connection, item: JobItem) -> tuple[str, ...]:
    """Give the product and region that the job was answered for; an answer is no secret from other buyers."""
    from sqlalchemy import select

    from qanswer.store.schema import JOBS

    row = connection.execute(select(JOBS.c.product, JOBS.c.region).where(JOBS.c.id == item.job)).one()
    return make_scope(product=[row.product], region=[row.region])


def _keys(answer: ApprovedAnswer) -> set[str]:
    return {fold_question(question) for question in (answer.question_text, *answer.alternates)}

"""Reviewing a job: the queue of what waits, decisions on it, bulk approval, the claim check of every edit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from qanswer.answering.claims import check_claims
from qanswer.core.answer import ApprovedAnswer, Route, Verdict
from qanswer.core.errors import NotFoundError
from qanswer.core.job import Job, JobItem
from qanswer.core.passage import Citation, Passage
from qanswer.core.question import QuestionKind
from qanswer.core.review import Decision, Judgement, ReviewState
from qanswer.core.sameness import is_same_text
from qanswer.core.scope import Occasion
from qanswer.services.desk import Desk
from qanswer.services.job import record_job
from qanswer.services.library_freshness import Freshness
from qanswer.services.planning import draft_answers
from qanswer.services.reading import read_questions
from qanswer.store.store import Store

_OPEN = frozenset({ReviewState.WAITING, ReviewState.EDITED, ReviewState.ESCALATED})


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which of the waiting questions to see: those whose reasons, section or owner hold these words, in any case."""

    reason: str = ""
    section: str = ""
    owner: str = ""

    def takes(self, item: JobItem) -> bool:
        """Tell whether a question is in the queue."""
        last = item.standing.last
        owners = f"{item.owner} {last.escalated_to if last else ''}"
        pairs = (
            (self.reason, " ".join(item.draft.reasons)),
            (self.section, item.question.section),
            (self.owner, owners),
        )
        return all(wanted.casefold() in text.casefold() for wanted, text in pairs)


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions of a job by what became of them; `waiting` includes those handed on."""

    total: int
    approved: int
    rejected: int
    waiting: int


@dataclass
class ReviewDesk:
    """One person's review of one job. It remembers its own decisions, so that they can be undone one by one."""

    store: Store
    desk: Desk
    job: Job
    today: date
    _decided: list[str] = field(default_factory=list)

    def list_items(self) -> tuple[JobItem, ...]:
        """Give every question that people decide, as it stands now."""
        items = self.store.jobs.items(self.job.id)
        return tuple(item for item in items if item.question.kind is QuestionKind.QUESTION)

    def list_queue(self, wanted: QueueFilter | None = None) -> tuple[JobItem, ...]:
        """Give what waits, in the order of the file."""
        taken = wanted or QueueFilter()
        return tuple(item for item in self.list_items() if item.standing.state in _OPEN and taken.takes(item))

    def count(self) -> Progress:
        """Count where the questions stand."""
        states = [item.standing.state for item in self.list_items()]
        approved, rejected = states.count(ReviewState.APPROVED), states.count(ReviewState.REJECTED)
        return Progress(len(states), approved, rejected, len(states) - approved - rejected)

    def approve(self, item: JobItem, reason: str = "") -> JobItem:
        """Approve the answer that stands.

        Raises:
            ConflictError, RefusedError: see `ReviewLog.decide`; so for every decision here.
        """
        return self._decide(item, Decision.APPROVE, reason=reason, citations=self._find_citations(item))

    def edit(self, item: JobItem, verdict: Verdict, text: str, reason: str = "") -> JobItem:
        """Put other words or another verdict in the answer's place."""
        cited = self._find_citations(item)
        return self._decide(item, Decision.EDIT, verdict=verdict, text=text, reason=reason, citations=cited)

    def reject(self, item: JobItem, reason: str = "") -> JobItem:
        """Reject the answer: the cell stays empty."""
        return self._decide(item, Decision.REJECT, reason=reason)

    def escalate(self, item: JobItem, owner: str, reason: str = "") -> JobItem:
        """Hand the question to somebody who knows."""
        return self._decide(item, Decision.ESCALATE, escalated_to=owner, reason=reason)

    def undo(self) -> JobItem | None:
        """Take back the last decision made here; None when there is none left."""
        if not self._decided:
            return None
        (item,) = (item for item in self.list_items() if item.question.id == self._decided[-1])
        undone = self.store.reviews.decide(
            Judgement(item.job, item.question.id, item.revision, Decision.UNDO, "undone in review")
        )
        self._decided.pop()
        return undone

    def find_identical(self, items: Iterable[JobItem]) -> tuple[JobItem, ...]:
        """Find drafts that say what an approved answer says, to the word: in scope, unexpired, not stale."""
        return tuple(item for item in items if self._is_identical(item))

    def approve_identical(self, items: Iterable[JobItem]) -> tuple[JobItem, ...]:
        """Approve those at once; only these may ever be approved unseen."""
        reason = "identical to an approved answer"
        return tuple(self.approve(item, reason) for item in self.find_identical(items))

    def check_text(self, item: JobItem, text: str) -> tuple[str, ...]:
        """Check the words of an edit against the passages that the answer rests on; give what they do not hold."""
        citations = self._find_citations(item)
        passages = [self._passages[c.passage_id] for c in citations if c.passage_id in self._passages]
        if not passages:
            return ("no passage of the policies is cited: nothing backs these words",) if text.strip() else ()
        names = (self.desk.profile.name, self.desk.profile.product, self.desk.drafter.rules.company_name)
        return tuple(claim.message for claim in check_claims(text, passages, own_names=names))

    def judge_prior(self, item: JobItem) -> ApprovedAnswer | None:
        """Give the approved answer that a draft reuses, as it is in the library today, with its caveats."""
        prior = item.draft.prior
        if prior is None:
            return None
        try:
            current = self.store.answers.get(prior.answer.id)
        except NotFoundError:
            return None
        return self._freshness.judge(current)

    def find_passages(self, item: JobItem) -> tuple[Passage, ...]:
        """Give the passages that an answer rests on, those that still exist."""
        return tuple(self._passages[c.passage_id] for c in self._find_citations(item) if c.passage_id in self._passages)

    def _is_identical(self, item: JobItem) -> bool:
        current = self.judge_prior(item)
        if current is None or current.caveats or item.standing.state is not ReviewState.WAITING:
            return False
        return current.verdict is item.draft.verdict and is_same_text(current.text, item.draft.text)

    def _find_citations(self, item: JobItem) -> tuple[Citation, ...]:
        """Give what an answer rests on today: a sentence that is gone from the policies backs nothing any more."""
        cited = tuple(dict.fromkeys(evidence.citation for evidence in item.draft.evidence))
        prior = self.judge_prior(item)
        cited = cited or (prior.citations if prior else ())
        stale = {one.citation for one in self._freshness.find_stale(cited)}
        return tuple(citation for citation in cited if citation not in stale)

    def _decide(
        self,
        item: JobItem,
        decision: Decision,
        **values: str | Verdict | tuple[Citation, ...],
    ) -> JobItem:
        wish = replace(Judgement(item.job, item.question.id, item.revision, decision), **values)  # type: ignore[arg-type]  # fields of a Judgement
        decided = self.store.reviews.decide(wish)
        self._decided.append(item.question.id)
        return decided

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.desk.library.passages}

    @cached_property
    def _freshness(self) -> Freshness:
        occasion = self.job.occasion
        if not self.job.path:  # an import into the library is for every occasion
            return Freshness(self.desk.library, self.today)
        product = occasion.product or self.desk.profile.product
        return Freshness(self.desk.library, self.today, replace(occasion, product=product))


def find_job(store: Store, desk: Desk, name: str, occasion: Occasion) -> Job:
    """Find the job that is meant: by a file, recorded now if it never was; by its id; or the newest that waits.

    Raises:
        NotFoundError: there is none.
        FileError, NoQuestionsError: the file cannot be read.
    """
    if not name:
        waiting = (job for job in store.jobs.list(open_only=True) if _is_waiting(store.jobs.items(job.id)))
        if job := next(waiting, None):
            return job
        message = "no job waits for review"
        raise NotFoundError(message, hint="Answer a questionnaire first: qanswer answer FILE")
    path = Path(name)
    if not path.is_file():
        return store.jobs.get(name)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    found = [job for job in store.jobs.list() if job.sha256 == sha256]
    if found:
        return found[0]
    questionnaire = read_questions(path)
    return record_job(questionnaire, draft_answers(questionnaire, desk), replace(desk, store=store), occasion)


def _is_waiting(items: Sequence[JobItem]) -> bool:
    return any(item.question.kind is QuestionKind.QUESTION and item.standing.state in _OPEN for item in items)


def sort_queue(items: Iterable[JobItem]) -> tuple[JobItem, ...]:
    """Put what a person must decide first: drafts for review, then ready ones, then blanks; else the file's order."""
    order = (Route.REVIEW, Route.AUTO, Route.BLANK)
    return tuple(sorted(items, key=lambda item: order.index(item.draft.route)))

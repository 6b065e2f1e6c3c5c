"""The library looked over: what is stale, expiring, in conflict, double or unused; who holds what is true no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qanswer.core.answer import AnswerStatus, ApprovedAnswer
from qanswer.core.job import SentAnswer
from qanswer.core.passage import Library
from qanswer.core.sameness import fold_question, is_same_text
from qanswer.core.scope import is_scope_overlapping
from qanswer.retrieval.lexical import tokenize
from qanswer.services.library_freshness import Freshness
from qanswer.store.store import Store

_ASKING = frozenset(
    re.findall(r"\w+", "how what which who whom whose where when why describe list explain provide name state")
)
_NEGATIONS = frozenset(re.findall(r"[\w']+", "no not never without none nor cannot don't doesn't isn't aren't"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one entry, or about several together."""

    kind: str
    answers: tuple[ApprovedAnswer, ...]
    message: str


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """A sent answer that is no longer true, and why."""

    sent: SentAnswer
    reason: str


@dataclass(frozen=True, slots=True)
class LibraryCheck:
    """All that was found."""

    n_answers: int
    findings: tuple[Finding, ...] = ()
    held: tuple[HeldAnswer, ...] = ()

    def list_kind(self, kind: str) -> tuple[Finding, ...]:
        """Give the findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)

    @property
    def buyers(self) -> tuple[str, ...]:
        """The buyers who hold an answer that is no longer true."""
        return tuple(sorted({held.sent.buyer for held in self.held}))


KINDS = ("stale", "expired", "expiring", "conflicting", "duplicate", "unused")


def check_library(store: Store, library: Library, today: date, *, days: int = 30) -> LibraryCheck:
    """Check every approved answer against the policies of today; `days`: how far ahead a review date counts."""
    answers = store.answers.list(AnswerStatus.APPROVED)
    freshness = Freshness(library, today)
    findings = (
        *_find_stale(answers, freshness),
        *_find_expiring(answers, today, days),
        *_find_pairs(answers),
        *_find_unused(answers, store.jobs.list_reused()),
    )
    held = tuple(_find_held(store.sent.list(), store.answers.list(), freshness))
    return LibraryCheck(len(answers), findings, held)


def _find_stale(answers: Iterable[ApprovedAnswer], freshness: Freshness) -> Iterator[Finding]:
    for answer in answers:
        if stale := freshness.find_stale(answer.citations):
            yield Finding("stale", (answer,), "; ".join(one.message for one in stale))


def _find_expiring(answers: Iterable[ApprovedAnswer], today: date, days: int) -> Iterator[Finding]:
    limit = today + timedelta(days=days)
    for answer in answers:
        if answer.review_by and answer.review_by <= limit:
            kind = "expired" if answer.review_by < today else "expiring"
            yield Finding(kind, (answer,), f"review by {answer.review_by}")


def _find_pairs(answers: Sequence[ApprovedAnswer]) -> Iterator[Finding]:
    """Compare entries that ask the same, by the stems of their words: what they say differs, or is said twice."""
    groups: dict[_Key, list[ApprovedAnswer]] = {}
    for answer in answers:
        for key in {_make_key(wording) for wording in (answer.question_text, *answer.alternates)}:
            groups.setdefault(key, []).append(answer)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for number, one in enumerate(group):
            for other in group[number + 1 :]:
                pair = (min(one.id, other.id), max(one.id, other.id))
                if pair[0] != pair[1] and pair not in seen and is_scope_overlapping(one.scope, other.scope):
                    seen.add(pair)
                    yield _compare(one, other)


def _compare(one: ApprovedAnswer, other: ApprovedAnswer) -> Finding:
    if one.verdict is not other.verdict:
        return Finding("conflicting", (one, other), f"the same question: {one.verdict} and {other.verdict}")
    if is_same_text(one.text, other.text):
        return Finding("duplicate", (one, other), "the same question and answer twice")
    return Finding("conflicting", (one, other), f'the same question: "{one.text}" and "{other.text}"')


_Key = tuple[frozenset[str], frozenset[str], bool]


def _make_key(question: str) -> _Key:
    """Give the stems of a question, how it asks, and whether it is negated.

    "Do you review it" and "How do you review it" ask different things, "do you" and "do you not" opposite ones.
    """
    words = fold_question(question).split()
    stems = frozenset(tokenize(question)) or frozenset(words)
    return stems, _ASKING.intersection(words), sum(word in _NEGATIONS for word in words) % 2 == 1


def _find_unused(answers: Iterable[ApprovedAnswer], reused: frozenset[str]) -> Iterator[Finding]:
    for answer in answers:
        if answer.id not in reused:
            yield Finding("unused", (answer,), "no questionnaire has reused it")


def _find_held(
    sent: Sequence[SentAnswer], answers: Iterable[ApprovedAnswer], freshness: Freshness
) -> Iterator[HeldAnswer]:
    """Look at what each buyer received last to each question: a later answer corrects an earlier one."""
    by_id = {answer.id: answer for answer in answers}
    latest = {(answer.buyer.casefold(), fold_question(answer.question)): answer for answer in sent}
    for answer in latest.values():
        if reason := _find_untruth(answer, by_id.get(answer.answer_id), freshness):
            yield HeldAnswer(answer, reason)


def _find_untruth(sent: SentAnswer, entry: ApprovedAnswer | None, freshness: Freshness) -> str:
    if entry is not None and entry.version != sent.answer_version:
        if entry.status in {AnswerStatus.RETIRED, AnswerStatus.SUPERSEDED}:
            return f"the answer was {entry.status}"
        if entry.verdict is not sent.verdict or not is_same_text(entry.text, sent.text):
            return f"the answer is now {entry.verdict}: {entry.text}"
    stale = freshness.find_stale(cited.citation for cited in sent.citations)
    return "; ".join(one.message for one in stale)

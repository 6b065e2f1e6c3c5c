"""Close-out checks: what must hold before a filled questionnaire is sent; each passes or names what fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from qanswer.core.answer import DraftAnswer, Route, Stance, Verdict
from qanswer.core.errors import Problem
from qanswer.core.passage import Source
from qanswer.core.question import AnswerSlot, Question, Questionnaire, SlotRole, SlotValue
from qanswer.core.verdict_words import read_opening, read_option
from qanswer.reports.shown import ShownStatement


class KeptCell(Protocol):
    """A cell that already held an answer and was left alone, with what would have been written there."""

    @property
    def locator(self) -> str:
        """Where the cell is."""
        ...

    @property
    def existing(self) -> str:
        """What it holds."""
        ...

    @property
    def proposed(self) -> str:
        """What would have been written."""
        ...

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        ...


class ProofResult(Protocol):
    """What the round-trip proof found."""

    @property
    def identical(self) -> bool:
        """Whether nothing but the answers changed."""
        ...

    @property
    def cells_changed(self) -> tuple[str, ...]:
        """Locators of the answers written."""
        ...

    @property
    def parts_changed(self) -> tuple[str, ...]:
        """Names of the package's parts that were touched."""
        ...


@dataclass(frozen=True, slots=True)
class AnsweredJob:
    """All that came of one questionnaire.

    `owners` pairs a question's id with the role that should know the answer; `approved` has the ids of questions whose
    answer a person approved; `is_recorded` says whether the job can be reviewed and exported.
    """

    job: str
    questionnaire: Questionnaire
    drafts: tuple[DraftAnswer, ...]
    written: tuple[SlotValue, ...] = ()
    refused: tuple[Problem, ...] = ()
    kept: tuple[KeptCell, ...] = ()
    proof: ProofResult | None = None
    sources: tuple[Source, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    approved: frozenset[str] = frozenset()
    is_recorded: bool = True

    def pairs(self) -> Iterator[tuple[Question, DraftAnswer]]:
        """Give each question with its draft."""
        drafts = {draft.question_id: draft for draft in self.drafts}
        for question in self.questionnaire.questions:
            if question.id in drafts:
                yield question, drafts[question.id]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `failures` are the places where it does not hold. None: it could not be made."""

    name: str
    failures: tuple[str, ...] | None

    @property
    def result(self) -> str:
        """One word: pass, fail, or not checked."""
        if self.failures is None:
            return "not checked"
        return "fail" if self.failures else "pass"


# What people leave in a cell to fill later; "N/A" and "-" can be answers.
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBC|TODO|FIXME|XXX+|lorem ipsum)\b|\[(?:insert|enter|your|company|name|date|tbd)\b[^\]]*\]"
    r"|<(?:insert|enter)[^>]*>|\?{3,}|_{4,}",
    re.IGNORECASE,
)
_WORDED = frozenset({SlotRole.TEXT, SlotRole.COMMENT})


def run_checks(job: AnsweredJob, on: date, shown: Sequence[ShownStatement] | None = None) -> tuple[Check, ...]:
    """Run every check; a stale source is one whose review was due before `on`.

    `shown` is what the overview of the same job states; None where there is no overview.
    """
    said = {value.slot.locator: value.value for value in job.written}
    answered = [question for question in job.questionnaire.questions if any(s.locator in said for s in question.slots)]
    written = frozenset(question.id for question in answered)
    claimed = [(question, draft) for question, draft in job.pairs() if draft.is_claimed and question.id in written]
    makers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("every Yes has evidence", lambda: _unless(claimed, Verdict.YES, _has_evidence, job.approved)),
        ("every No has a reason", lambda: _unless(claimed, Verdict.NO, _has_words, said)),
        (
            "every Partial says its scope",
            lambda: _unless(claimed, Verdict.PARTIAL, _has_words, said),
        ),
        ("choice and comment agree", lambda: _disagreements(answered, said)),
        ("choices are the form's own options", lambda: _invalid_choices(job)),
        ("no placeholder left", lambda: _placeholders(job)),
        ("no stale source", lambda: _stale(claimed, job, on)),
        ("nothing unapproved is claimed", lambda: _unapproved(claimed)),
    )
    checks = [Check(name, tuple(dict.fromkeys(make()))) for name, make in makers]
    if shown is not None:
        checks.append(Check("answers and overview agree", tuple(_overview_differs(claimed, shown))))
    proof = None if job.proof is None else (() if job.proof.identical else ("the filled file",))
    return (*checks, Check("round-trip proof passed", proof))


def name_question(question: Question) -> str:
    """Give the buyer's own number for a question, else where it stands."""
    return question.number or question.locator


_Known = TypeVar("_Known")


def _unless(
    claimed: Iterable[tuple[Question, DraftAnswer]],
    verdict: Verdict,
    holds: Callable[[Question, DraftAnswer, _Known], bool],
    known: _Known,
) -> Iterator[str]:
    """Name the questions of a verdict for which something does not hold, given what is known of the job."""
    for question, draft in claimed:
        if draft.verdict is verdict and not holds(question, draft, known):
            yield name_question(question)


def _has_evidence(question: Question, draft: DraftAnswer, approved: frozenset[str]) -> bool:
    """A cited passage, an approved answer, or a person who approved it."""
    return bool(draft.evidence) or draft.prior is not None or question.id in approved


def _has_words(question: Question, draft: DraftAnswer, said: Mapping[str, str]) -> bool:
    """More than the verdict is said, and in the file where it has a place for words."""
    places = [slot for slot in question.slots if slot.role in _WORDED]
    texts = _read(places, said) if places else (draft.text,)
    return any(len(text.split()) > 1 for text in texts)


def _disagreements(answered: Iterable[Question], said: Mapping[str, str]) -> Iterator[str]:
    """A comment that opens with another verdict than the choice beside it, where one of the two is ours."""
    for question in answered:
        choices = _read((slot for slot in question.slots if slot.role is SlotRole.CHOICE), said)
        comments = _read((slot for slot in question.slots if slot.role in _WORDED), said)
        pairs = ((read_option(choice)[0], read_opening(comment)) for choice in choices for comment in comments)
        if any(contradicts(*pair) for pair in pairs):
            yield name_question(question)


def _read(slots: Iterable[AnswerSlot], said: Mapping[str, str]) -> tuple[str, ...]:
    """Give what the filled file holds in some slots: what was written, else what was there."""
    return tuple(text for slot in slots if (text := said.get(slot.locator, slot.value)))


def contradicts(one: Verdict | None, other: Verdict | None) -> bool:
    """Whether two verdicts cannot both stand; "No" and "Not yet" can, and so can any with none."""
    return None not in {one, other} and one is not other and {one, other} != {Verdict.NO, Verdict.PLANNED}


def _invalid_choices(job: AnsweredJob) -> Iterator[str]:
    for value in job.written:
        options = value.slot.options
        if value.slot.role is SlotRole.CHOICE and options and value.value and value.value not in options:
            yield value.slot.locator


def _placeholders(job: AnsweredJob) -> Iterator[str]:
    """Ours, and those that stand in a cell which was taken for answered."""
    said = [(value.slot.locator, value.value) for value in job.written]
    said += [(cell.locator, cell.existing) for cell in job.kept]
    return (locator for locator, text in said if _PLACEHOLDER.search(text))


def _stale(claimed: Iterable[tuple[Question, DraftAnswer]], job: AnsweredJob, on: date) -> Iterator[str]:
    stale = {source.id: source.title for source in job.sources if source.review_on and source.review_on < on}
    for _, draft in claimed:
        yield from (stale[e.citation.source_id] for e in draft.evidence if e.citation.source_id in stale)
        if draft.prior and draft.prior.answer.review_by and draft.prior.answer.review_by < on:
            yield f"approved answer {draft.prior.answer.id}"


def _overview_differs(
    claimed: Iterable[tuple[Question, DraftAnswer]], shown: Sequence[ShownStatement]
) -> Iterator[str]:
    """A Yes resting on what the overview has as still to come, or a Planned on what it has as in place.

    A No is no sign: to "Do you train on our data?" it rests on what is in place.
    """
    by_passage: dict[str, list[ShownStatement]] = {}
    for one in shown:
        by_passage.setdefault(one.passage_id, []).append(one)
    for question, draft in claimed:
        quotes = [(e.citation.passage_id, e.citation.quote) for e in draft.evidence if e.stance is Stance.SUPPORTS]
        keys = {
            one.status.key
            for passage_id, quote in quotes
            for one in by_passage.get(passage_id, ())
            if one.quote in quote or quote in one.quote
        }
        is_yes_on_plans = draft.verdict is Verdict.YES and keys and keys <= _NOT_IN_PLACE
        is_plan_in_place = draft.verdict is Verdict.PLANNED and keys and not keys & (_NOT_IN_PLACE | {"partial"})
        if is_yes_on_plans or is_plan_in_place:
            yield name_question(question)


_NOT_IN_PLACE = frozenset({"in_progress", "planned", "under_evaluation", "not_done"})


def _unapproved(claimed: Iterable[tuple[Question, DraftAnswer]]) -> Iterator[str]:
    """Drafts for review that were written all the same."""
    return (name_question(question) for question, draft in claimed if draft.route is Route.REVIEW)

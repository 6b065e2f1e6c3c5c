"""Drafts for a whole file, and what of them goes into which cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qanswer.answering.profile import find_profile_value
from qanswer.answering.slots import plan_values
from qanswer.core.answer import Confidence, DraftAnswer, Route, Verdict
from qanswer.core.errors import Problem
from qanswer.core.question import AnswerSlot, Question, QuestionKind, Questionnaire, SlotRole, SlotValue
from qanswer.services.desk import Desk


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A cell that already held an answer and was left alone, with what would have been written."""

    locator: str
    existing: str
    proposed: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things, white space and case aside."""
        return " ".join(self.existing.split()).casefold() != " ".join(self.proposed.split()).casefold()


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What is to be written, what stays as it was, and what could not be put in the buyer's words."""

    values: tuple[SlotValue, ...]
    kept: tuple[KeptAnswer, ...]
    unmapped: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Questions by what became of them; profile and signature fields are not counted."""

    questions: int
    auto: int
    review: int
    blank: int
    approved: int


def draft_answers(questionnaire: Questionnaire, desk: Desk) -> tuple[DraftAnswer, ...]:
    """Draft an answer to every question, in order: the judge's, the profile's, or none for a signature."""
    judged = [question for question in questionnaire.questions if question.kind is QuestionKind.QUESTION]
    drafts = dict(zip((question.id for question in judged), desk.drafter.draft(judged), strict=True))
    return tuple(
        drafts[question.id] if question.id in drafts else _draft_particular(question, desk)
        for question in questionnaire.questions
    )


def _draft_particular(question: Question, desk: Desk) -> DraftAnswer:
    """Answer a profile field from the settings; a signature is a person's."""
    is_profile = question.kind is QuestionKind.PROFILE
    value = find_profile_value(desk.profile, question.text, question.section) if is_profile else None
    if value:
        reason, verdict = "from the company profile in qanswer.toml", Verdict.TEXT
    else:
        reason = "the company profile in qanswer.toml has nothing for this field" if is_profile else "a person signs"
        verdict = Verdict.UNANSWERABLE
    return DraftAnswer(
        question_id=question.id,
        question=question.text,
        verdict=verdict,
        text=value or "",
        confidence=Confidence.HIGH if value else Confidence.NONE,
        route=Route.AUTO if value else Route.BLANK,
        reasons=(reason,),
    )


def plan_file(
    questionnaire: Questionnaire,
    drafts: Sequence[DraftAnswer],
    desk: Desk,
    *,
    include_drafts: bool = False,
    overwrite: bool = False,
) -> FilePlan:
    """Lay the drafts into the file's cells: those of route `auto`, with `include_drafts` those for review too."""
    routes = {Route.AUTO, Route.REVIEW} if include_drafts else {Route.AUTO}
    values: list[tuple[Question, SlotValue]] = []
    unmapped: list[Problem] = []
    for question, draft in zip(questionnaire.questions, drafts, strict=True):
        if draft.route not in routes:
            continue
        plan = plan_values(question, draft, owner=desk.choose_ownership(question))
        values += [(question, value) for value in plan.values]
        unmapped += plan.unmapped
    merged = _merge_shared_slots(values)
    kept = tuple(
        KeptAnswer(value.slot.locator, value.slot.value, value.value)
        for value in merged
        if value.slot.value and not overwrite
    )
    held = {answer.locator for answer in kept}
    return FilePlan(tuple(value for value in merged if value.slot.locator not in held), kept, tuple(unmapped))


def _merge_shared_slots(values: Iterable[tuple[Question, SlotValue]]) -> tuple[SlotValue, ...]:
    """Give each cell one value: a comment cell that several questions share takes their texts under their numbers."""
    by_slot: dict[str, list[tuple[Question, SlotValue]]] = {}
    for question, value in values:
        by_slot.setdefault(value.slot.locator, []).append((question, value))
    return tuple(_join(group) for group in by_slot.values())


def _join(group: Sequence[tuple[Question, SlotValue]]) -> SlotValue:
    slot: AnswerSlot = group[0][1].slot
    if len(group) == 1 or slot.role not in {SlotRole.TEXT, SlotRole.COMMENT}:
        return group[0][1]
    lines = [f"{question.number}: {value.value}" if question.number else value.value for question, value in group]
    return SlotValue(slot, "\n".join(dict.fromkeys(lines)))


def count_drafts(questionnaire: Questionnaire, drafts: Sequence[DraftAnswer]) -> Counts:
    """Count the questions by route; an approved answer that was reused counts as approved too."""
    pairs = zip(questionnaire.questions, drafts, strict=True)
    judged = [draft for question, draft in pairs if question.kind is QuestionKind.QUESTION]
    return Counts(
        questions=len(judged),
        auto=sum(draft.route is Route.AUTO for draft in judged),
        review=sum(draft.route is Route.REVIEW for draft in judged),
        blank=sum(draft.route is Route.BLANK for draft in judged),
        approved=sum(draft.prior is not None for draft in judged),
    )

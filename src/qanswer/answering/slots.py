"""A draft laid into a question's answer slots: choice, text, comment, tick and ownership agree with one another."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.answering.choices import choose_option
from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.errors import Problem
from qanswer.core.question import AnswerSlot, Question, SlotRole, SlotValue
from qanswer.core.status import read_status
from qanswer.core.verdict_words import read_option


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """What would be written for one question, and what could not be put in the buyer's words."""

    values: tuple[SlotValue, ...] = ()
    unmapped: tuple[Problem, ...] = ()


def plan_values(question: Question, draft: DraftAnswer, *, owner: str = "") -> SlotPlan:
    """Lay a draft into the slots; `owner` is the ownership option to name where the form asks for one.

    A verdict that none of a cell's options states leaves that cell empty and is reported; the text is still offered.
    """
    if not draft.is_claimed or not question.slots:
        return SlotPlan()
    chosen, unmapped = _choose(question, draft)
    values = [*chosen]
    if text_slot := _find_text_slot(question):
        values.append(SlotValue(text_slot, draft.text))
    if values and owner:
        values += [SlotValue(s, owner) for s in question.slots if s.role is SlotRole.OWNER and owner in s.options]
    return SlotPlan(tuple(values), unmapped)


def _choose(question: Question, draft: DraftAnswer) -> tuple[tuple[SlotValue, ...], tuple[Problem, ...]]:
    """Say the verdict in the first place that has a word for it: the main choice, the boxes, a further choice."""
    choices = [slot for slot in question.slots if slot.role is SlotRole.CHOICE]
    ticks = [slot for slot in question.slots if slot.role is SlotRole.CHECKBOX]
    main = [slot for slot in choices if slot is question.primary_slot]
    for slot in main:
        if option := _find_option(slot, question, draft):
            return (SlotValue(slot, option),), ()
    if tick := _choose_tick(ticks, draft.verdict):
        return (SlotValue(tick, tick.options[0]),), ()
    # Only a list of statuses ("In progress", "Planned") says what boxes for yes and no cannot; a second column for yes
    # and no asks something else.
    for slot in choices:
        if slot not in main and _lists_statuses(slot) and (option := _find_option(slot, question, draft)):
            return (SlotValue(slot, option),), ()
    asked = main or ticks[:1]
    offered = tuple(option for slot in (main or ticks) for option in slot.options)
    return (), tuple(_explain(slot.locator, draft.verdict, offered) for slot in asked)


def _find_option(slot: AnswerSlot, question: Question, draft: DraftAnswer) -> str | None:
    statuses = {read_status(evidence.citation.quote) for evidence in draft.evidence}
    if ControlStatus.UNDER_EVALUATION in statuses and not _find_text_slot(question):
        return None  # "Planned" alone would say more than the source: there is no place for its words beside it
    is_under_way = ControlStatus.IN_PROGRESS in statuses
    return choose_option(draft.verdict, slot.options, slot.labels, is_under_way=is_under_way)


def _lists_statuses(slot: AnswerSlot) -> bool:
    return any(read_option(meaning)[0] is Verdict.PLANNED for meaning in slot.labels or slot.options)


def _choose_tick(ticks: list[AnswerSlot], verdict: Verdict) -> AnswerSlot | None:
    labels = [slot.options[0] if slot.options else "" for slot in ticks]
    label = choose_option(verdict, labels)
    return ticks[labels.index(label)] if label else None


def _find_text_slot(question: Question) -> AnswerSlot | None:
    """Find the one slot that takes the words: the primary one if it is text, else the first for text or comment."""
    primary = question.primary_slot
    if primary and primary.role is SlotRole.TEXT:
        return primary
    return next((slot for slot in question.slots if slot.role in {SlotRole.TEXT, SlotRole.COMMENT}), None)


def _explain(locator: str, verdict: Verdict, options: tuple[str, ...]) -> Problem:
    offered = ", ".join(f'"{option}"' for option in options[:8]) or "no option"
    return Problem(locator, f'none of the cell\'s own options says "{verdict}": it offers {offered}')

"""A draft laid into a question's answer slots: choice, text, comment, tick and ownership agree with one another."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.answering.choices import choose_option
from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.errors import Problem
from qanswer.core.question import AnswerSlot, Question, SlotRole, SlotValue


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
    values: list[SlotValue] = []
    unmapped: list[Problem] = []
    primary = question.primary_slot
    choices = [slot for slot in question.slots if slot.role is SlotRole.CHOICE and slot is primary]
    ticks = [slot for slot in question.slots if slot.role is SlotRole.CHECKBOX]
    for slot in choices:
        option = choose_option(draft.verdict, slot.options, slot.labels)
        if option is None:
            unmapped.append(_explain(slot.locator, draft.verdict, slot.options))
        else:
            values.append(SlotValue(slot, option))
    if ticks and (tick := _choose_tick(ticks, draft.verdict)):
        values.append(SlotValue(tick, tick.options[0]))
    elif ticks:
        unmapped.append(_explain(ticks[0].locator, draft.verdict, tuple(o for slot in ticks for o in slot.options)))
    if text_slot := _find_text_slot(question, primary):
        values.append(SlotValue(text_slot, draft.text))
    if values and owner:
        values += [SlotValue(s, owner) for s in question.slots if s.role is SlotRole.OWNER and owner in s.options]
    return SlotPlan(tuple(values), tuple(unmapped))


def _choose_tick(ticks: list[AnswerSlot], verdict: Verdict) -> AnswerSlot | None:
    labels = [slot.options[0] if slot.options else "" for slot in ticks]
    label = choose_option(verdict, labels)
    return ticks[labels.index(label)] if label else None


def _find_text_slot(question: Question, primary: AnswerSlot | None) -> AnswerSlot | None:
    """Find the one slot that takes the words: the primary one if it is text, else the first for text or comment."""
    if primary and primary.role is SlotRole.TEXT:
        return primary
    return next((slot for slot in question.slots if slot.role in {SlotRole.TEXT, SlotRole.COMMENT}), None)


def _explain(locator: str, verdict: Verdict, options: tuple[str, ...]) -> Problem:
    offered = ", ".join(f'"{option}"' for option in options[:8]) or "no option"
    return Problem(locator, f'none of the cell\'s own options says "{verdict}": it offers {offered}')

"""A questionnaire that was answered before: what it asked, and what the vendor said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.question import AnswerSlot, Question, QuestionKind, Questionnaire, SlotRole
from qanswer.core.verdict_words import read_opening, read_option
from qanswer.questionnaires.files import read_questionnaire
from qanswer.services.library_table import ImportedRow, clean_text

_PLAIN = (Verdict.YES, Verdict.NO, Verdict.NA)


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answered question: the verdict that was chosen and the words beside it."""

    question: Question
    verdict: Verdict
    text: str
    locator: str


def read_past_answers(path: Path) -> tuple[PastAnswer, ...]:
    """Read the answers that a questionnaire holds; questions without one, profile fields and signatures are left out.

    Raises:
        FileError: the file cannot be read.
    """
    return find_past_answers(read_questionnaire(path))


def find_past_answers(questionnaire: Questionnaire) -> tuple[PastAnswer, ...]:
    """Find the answers that a questionnaire holds, as `read_past_answers` does."""
    found = (_read_answer(q) for q in questionnaire.questions if q.kind is QuestionKind.QUESTION)
    return tuple(answer for answer in found if answer)


def make_imported_rows(past: tuple[PastAnswer, ...], origin: str) -> tuple[ImportedRow, ...]:
    """Make library entries of past answers; each awaits approval."""
    return tuple(
        ImportedRow(
            ApprovedAnswer(
                id="",
                question_text=clean_text(answer.question.full_text),
                verdict=answer.verdict,
                text=clean_text(answer.text),
                provenance=f"{origin}, {answer.locator}",
                status=AnswerStatus.WAITING,
            ),
            where=answer.locator,
        )
        for answer in past
    )


def _read_answer(question: Question) -> PastAnswer | None:
    filled = [slot for slot in question.slots if slot.value.strip() and slot.role is not SlotRole.OWNER]
    if not filled:
        return None
    chosen = [verdict for slot in filled if (verdict := _read_choice(slot))]
    texts = list(dict.fromkeys(_read_texts(filled)))
    text = "\n".join(texts)
    verdict = chosen[0] if chosen else _read_words(text)
    if verdict is None or len(set(chosen)) > 1:
        return None
    slot = filled[0]
    return PastAnswer(question, verdict, text or _name_choice(slot), slot.locator)


def _read_choice(slot: AnswerSlot) -> Verdict | None:
    """Read a choice or a tick; a text cell that holds nothing but "Yes" or "No" states a verdict too."""
    if slot.role is SlotRole.CHECKBOX:
        return read_option(slot.options[0])[0] if slot.options else None
    if slot.role is SlotRole.CHOICE:
        return read_option(_name_choice(slot))[0]
    verdict, is_whole = read_option(slot.value)
    return verdict if is_whole else None


def _name_choice(slot: AnswerSlot) -> str:
    if slot.role is SlotRole.CHECKBOX and slot.options:
        return slot.options[0]
    if len(slot.labels) == len(slot.options) and slot.value in slot.options:
        return slot.labels[slot.options.index(slot.value)] or slot.value
    return slot.value


def _read_texts(filled: list[AnswerSlot]) -> Iterator[str]:
    for slot in filled:
        is_words = slot.role in {SlotRole.TEXT, SlotRole.COMMENT} and not read_option(slot.value)[1]
        if is_words or (slot.role is SlotRole.CHOICE and read_option(_name_choice(slot))[0] is None):
            yield slot.value.strip()


def _read_words(text: str) -> Verdict | None:
    """An answer in words alone: "Yes, …", "No. …" say so themselves, anything else is a text."""
    if not text:
        return None
    opening = read_opening(text)
    return opening if opening in _PLAIN else Verdict.TEXT

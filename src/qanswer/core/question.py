"""A buyer's questionnaire as read from its file: questions, and the places where their answers go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from qanswer.core.errors import Problem


class SlotRole(StrEnum):
    """What a place for an answer takes."""

    CHOICE = "choice"
    TEXT = "text"
    COMMENT = "comment"
    CHECKBOX = "checkbox"
    OWNER = "owner"


class QuestionKind(StrEnum):
    """What a question is after: a control, the vendor's own particulars, or a signature (never filled)."""

    QUESTION = "question"
    PROFILE = "profile"
    SIGNATURE = "signature"


class QuestionForm(StrEnum):
    """How a question wants to be answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    OPEN = "open"
    EVIDENCE_REQUEST = "evidence_request"


@dataclass(frozen=True, slots=True)
class AnswerSlot:
    """One place in the buyer's file where an answer goes.

    The grammar of `locator` is in docs/architecture.md; `container` is the sheet's title, "body" in Word, "csv" else.
    """

    container: str
    locator: str
    role: SlotRole
    options: tuple[str, ...] = ()
    """The values that the file allows, to the letter. A checkbox has one: the label of what it ticks."""
    labels: tuple[str, ...] = ()
    """What each option means, where options are codes or numbers explained elsewhere; else empty."""
    value: str = ""
    """The answer that the slot already holds; a placeholder such as "TBD" is not an answer."""
    anchor: str = ""
    """The label inside the cell or paragraph after which the answer is written; empty: the whole cell is the answer."""
    is_primary: bool = False
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `id` is unique in its questionnaire (its locator), `number` is the buyer's own id for it."""

    id: str
    locator: str
    text: str
    number: str = ""
    section: str = ""
    kind: QuestionKind = QuestionKind.QUESTION
    form: QuestionForm = QuestionForm.OPEN
    slots: tuple[AnswerSlot, ...] = ()
    stem: str = ""
    """Text of the lead-in that this question completes ("Do you encrypt:"), shown and judged before `text`."""
    parent_id: str = ""
    """Id of the question whose answer decides whether this one applies ("If yes, …")."""
    continues_id: str = ""
    """Id of the question whose sentence this row goes on with."""

    @property
    def full_text(self) -> str:
        """Stem and text: what is judged."""
        return f"{self.stem.rstrip()} {self.text}" if self.stem else self.text

    @property
    def primary_slot(self) -> AnswerSlot | None:
        """The slot that takes the main answer, if there is any."""
        return next((slot for slot in self.slots if slot.is_primary), self.slots[0] if self.slots else None)


@dataclass(frozen=True, slots=True)
class SkippedText:
    """Text that was not taken for a question, and why."""

    locator: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A buyer's file, read. `path` is as given; `sha256` is of the bytes that were read."""

    id: str
    title: str
    path: str
    format: str
    sha256: str
    questions: tuple[Question, ...] = ()
    skipped: tuple[SkippedText, ...] = ()
    problems: tuple[Problem, ...] = ()
    known_form: str = ""
    """Name of the published form that this is ("CAIQ v4"), where it was recognised."""

    def slots(self) -> Iterator[AnswerSlot]:
        """Give every answer slot, in the order of the questions."""
        for question in self.questions:
            yield from question.slots


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What is to be written into one slot; a checkbox takes its own label to be ticked and "" to be cleared."""

    slot: AnswerSlot
    value: str

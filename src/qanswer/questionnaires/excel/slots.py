"""Answer slots of one row of a table. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import AnswerSlot, Question, SlotRole
from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.boxes import parse_boxes
from qanswer.questionnaires.excel.grid import Grid, Validation
from qanswer.questionnaires.excel.tables import TableColumns
from qanswer.questionnaires.header_words import header_options
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import is_answer_value, is_placeholder, mentions, normalise, question_form

BELOW = -1
"""In place of a column: the answer stands in the row under the question."""

_MAX_HINT = 40
"""Characters of a cell's text that only tells what may be answered."""

Locate = Callable[[int, int], str]
"""Names a cell by its row and column, both from 1."""

_ROLES = {
    ColumnRole.CHOICE: SlotRole.CHOICE,
    ColumnRole.TICK: SlotRole.CHECKBOX,
    ColumnRole.TEXT: SlotRole.TEXT,
    ColumnRole.COMMENT: SlotRole.COMMENT,
    ColumnRole.OWNER: SlotRole.OWNER,
}
_NUMBERED = re.compile(r"^\s*[(\[]?(\d{1,2})\s*([)\].:=\-\u2013]+)\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class SlotMaker:
    """Makes the slots of a table's rows."""

    grid: Grid
    locate: Locate
    columns: TableColumns
    plans: Mapping[int, ColumnPlan]
    open_fills: frozenset[str]
    """Fills of the main answer's cells that offer a list: a cell without one and filled otherwise is closed."""

    def make(self, row: int) -> tuple[AnswerSlot, ...]:
        """Make a row's slots, the main one first."""
        slots: list[AnswerSlot] = []
        for column in (*self.columns.answers, *self.columns.extras):
            slots += self._slots(row, column)
        return (replace(slots[0], is_primary=True), *slots[1:]) if slots else ()

    def _slots(self, row: int, column: int) -> list[AnswerSlot]:
        grid = self.grid
        if column == BELOW:
            row, column = row + 1, self.columns.question
            return [] if grid.row(row) else [self._slot(row, column, grid.validation(row, column), self.plans[BELOW])]
        merge = grid.merge(row, column)
        if merge is not None:
            if merge.left < column:
                return []
            row = merge.top
        validation = grid.validation(row, column)
        if grid.is_formula(row, column) or grid.is_hidden_place(row, column) or is_closed(validation):
            return []
        text = grid.text(row, column).strip()
        boxes = parse_boxes(text)
        if len(boxes) >= 2 or (boxes and boxes[0].label):
            return self._boxes(row, column)
        if not self._is_open(row, column, validation):
            return []
        return [self._slot(row, column, validation, self.plans[column])]

    def _is_open(self, row: int, column: int, validation: Validation | None) -> bool:
        """Tell whether a cell of a choice column may be written: one without a list may be closed by its colour."""
        if self.plans[column].role is not ColumnRole.CHOICE or not self.open_fills or not self.columns.extras:
            return True
        has_list = validation is not None and validation.is_list
        return has_list or bool(self.grid.text(row, column)) or self.grid.style(row, column).fill in self.open_fills

    def _boxes(self, row: int, column: int) -> list[AnswerSlot]:
        """Make a slot of each tick box in a cell."""
        return [
            AnswerSlot(
                container=self.grid.title,
                locator=f"{self.locate(row, column)}#{box.k}",
                role=SlotRole.CHECKBOX,
                options=(box.label,),
                value=box.label if box.is_ticked else "",
                is_locked=self.grid.is_locked(row, column),
            )
            for box in parse_boxes(self.grid.text(row, column))
        ]

    def _slot(self, row: int, column: int, validation: Validation | None, plan: ColumnPlan) -> AnswerSlot:
        role = _ROLES.get(plan.role, SlotRole.TEXT)
        options, labels = self._options(row, plan, validation)
        if role is SlotRole.CHOICE and not options:
            role = SlotRole.TEXT
        elif role is SlotRole.TEXT and options:
            role = SlotRole.CHOICE
        text = self.grid.text(row, column).strip()
        hint = header_options(text) if not options and len(text) <= _MAX_HINT else ()
        if hint and role is SlotRole.TEXT:
            role, options, text = SlotRole.CHOICE, hint, ""  # "Yes / No": strike out what does not apply
        return AnswerSlot(
            container=self.grid.title,
            locator=self.locate(row, column),
            role=role,
            options=options,
            labels=labels,
            value=_value(role, text, options),
            is_locked=self.grid.is_locked(row, column),
        )

    def _options(
        self, row: int, plan: ColumnPlan, validation: Validation | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give a cell's options and, where texts beside it explain them, their labels."""
        options = validation.options if validation and validation.is_list else ()
        options = options or plan.options
        if plan.role not in {ColumnRole.CHOICE, ColumnRole.TEXT} or plan.column not in self.columns.answers:
            return options, ()
        texts = tuple(self.grid.text(row, column).strip() for column in self.columns.options)
        if texts and len(texts) == len(options):
            return options, texts
        written = self._written_options(row, plan.header)
        if written and not options:
            numbers, meanings = tuple(zip(*written, strict=True))
            return numbers, () if numbers == meanings else meanings
        labels = dict(written)
        if options and all(option in labels for option in options):
            return options, tuple(labels[option] for option in options)
        return options, ()

    def _written_options(self, row: int, header: str) -> tuple[tuple[str, str], ...]:
        """Read numbered options from one cell beside the question: "1 = none" and "2 = some" on lines of their own."""
        for column in self.columns.others:
            text = self.grid.text(row, column)
            if mentions(normalise(self.plans[column].header), words.OPTIONS):
                options = split_options(text)
                if options:
                    return tuple((option, option) for option in options)
            if "\n" not in text:
                continue
            lines = [line for line in text.splitlines() if line.strip()]
            matches = [match for line in lines if (match := _NUMBERED.match(line))]
            numbers = [match[1] for match in matches]
            is_list = len(matches) >= 2 and len(matches) >= 0.8 * len(lines) and len(set(numbers)) == len(numbers)
            if is_list and (_asks_number(header) or all("=" in match[2] for match in matches)):
                return tuple((match[1], match[3].strip()) for match in matches)
        return ()


_SEPARATOR = re.compile(r"\s*[\n;|]\s*|\s+/\s+|\s*[\u25cf\u2022\u2610]\s*")


def split_options(text: str) -> tuple[str, ...]:
    """Split the choices that a text spells out; empty when it spells out none."""
    parts = [part.strip(" ,.-\u2013") for part in _SEPARATOR.split(text) if part.strip(" ,.-\u2013")]
    if len(parts) < 2:
        parts = [part.strip() for part in re.split(r"[,/]", text.replace("N/A", "N\\A")) if part.strip()]
        parts = [part.replace("\\", "/") for part in parts]
        if not all(is_answer_value(part) for part in parts):
            return ()
    is_short = all(len(part) <= 60 for part in parts)
    return tuple(parts) if 2 <= len(parts) <= 12 and is_short and len(set(parts)) == len(parts) else ()


def _asks_number(header: str) -> bool:
    """Tell whether a header asks for a score or level."""
    return any(mentions(normalise(header), vocabulary) for vocabulary in (words.SCORE, words.WEAK_ANSWER))


def is_closed(validation: Validation | None) -> bool:
    """Tell whether a rule keeps a cell blank, by what it allows or by what it tells."""
    if validation is None or validation.is_list:
        return False
    return validation.kind == "closed" or (
        bool(validation.prompt) and mentions(normalise(validation.prompt), words.LEAVE_BLANK)
    )


def add_options(question: Question, texts: Sequence[str]) -> Question:
    """Give a question's main slot the options that are written out below: their numbers, and what they mean."""
    matches = [match for text in texts if (match := _NUMBERED.match(" ".join(text.split())))]
    slot = question.primary_slot
    if len(matches) < 2 or slot is None or slot.role not in {SlotRole.TEXT, SlotRole.CHOICE}:
        return question
    numbers, meanings = tuple(match[1] for match in matches), tuple(match[3].strip() for match in matches)
    if slot.options and slot.options != numbers:
        return question
    filled = replace(slot, role=SlotRole.CHOICE, options=numbers, labels=meanings)
    form = question_form(question.text, numbers)
    return replace(question, form=form, slots=(filled, *(other for other in question.slots if other is not slot)))


def _value(role: SlotRole, text: str, options: tuple[str, ...]) -> str:
    """Give the answer that a cell holds; a mark stands for its column's label."""
    if not text or is_placeholder(text) or (role is SlotRole.CHECKBOX and text == "FALSE"):
        return ""
    return options[0] if role is SlotRole.CHECKBOX and options else text

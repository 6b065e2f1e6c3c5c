"""Rows of one table, judged, -> questions: sections, stems, continued sentences and follow-ups carried along. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.core.question import AnswerSlot, Question, QuestionKind, SlotRole
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.headers import Header
from qanswer.questionnaires.excel.rows import RowKind, RowVerdict
from qanswer.questionnaires.excel.slots import BELOW, Locate, SlotMaker
from qanswer.questionnaires.excel.tables import TableColumns
from qanswer.questionnaires.matching import leading_number
from qanswer.questionnaires.reading import ColumnPlan
from qanswer.questionnaires.wording import (
    HeaderRole,
    has_cjk,
    is_follow_up,
    is_profile_label,
    is_signature_label,
    question_form,
)

_BULLET = re.compile(r"\s*(?:[•·▪◦‣○●*\-\u2013\u2014]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)]|[①-⑳])\s*", re.IGNORECASE)
_FULL_STOP = (".", "?", "!", "。", "\uff1f")
_SENTENCE_END = (".", "?", "!", ":", ";", "。", "\uff1f", "\uff1a", "\uff1b")


@dataclass(slots=True)
class TableReader:
    """Reads the rows of one table in order."""

    grid: Grid
    locate: Locate
    columns: TableColumns
    maker: SlotMaker
    section: str = ""
    column_section: str = ""
    stem: str = ""
    before: Question | None = None
    before_row: int = 0

    @classmethod
    def make(cls, grid: Grid, locate: Locate, plans: Sequence[ColumnPlan], columns: TableColumns) -> TableReader:
        """Make a reader for a table's columns."""
        maker = SlotMaker(grid, locate, columns, {plan.column: plan for plan in plans}, open_fills(grid, columns))
        return cls(grid, locate, columns, maker)

    def start(self, header: Header | None) -> None:
        """Begin a block; the title of its section may stand in its header, over the questions or their numbers."""
        if header is None:
            return
        for column in (self.columns.question, self.columns.number):
            cell = header.cell(column)
            is_title = cell is not None and sum(character.isalpha() for character in cell.text) >= 4
            if cell is not None and is_title and cell.role in {None, HeaderRole.SECTION}:
                self.section = " ".join(cell.text.split())
                return

    def read(self, verdict: RowVerdict) -> Question | None:
        """Read one row; None when it is no question."""
        if self.columns.section:
            self.column_section = self.grid.text(verdict.row, self.columns.section) or self.column_section
        if verdict.kind is RowKind.QUESTION:
            question = self._question(verdict)
            self.before, self.before_row = question, verdict.row
            return question
        if verdict.kind is RowKind.SECTION:
            self.section, self.stem, self.before = " ".join(verdict.text.split()), "", None
        elif verdict.text.rstrip().endswith((":", "\uff1a")):
            self.stem = " ".join(verdict.text.split())
        return None

    def _question(self, verdict: RowVerdict) -> Question:
        text = verdict.text.strip()
        locator = self.locate(verdict.row, verdict.column)
        slots = self._slots(verdict.row)
        number = self.grid.text(verdict.row, self.columns.number).strip() if self.columns.number else ""
        number = number or leading_number(text)
        stem = (
            self._take_stem(verdict.row, text)
            if verdict.column == self.columns.question
            else self._merged_stem(verdict.row)
        )
        return Question(
            id=locator,
            locator=locator,
            text=text,
            number=number,
            section=" ".join((self.section or self.column_section).split()),
            kind=kind_of(text),
            form=question_form(text, form_options(slots)),
            slots=slots,
            stem=stem,
            parent_id=self._parent(text),
            continues_id=self._continued(verdict.row, text),
        )

    def _slots(self, row: int) -> tuple[AnswerSlot, ...]:
        return self.maker.make(row)

    def _merged_stem(self, row: int) -> str:
        """Give the question that is merged down over several rows, of which this one asks a part."""
        merge = self.grid.merge(row, self.columns.question)
        return " ".join(self.grid.text(merge.top, merge.left).split()) if merge else ""

    def _take_stem(self, row: int, text: str) -> str:
        """Give the lead-in of a bullet, and note a new one: a text that ends in a colon, or in no full stop at all."""
        if _BULLET.match(text):
            before = self.before
            is_open = (
                before is not None and self.before_row == row - 1 and not before.text.rstrip().endswith(_FULL_STOP)
            )
            if not self.stem and is_open and before is not None and not _BULLET.match(before.text):
                self.stem = " ".join(before.text.split())
            return self.stem
        self.stem = _lead_in(text)
        return ""

    def _parent(self, text: str) -> str:
        """Name the question on whose answer this one hangs."""
        if self.before is None or not is_follow_up(text):
            return ""
        return self.before.parent_id or self.before.id

    def _continued(self, row: int, text: str) -> str:
        """Name the question whose sentence this row goes on with: it was cut in two over two rows."""
        before = self.before
        if before is None or self.before_row != row - 1 or has_cjk(text) or _BULLET.match(text):
            return ""
        is_cut = not before.text.rstrip().endswith(_SENTENCE_END) and text[:1].islower()
        return (before.continues_id or before.id) if is_cut else ""


def _lead_in(text: str) -> str:
    """Give what bullets may follow: a text that ends in a colon, or its lines before the first bullet in it."""
    lines = text.strip().splitlines()
    n_lead = next((n for n, line in enumerate(lines) if n and _BULLET.match(line)), len(lines))
    lead = " ".join(" ".join(lines[:n_lead]).split())
    return lead if lead.endswith((":", "\uff1a")) else ""


def open_fills(grid: Grid, columns: TableColumns) -> frozenset[str]:
    """Give the fills of cells in the main answer column that offer a list."""
    main = columns.main
    if not main or main == BELOW:
        return frozenset()
    rows = (row for row in grid.rows if (found := grid.validation(row, main)) and found.is_list)
    return frozenset(grid.style(row, main).fill for row in rows)


def form_options(slots: Sequence[AnswerSlot]) -> tuple[str, ...]:
    """Give the options by which a question's form is told: those of its main slot, or the labels of its boxes."""
    boxes = tuple(slot.options[0] for slot in slots if slot.role is SlotRole.CHECKBOX and slot.options)
    return boxes or next((slot.options for slot in slots if slot.is_primary), ())


def kind_of(text: str) -> QuestionKind:
    """Tell the kind of a question in a table by its words."""
    if is_signature_label(text):
        return QuestionKind.SIGNATURE
    return QuestionKind.PROFILE if is_profile_label(text) else QuestionKind.QUESTION

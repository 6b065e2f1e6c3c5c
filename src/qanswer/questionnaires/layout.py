"""Layout of one sheet: a grid in, its tables, questions and skipped rows out. Pure inference, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import AnswerSlot, Question, QuestionKind, SkippedText, SlotRole
from qanswer.questionnaires.columns import plan_columns, read_facts
from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.headers import Header, find_headers
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole, SheetLayout, SheetReading, TableLayout
from qanswer.questionnaires.rows import RowKind, RowVerdict, TableColumns, judge_rows, make_columns
from qanswer.questionnaires.wording import (
    HeaderRole,
    header_role,
    is_follow_up,
    is_placeholder,
    is_profile_label,
    is_signature_label,
    question_form,
    question_score,
)

Locate = Callable[[int, int], str]

_SLOT_ROLES = {
    ColumnRole.CHOICE: SlotRole.CHOICE,
    ColumnRole.TICK: SlotRole.CHECKBOX,
    ColumnRole.TEXT: SlotRole.TEXT,
    ColumnRole.COMMENT: SlotRole.COMMENT,
    ColumnRole.OWNER: SlotRole.OWNER,
}


@dataclass(frozen=True, slots=True)
class _Table:
    header: Header | None
    rows: tuple[int, ...]


def read_grid(grid: Grid, locate: Locate) -> SheetReading:
    """Read one sheet; `locate` names a cell by its row and column, both from 1."""
    if grid.is_hidden:
        return SheetReading(SheetLayout(grid.title, note="the sheet is hidden"))
    tables: list[TableLayout] = []
    questions: list[Question] = []
    skipped: list[SkippedText] = []
    for table in _split_tables(grid):
        layout, found, left = _read_table(grid, table, locate)
        if layout is not None:
            tables.append(layout)
        questions += found
        skipped += left
    note = "" if questions else "no table of questions was found"
    return SheetReading(SheetLayout(grid.title, tuple(tables), tuple(skipped), note), tuple(questions))


def _split_tables(grid: Grid) -> list[_Table]:
    headers = find_headers(grid)
    rows = grid.rows
    if not headers:
        return [_Table(None, tuple(rows))]
    tables = []
    for position, header in enumerate(headers):
        end = headers[position + 1].rows[0] if position + 1 < len(headers) else rows[-1] + 1
        tables.append(_Table(header, tuple(row for row in rows if header.rows[-1] < row < end)))
    return tables


def _read_table(
    grid: Grid, table: _Table, locate: Locate
) -> tuple[TableLayout | None, list[Question], list[SkippedText]]:
    if not table.rows:
        return None, [], []
    facts = read_facts(grid, table.header, table.rows)
    plans = plan_columns(facts, is_protected=grid.is_protected)
    if table.header is None:
        plans = _add_answer_column(plans)
    columns = make_columns(plans)
    if columns is None:
        return None, [], [_skip(grid, locate, table, "no column reads like questions")]
    verdicts = judge_rows(grid, columns, table.rows)
    if table.header is None and not _is_list_of_questions(verdicts):
        return None, [], []
    reader = _TableReader(grid, locate, plans, columns, _header_section(table.header, columns))
    questions, skipped = reader.read(verdicts)
    header_rows = table.header.rows if table.header else ()
    layout = TableLayout(header_rows[0] if header_rows else table.rows[0], table.rows[-1], header_rows, plans)
    return replace(layout, n_questions=len(questions)), questions, skipped


def _is_list_of_questions(verdicts: Sequence[RowVerdict]) -> bool:
    """Tell whether rows without a header are questions: at least two of them read so plainly."""
    return sum(v.kind is RowKind.QUESTION and question_score(v.text) >= 0.75 for v in verdicts) >= 2


def _add_answer_column(plans: tuple[ColumnPlan, ...]) -> tuple[ColumnPlan, ...]:
    """Take the first column right of the questions for the answers, where no header names any and it is free."""
    question = next((plan.column for plan in plans if plan.role is ColumnRole.QUESTION), 0)
    if not question or any(plan.role.is_answer for plan in plans):
        return plans
    if any(plan.column == question + 1 for plan in plans):
        return plans
    added = ColumnPlan(question + 1, "", ColumnRole.TEXT, "the empty column beside the questions")
    return (*plans, added)


def _skip(grid: Grid, locate: Locate, table: _Table, reason: str) -> SkippedText:
    row = table.header.rows[0] if table.header else table.rows[0]
    column, text = next(iter(sorted(grid.row(row).items())))
    return SkippedText(locate(row, column), text, reason)


def _header_section(header: Header | None, columns: TableColumns) -> str:
    """Give the section that stands in the header itself, where the question column is headed by a title."""
    cell = header.cell(columns.question) if header else None
    if cell is None or cell.role is not None or header_role(cell.text) is HeaderRole.QUESTION:
        return ""
    return " ".join(cell.text.split())


class _TableReader:
    """Turns the rows of one table into questions, carrying sections along."""

    def __init__(
        self, grid: Grid, locate: Locate, plans: Sequence[ColumnPlan], columns: TableColumns, section: str
    ) -> None:
        self.grid, self.locate, self.columns = grid, locate, columns
        self.roles = {plan.column: plan for plan in plans}
        self.section = section
        self.column_section = ""

    def read(self, verdicts: Sequence[RowVerdict]) -> tuple[list[Question], list[SkippedText]]:
        questions: list[Question] = []
        skipped: list[SkippedText] = []
        for verdict in verdicts:
            if self.columns.section:
                self.column_section = self.grid.text(verdict.row, self.columns.section) or self.column_section
            if verdict.kind is RowKind.QUESTION:
                questions.append(self._question(verdict, questions[-1] if questions else None))
                continue
            if verdict.kind is RowKind.SECTION:
                self.section = " ".join(verdict.text.split())
            skipped.append(
                SkippedText(self.locate(verdict.row, verdict.column), verdict.text, f"{verdict.kind}: {verdict.reason}")
            )
        return questions, skipped

    def _question(self, verdict: RowVerdict, before: Question | None) -> Question:
        slots = self._slots(verdict.row)
        locator = self.locate(verdict.row, verdict.column)
        text = verdict.text.strip()
        options = next((slot.options for slot in slots if slot.is_primary), ())
        if slots and slots[0].role is SlotRole.CHECKBOX:
            options = tuple(slot.options[0] for slot in slots if slot.role is SlotRole.CHECKBOX)
        number = self.grid.text(verdict.row, self.columns.number).strip() if self.columns.number else ""
        parent = (before.parent_id or before.id) if before is not None and is_follow_up(text) else ""
        return Question(
            id=locator,
            locator=locator,
            text=text,
            number=number,
            section=" ".join((self.section or self.column_section).split()),
            kind=_kind(text),
            form=question_form(text, options),
            slots=slots,
            parent_id=parent,
        )

    def _slots(self, row: int) -> tuple[AnswerSlot, ...]:
        slots: list[AnswerSlot] = []
        for column in (*self.columns.answers, *self.columns.comments):
            slot = self._slot(row, column)
            if slot is not None:
                slots.append(replace(slot, is_primary=not slots))
        return tuple(slots)

    def _slot(self, row: int, column: int) -> AnswerSlot | None:
        grid = self.grid
        merge = grid.merge(row, column)
        if merge is not None:
            if merge.left < column:
                return None
            row = merge.top
        if grid.is_formula(row, column):
            return None
        plan = self.roles[column]
        role = _SLOT_ROLES.get(plan.role, SlotRole.TEXT)
        validation = grid.validation(row, column)
        options = validation.options if validation and validation.is_list else ()
        if role is SlotRole.CHECKBOX:
            options = (plan.header,)
        elif role is SlotRole.CHOICE and not options:
            role = SlotRole.TEXT
        text = grid.text(row, column).strip()
        return AnswerSlot(
            container=grid.title,
            locator=self.locate(row, column),
            role=role,
            options=options,
            value="" if is_placeholder(text) else text,
            is_locked=grid.is_locked(row, column),
        )


def _kind(text: str) -> QuestionKind:
    if is_signature_label(text):
        return QuestionKind.SIGNATURE
    return QuestionKind.PROFILE if is_profile_label(text) else QuestionKind.QUESTION

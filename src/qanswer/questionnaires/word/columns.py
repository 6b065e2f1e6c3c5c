"""Tables under a header: each row a question, its answers in the columns that the header gives to the vendor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import SlotRole
from qanswer.questionnaires.header_words import header_options
from qanswer.questionnaires.reading import ColumnRole
from qanswer.questionnaires.word.drafts import Draft, Findings, SlotDraft
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView, answer_lines, spells_options
from qanswer.questionnaires.word.groups import asks, ends_as_label, inline_slot, is_plain_question
from qanswer.questionnaires.word.headers import Header
from qanswer.questionnaires.word.lines import leading_number
from qanswer.questionnaires.word.roles import find_cell, plan_columns, split_columns
from qanswer.questionnaires.word.words import is_note, needs_no_response
from qanswer.questionnaires.wording import normalise

_ROLES = {ColumnRole.COMMENT: SlotRole.COMMENT, ColumnRole.OWNER: SlotRole.OWNER}


@dataclass(frozen=True, slots=True)
class TableContext:
    """What stands around a table: its section, the text right before it and where that stands, and how it is named."""

    section: str = ""
    before: str = ""
    before_home: str = ""
    heading_home: str = ""
    """Where the heading of the section stands."""
    group: str = ""
    fields_only: bool = False
    """Whether nothing but the form's fields can be filled."""
    is_nested: bool = False
    """Whether the table lies in a cell of another one; `before` is then the text beside or above it."""


class ColumnReader:
    """Reads the rows under one header."""

    def __init__(self, header: Header, body: Sequence[RowView], context: TableContext, findings: Findings) -> None:
        """Judge the columns."""
        self.header = split_columns(header, body)
        self.columns = plan_columns(self.header, body)
        self._body = body
        self._context = context
        self._findings = findings
        self._section = context.section
        self._column_section = ""
        self._stem = ""
        self._last: dict[int, CellView] = {}
        self._hints = _repeated_hints(self.header, body)

    @property
    def question(self) -> int | None:
        """Position of the question column; None where there is none."""
        return next((n for n, column in enumerate(self.columns) if column.role is ColumnRole.QUESTION), None)

    def read(self) -> int:
        """Read all rows; gives how many questions were found."""
        before = len(self._findings.drafts)
        self._note_columns()
        if not self._asks:
            self._findings.skip(
                self.header.cells[0].locator, self.header.cells[0].text, "a table that asks for nothing"
            )
            return 0
        for row in self._body:
            if row.filled:
                self._read_row(row)
        return len(self._findings.drafts) - before

    @property
    def _asks(self) -> bool:
        """Whether the vendor writes in some column, or the rows plainly ask."""
        if any(column.role.is_answer for column in self.columns):
            return True
        cells = [find_cell(row, self.columns, self.question or 0) for row in self._body]
        texts = [cell.text for cell in cells if cell is not None and cell.text]
        return sum(is_plain_question(text) for text in texts) * 2 > len(texts)

    def _note_columns(self) -> None:
        for column, cell in zip(self.columns, self.header.cells, strict=True):
            if cell.text:
                self._findings.skip(cell.locator, cell.text, f"header: {column.reason}")

    def _read_row(self, row: RowView) -> None:
        question = self.question
        cell = None if question is None else find_cell(row, self.columns, question)
        if row.sole is not None or (len(row.filled) == 1 and self._spans(row.filled[0])):
            self._read_sole(row.filled[0])
        elif cell is None or not cell.kind.takes_answer:
            self._read_question(row, cell)

    def _spans(self, cell: CellView) -> bool:
        """Tell whether a cell reaches over the columns of questions and answers."""
        covered = [c for c in self.columns if c.start >= cell.cell.column and c.end <= cell.cell.end]
        return len(covered) > 1 and any(column.role.is_answer for column in covered)

    def _read_sole(self, cell: CellView) -> None:
        """Read a row of one cell: a section, a lead-in, or a label that takes its answer behind itself."""
        if cell.kind is CellKind.MIXED:
            for group in cell.groups:
                self._add(cell, group.text, group.number, list(group.slots))
        elif ends_as_label(cell.text) and not asks(cell.text) and not cell.cell.fill and not cell.is_bold:
            last = cell.groups[-1].last if cell.groups else None
            self._add(cell, cell.text, "", [inline_slot(last)] if last else [])
        elif cell.kind is CellKind.TEXT:
            self._stem = cell.text if ends_as_label(cell.text) or cell.text.endswith("?") else ""
            if not self._stem and not is_note(cell.text):
                self._section = cell.text
            self._findings.skip(cell.locator, cell.text, "lead-in" if self._stem else "section")

    def _read_question(self, row: RowView, cell: CellView | None) -> None:
        self._note_section(row)
        if cell is None or self._is_section(row, cell) or self._needs_no_answer(row):
            if cell is not None:
                self._section = cell.text
                self._findings.skip(cell.locator, cell.text, "section")
            return
        slots = [slot for n in range(len(self.columns)) for slot in self._column_slots(row, n)]
        slots = [*cell.slots, *slots]
        self._add(cell, cell.text, self._number(row, cell), _primary_first(slots))

    def _is_section(self, row: RowView, cell: CellView) -> bool:
        """Tell whether a row is a heading between questions: alone in its row, and set apart by its looks."""
        if len([other for other in row.filled if not other.is_number]) > 1 or asks(cell.text) or cell.slots:
            return False
        if not cell.is_bold and not cell.cell.fill:
            return False
        others = [find_cell(other, self.columns, self.question or 0) for other in self._body]
        looks = [(other.is_bold, other.cell.fill) for other in others if other is not None]
        return looks.count((cell.is_bold, cell.cell.fill)) * 3 <= len(looks)

    def _number(self, row: RowView, cell: CellView) -> str:
        for n, column in enumerate(self.columns):
            if column.role is ColumnRole.NUMBER:
                found = find_cell(row, self.columns, n)
                if found is not None and (found.text or found.number):
                    return (found.text or found.number).rstrip(".)")
        return cell.number or leading_number(cell.text)

    def _note_section(self, row: RowView) -> None:
        """Follow the column that names the section, if there is one; a merged cell goes on."""
        for n, column in enumerate(self.columns):
            if column.role is ColumnRole.SECTION:
                found = find_cell(row, self.columns, n)
                if found is not None and found.text:
                    self._column_section = found.text

    def _needs_no_answer(self, row: RowView) -> bool:
        """Tell whether the cells of the answers say that none is wanted."""
        cells = [find_cell(row, self.columns, n) for n, column in enumerate(self.columns) if column.role.is_answer]
        return any(cell is not None and needs_no_response(cell.text) for cell in cells)

    def _column_slots(self, row: RowView, n: int) -> list[SlotDraft]:
        column = self.columns[n]
        if not column.role.is_answer:
            return []
        cell = find_cell(row, self.columns, n) or self._merged_above(row, n)
        if cell is None:
            return []
        self._last[n] = cell
        if column.role is ColumnRole.TICK:
            return [_tick_slot(cell, column.header)]
        slots = answer_slots(self._with_hint(cell, n), _ROLES.get(column.role, SlotRole.TEXT), column.header)
        options = header_options(column.header) if column.role is ColumnRole.TEXT else ()
        return _with_options(slots, options) if options else slots

    def _merged_above(self, row: RowView, n: int) -> CellView | None:
        """Give the cell of an earlier row that a vertical merge lets reach into this one."""
        start = self.columns[n].start
        return self._last.get(n) if any(cell.column == start for cell in row.continued) else None

    def _with_hint(self, cell: CellView, n: int) -> CellView:
        is_hint = cell.kind is CellKind.TEXT and normalise(cell.text) in self._hints[n]
        return replace(cell, kind=CellKind.OPEN) if is_hint else cell

    def _add(self, cell: CellView, text: str, number: str, slots: list[SlotDraft]) -> None:
        is_weak = not any(column.role.is_answer and column.is_sure for column in self.columns)
        draft = Draft(cell.locator, text, number, self._column_section or self._section, group=self._context.group)
        draft.stem = self._stem or _asking_before(self._context, text)
        draft.slots, draft.is_weak = slots, is_weak
        self._findings.drafts.append(draft)


def _asking_before(context: TableContext, text: str) -> str:
    """Give the question in front of a table whose rows only complete it."""
    return context.before if context.before.endswith(("?", "\uff1f")) and not asks(text) else ""


def _primary_first(slots: list[SlotDraft]) -> list[SlotDraft]:
    """Put the slot first that takes the answer itself: a choice or box, then a text, then comments."""
    order = {SlotRole.CHOICE: 0, SlotRole.CHECKBOX: 0, SlotRole.TEXT: 0, SlotRole.COMMENT: 1, SlotRole.OWNER: 1}
    return sorted(slots, key=lambda slot: order[slot.role])


def _with_options(slots: list[SlotDraft], options: tuple[str, ...]) -> list[SlotDraft]:
    """Let a whole cell take one of the options that its header spells out, unless it holds a text already."""
    slot = slots[0]
    is_whole = len(slots) == 1 and slot.place is None and slot.anchor is None and not slot.options
    is_free = not slot.value or normalise(slot.value) in {normalise(option) for option in options}
    return [replace(slot, role=SlotRole.CHOICE, options=options)] if is_whole and is_free else slots


def _tick_slot(cell: CellView, header: str) -> SlotDraft:
    """Make the slot of a cell that is ticked under one of several answers."""
    slots = cell.slots
    if slots:
        return replace(slots[0], options=(header,), value=header if slots[0].value else "")
    return SlotDraft(cell.locator, SlotRole.CHECKBOX, options=(header,), value=header if cell.text else "")


def answer_slots(cell: CellView, role: SlotRole = SlotRole.TEXT, label: str = "") -> list[SlotDraft]:
    """Make the slots of a cell that takes an answer: its own places, or the cell as a whole."""
    slots = cell.slots or answer_lines(cell)
    if not slots or cell.is_hint:
        return [cell.whole_slot(role)]
    named = [replace(slot, options=(label,)) if _is_unnamed_box(slot) and label else slot for slot in slots]
    if role is not SlotRole.TEXT:
        named = [replace(slot, role=role) if slot.role is SlotRole.TEXT else slot for slot in named]
    return named


def _is_unnamed_box(slot: SlotDraft) -> bool:
    return slot.role is SlotRole.CHECKBOX and not slot.options


def _repeated_hints(header: Header, body: Sequence[RowView]) -> list[frozenset[str]]:
    """Find, for each column, the texts that spell out the same options in several rows ("Low / Medium / High")."""
    found = []
    for n in range(len(header.cells)):
        cells = [find_cell(row, header.cells, n) for row in body]
        texts = [normalise(cell.text) for cell in cells if cell is not None and spells_options(cell)]
        found.append(frozenset(text for text in texts if texts.count(text) * 2 >= max(len(body), 4)))
    return found

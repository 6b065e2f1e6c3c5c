"""Tables without a header: labels beside, above or around their places, read as a person does, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qanswer.core.question import QuestionKind, SlotRole
from qanswer.questionnaires.word.beside import has_free_lines, slots_below, takers_below, takers_right
from qanswer.questionnaires.word.columns import TableContext, answer_slots
from qanswer.questionnaires.word.drafts import Draft, Findings, SlotDraft, settle_signatures
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView
from qanswer.questionnaires.word.groups import (
    asks,
    ends_as_label,
    inline_slot,
    is_buyer_label,
    is_plain_question,
    label_role,
    read_answer_label,
)
from qanswer.questionnaires.word.lines import leading_number
from qanswer.questionnaires.word.pairs import answer_below, answered_pairs, is_labelled_lines, label_of, slots_behind
from qanswer.questionnaires.word.records import MAX_NAME_WORDS, count_records, read_records, record_question
from qanswer.questionnaires.word.ticks import count_tick_rows, find_tick, tick_label, tick_slots
from qanswer.questionnaires.word.words import is_declaration, is_note
from qanswer.questionnaires.wording import word_count

_MAX_PART_WORDS = 4
"""Labels of the parts of a question ("Part a") are short."""


@dataclass(slots=True)
class _State:
    """What the rows read so far leave for those below."""

    used: set[str] = field(default_factory=set)
    title: CellView | None = None
    stem: str = ""
    waiting: CellView | None = None
    """A text that asks and has no answer yet: a row "Answer: …" below may bring it."""
    waiting_number: str = ""
    answered: Draft | None = None
    """The question that such rows gave an answer last: "Comments: …" adds to it."""


class FreeReader:
    """Reads the rows of one table that has no header."""

    def __init__(self, rows: Sequence[RowView], context: TableContext, findings: Findings) -> None:
        """Note what the table is like as a whole."""
        self._rows = rows
        self._context = context
        self._findings = findings
        self._state = _State()
        self._is_lines = is_labelled_lines(rows)
        self._pairs = frozenset[str]() if context.fields_only else answered_pairs(rows)

    def read(self) -> int:
        """Read all rows; gives how many questions were found."""
        before = len(self._findings.drafts)
        position = 0
        while position < len(self._rows):
            position += self._read_row(position)
        found = self._findings.drafts[before:]
        settle_signatures(found)
        return len(found)

    # -- one row ---------------------------------------------------------------------------------------------------

    def _read_row(self, position: int) -> int:
        """Read one row, and those below that belong to it; gives how many rows are done."""
        row = self._rows[position]
        n_ticks = count_tick_rows(self._rows, position)
        if n_ticks:
            self._read_tick_rows(position, n_ticks)
            return n_ticks
        if row.sole is not None:
            self._read_sole(position, row.sole)
            return 1
        n_records = count_records(self._rows, position, has_stem=bool(self._state.stem))
        if n_records:
            self._read_records(position)
            return 1 + n_records
        self._read_cells(position)
        return 1

    def _read_sole(self, position: int, cell: CellView) -> None:
        """Read a cell that has its row for itself."""
        if cell.locator in self._state.used or (cell.kind is CellKind.EMPTY and not self._context.is_nested):
            return
        if cell.kind is CellKind.MIXED:
            self._read_mixed(cell)
        elif cell.kind.takes_answer:
            self._read_open(cell)
        elif is_declaration(cell.text):
            self._read_declaration(position, cell)
        elif not self._read_answer_row(cell):
            self._read_title(position, cell)

    def _read_title(self, position: int, cell: CellView) -> None:
        """Read a text that has its row for itself: its answer is below, behind it, or it heads what follows."""
        below = takers_below(self._rows, position, cell, self._state.used)
        answered = answer_below(self._rows, position, cell)
        if below:
            self._add(cell, slots_below(self._rows[position + 1], below, self._state.used), use=below)
        elif answered is not None:
            self._add(cell, [answered.whole_slot()], use=(answered,))
        else:
            slots = slots_behind(cell, is_lines=self._is_lines)
            if slots:
                self._add(cell, slots, text=label_of(cell) if self._is_lines else "")
            else:
                self._set_title(cell)

    def _set_title(self, cell: CellView) -> None:
        state = self._state
        is_apart = cell.is_bold or bool(cell.cell.fill)
        is_item = bool(leading_number(cell.text)) and not is_apart
        is_asking = asks(cell.text) or ends_as_label(cell.text) or is_item
        state.title = cell
        state.stem = cell.text if is_asking and not is_note(cell.text) else ""
        self._wait(cell)
        self._findings.skip(cell.locator, cell.text, "lead-in" if state.stem else "title")

    def _wait(self, cell: CellView, number: str = "") -> None:
        """Remember a text that may get its answer from a row "Answer: …" below."""
        state = self._state
        is_asking = asks(cell.text) or bool(number) or bool(leading_number(cell.text))
        state.waiting, state.waiting_number = (cell, number) if is_asking else (None, "")
        state.answered = None

    def _read_mixed(self, cell: CellView) -> None:
        """Read a cell that holds labels and their places."""
        self._state.used.add(cell.locator)
        for group in cell.groups:
            if not group.text:
                continue
            if group.slots and self._answer_waiting(group.text, group.slots):
                continue
            if group.slots:
                self._append(cell, group.text, group.number, group.slots)
            elif ends_as_label(group.text) and group.last is not None:
                self._append(cell, group.text, group.number, [inline_slot(group.last)])

    def _read_answer_row(self, cell: CellView) -> bool:
        """Read a row "Answer: …" under a question."""
        first = cell.groups[0].first if cell.groups else None
        slot = read_answer_label(first) if first is not None else None
        if slot is None:
            return False
        return self._answer_waiting(label_of(cell), [slot])

    def _answer_waiting(self, label: str, slots: list[SlotDraft]) -> bool:
        """Give a place with a label such as "Answer:" to the question above it."""
        state = self._state
        role = label_role(label.rstrip(" :\uff1a"))
        if role is None or (role is SlotRole.OWNER and state.answered is None):
            return False
        slots = [_with_role(slot, role) for slot in slots]
        if state.waiting is not None:
            cell, number = state.waiting, state.waiting_number
            state.stem = "" if state.title is cell else state.stem
            self._add(cell, slots, number=number)
            state.answered, state.waiting = self._findings.drafts[-1], None
            return True
        if state.answered is None and asks(self._context.before):
            self._append_to(self._context.before_home, self._context.before, [])
            state.answered = self._findings.drafts[-1]
        if state.answered is None:
            return False
        state.answered.slots += slots
        return True

    def _read_open(self, cell: CellView) -> None:
        """Read a place that has the row for itself: it answers the title, or the text in front of the table."""
        home, text = self._lead()
        if not text:
            return
        self._state.used.add(cell.locator)
        last = self._findings.drafts[-1] if self._findings.drafts else None
        if last is not None and last.home == home and last.text == text:
            last.slots += answer_slots(cell)
        else:
            self._append_to(home, text, answer_slots(cell))

    def _lead(self) -> tuple[str, str]:
        """Give what a place without a label of its own answers: the title, the text before the table, its heading."""
        title, context = self._state.title, self._context
        if title is not None:
            return title.locator, title.text
        if context.before:
            return context.before_home, context.before
        return context.heading_home, context.section

    def _read_declaration(self, position: int, cell: CellView) -> None:
        """Read a declaration with the places below it: all of them belong to the signature."""
        places = [other for row in self._rows[position + 1 :] for other in row.cells if other.slots]
        slots = [slot for other in places for slot in other.slots]
        self._add(cell, slots, use=places, kind=QuestionKind.SIGNATURE)

    # -- rows of several cells -------------------------------------------------------------------------------------

    def _read_cells(self, position: int) -> None:
        row = self._rows[position]
        number, index = "", 0
        while index < len(row.cells):
            cell = row.cells[index]
            if cell.locator in self._state.used or (cell.kind is CellKind.EMPTY and not self._is_before(row, index)):
                index += 1
            elif cell.kind is CellKind.MIXED:
                self._read_mixed(cell)
                index += 1
            elif cell.kind.takes_answer:
                index += self._read_left_place(row, index)
            elif cell.is_number and index + 1 < len(row.cells):
                number, index = cell.text, index + 1
            else:
                index += self._read_label(position, index, number)
                number = ""

    def _is_before(self, row: RowView, index: int) -> bool:
        """Tell whether an empty cell stands in front of a question that has no other place in its row."""
        if index + 1 >= len(row.cells) or index:
            return False
        right = row.cells[index + 1]
        is_asking = right.kind is CellKind.TEXT and is_plain_question(right.text)
        return is_asking and not takers_right(row, index + 2, self._state.used)

    def _read_left_place(self, row: RowView, index: int) -> int:
        """Read a place that stands in front of its question ("Select one | Is data encrypted?")."""
        cell = row.cells[index]
        right = row.cells[index + 1] if index + 1 < len(row.cells) else None
        if right is None or right.kind is not CellKind.TEXT or right.locator in self._state.used:
            if cell.kind is CellKind.OPEN and not cell.has_only_boxes:
                self._read_open(cell)
            return 1
        self._add(right, answer_slots(cell), use=(cell,))
        return 2

    def _read_label(self, position: int, index: int, number: str) -> int:
        """Read a text of a row: its answer is to the right, below, behind it, or it has none."""
        row, used = self._rows[position], self._state.used
        cell = row.cells[index]
        right = takers_right(row, index + 1, used)
        if right:
            self._add_right(cell, right, number)
            return 1 + len(right)
        beside = row.cells[index + 1] if index + 1 < len(row.cells) else None
        if beside is not None and self._is_answer_beside(position, cell, beside):
            slots = beside.slots or [beside.whole_slot()]
            if not self._answer_waiting(cell.text, slots):
                self._add(cell, slots, use=(beside,), number=number)
                is_told = bool(beside.slots) or bool(self._state.stem) or is_plain_question(cell.text)
                self._findings.drafts[-1].is_weak = not is_told
            return 2
        self._read_lone_label(position, cell, number)
        return 1

    def _add_right(self, cell: CellView, right: list[CellView], number: str) -> None:
        if is_buyer_label(cell.text):
            self._findings.skip(cell.locator, cell.text, "the buyer's own remarks")
            return
        slots = [slot for n, taker in enumerate(right) for slot in answer_slots(taker, _role_at(n))]
        if not self._answer_waiting(cell.text, slots):
            self._add(cell, slots, use=right, number=number)
        self._state.used.update(taker.locator for taker in right)

    def _read_lone_label(self, position: int, cell: CellView, number: str) -> None:
        """Read a text with nothing free to its right."""
        below = takers_below(self._rows, position, cell, self._state.used)
        last = cell.groups[-1].last if cell.groups else None
        answered = answer_below(self._rows, position, cell) if is_plain_question(cell.text) else None
        if answered is not None:
            self._add(cell, [answered.whole_slot()], use=(answered,), number=number)
        elif below:
            slots = slots_below(self._rows[position + 1], below, self._state.used)
            self._add(cell, slots, use=below, number=number)
        elif last is not None and self._leaves_room(cell) and not is_note(cell.text):
            self._add(cell, [inline_slot(last)], number=number)
        else:
            if asks(cell.text) or number:
                self._wait(cell, number)
            self._findings.skip(cell.locator, cell.text, "no place for an answer beside or below it")

    def _leaves_room(self, cell: CellView) -> bool:
        """Tell whether an answer goes into the label's own cell: behind its colon, or into empty lines below it."""
        if self._context.fields_only:
            return False
        is_label = ends_as_label(cell.text) and word_count(cell.text) <= MAX_NAME_WORDS
        return is_label or (asks(cell.text) and has_free_lines(cell, 2))

    def _is_answer_beside(self, position: int, cell: CellView, beside: CellView) -> bool:
        """Tell whether the text to the right of a label is its answer, given already or with labels of its own."""
        if beside.kind is CellKind.MIXED:
            return not any(asks(group.text) or group.number for group in beside.groups if group.text)
        if beside.kind is not CellKind.TEXT or self._context.fields_only:
            return False
        is_name = not self._state.stem and word_count(beside.text) <= _MAX_PART_WORDS
        if is_name and takers_below(self._rows, position, beside, self._state.used):
            return False
        if is_buyer_label(cell.text):
            return False
        if self._state.waiting is not None and label_role(cell.text.rstrip(" :\uff1a")) is not None:
            return True
        return cell.locator in self._pairs or (bool(self._state.stem) and word_count(cell.text) <= _MAX_PART_WORDS)

    # -- records and ticks -----------------------------------------------------------------------------------------

    def _read_records(self, position: int) -> None:
        """Read a table of records: one question, answered by the cells of its first free row."""
        names, first = self._rows[position], self._rows[position + 1]
        read_records(names.cells, first, self._record_question(names), self._context, self._findings)
        self._state.used.update(cell.locator for cell in first.cells)

    def _record_question(self, names: RowView) -> tuple[str, str]:
        if self._state.stem and self._state.title is not None:
            return self._state.title.locator, self._state.stem
        asking = next((cell for cell in names.cells if asks(cell.text)), None)
        if asking is not None:
            return asking.locator, asking.text
        return record_question(names.cells, self._context)

    def _read_tick_rows(self, position: int, count: int) -> None:
        """Read rows of one box each: the options of one question, or a list of points to tick off."""
        rows = self._rows[position : position + count]
        home, text = self._lead()
        ticked = [(row, tick) for row in rows if (tick := find_tick(row)) is not None]
        asking = sum(asks(tick_label(row, tick)) for row, tick in ticked)
        if text and asking * 2 <= count:
            slots = [slot for row, tick in ticked for slot in tick_slots(row, tick)]
            self._append_to(home, text, slots)
            return
        for row, tick in ticked:
            label = next(cell for cell in row.cells if cell.kind in {CellKind.TEXT, CellKind.MIXED})
            self._add(label, tick_slots(row, tick), use=(tick,))

    # -- results ---------------------------------------------------------------------------------------------------

    def _add(
        self,
        cell: CellView,
        slots: list[SlotDraft],
        *,
        use: Sequence[CellView] = (),
        number: str = "",
        text: str = "",
        kind: QuestionKind | None = None,
    ) -> None:
        self._state.used.update(other.locator for other in (cell, *use))
        number = number or cell.number or leading_number(cell.text)
        self._append(cell, text or cell.text, number.rstrip(".)"), slots, kind)

    def _append(
        self, cell: CellView, text: str, number: str, slots: list[SlotDraft], kind: QuestionKind | None = None
    ) -> None:
        state = self._state
        stem = state.stem if state.stem != text and not asks(text) and not number else ""
        is_titled = state.title is not None and not state.stem and state.title is not cell
        section = state.title.text if state.title is not None and is_titled else self._context.section
        state.waiting = state.answered = None
        self._findings.drafts.append(Draft(cell.locator, text, number, section, stem, kind, slots, self._context.group))

    def _append_to(self, home: str, text: str, slots: list[SlotDraft]) -> None:
        draft = Draft(home, text, leading_number(text), self._context.section, "", None, slots, self._context.group)
        self._findings.drafts.append(draft)


def _with_role(slot: SlotDraft, role: SlotRole) -> SlotDraft:
    return replace(slot, role=role) if slot.role is SlotRole.TEXT else slot


def _role_at(number: int) -> SlotRole:
    return SlotRole.TEXT if number == 0 else SlotRole.COMMENT

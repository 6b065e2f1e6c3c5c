"""Tables without a header: labels beside, above or around their places, read as a person does, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.core.question import QuestionKind, SlotRole
from qanswer.questionnaires.word_columns import TableContext, answer_slots
from qanswer.questionnaires.word_drafts import Draft, Findings, SlotDraft
from qanswer.questionnaires.word_grid import CellKind, CellView, RowView, overlapping
from qanswer.questionnaires.word_groups import (
    asks,
    ends_as_label,
    inline_slot,
    is_plain_question,
    labelled_slot,
    raw_line,
)
from qanswer.questionnaires.word_lines import leading_number
from qanswer.questionnaires.word_pairs import LABELLED, answered_pairs, is_labelled_lines, label_of
from qanswer.questionnaires.word_records import read_records, record_question
from qanswer.questionnaires.word_ticks import as_comment, find_tick, tick_label, tick_slots
from qanswer.questionnaires.word_words import is_declaration, is_note
from qanswer.questionnaires.wording import is_signature_label, word_count

_MAX_NAME_WORDS = 25
"""Longest column name met: an instruction with what to put below it."""


class FreeReader:
    """Reads the rows of one table that has no header."""

    def __init__(self, rows: Sequence[RowView], context: TableContext, findings: Findings) -> None:
        """Note what the table is like as a whole."""
        self._rows = rows
        self._context = context
        self._findings = findings
        self._used: set[str] = set()
        self._title = ""
        self._title_cell: CellView | None = None
        self._stem = ""
        self._is_lines = is_labelled_lines(rows)
        self._pairs = frozenset() if context.fields_only else answered_pairs(rows)

    def read(self) -> int:
        """Read all rows; gives how many questions were found."""
        before = len(self._findings.drafts)
        position = 0
        while position < len(self._rows):
            position += self._read_row(position)
        found = self._findings.drafts[before:]
        _settle_signatures(found)
        return len(found)

    # -- one row ---------------------------------------------------------------------------------------------------

    def _read_row(self, position: int) -> int:
        """Read one row, and those below that belong to it; gives how many rows are done."""
        row = self._rows[position]
        n_ticks = self._count_tick_rows(position)
        if n_ticks:
            self._read_tick_rows(position, n_ticks)
            return n_ticks
        if row.sole is not None:
            self._read_sole(position, row.sole)
            return 1
        n_records = self._count_records(position)
        if n_records:
            self._read_records(position)
            return 1 + n_records
        self._read_cells(position)
        return 1

    def _read_sole(self, position: int, cell: CellView) -> None:
        if cell.locator in self._used or cell.kind is CellKind.EMPTY:
            return
        if cell.kind is CellKind.MIXED:
            self._read_mixed(cell)
        elif cell.kind is CellKind.OPEN:
            self._read_open(cell)
        elif is_declaration(cell.text):
            self._read_declaration(position, cell)
        else:
            self._read_title(position, cell)

    def _read_title(self, position: int, cell: CellView) -> None:
        """Read a text that has its row for itself: its answer is below, behind it, or it heads what follows."""
        below = self._below(position, cell)
        if below:
            self._add(cell, self._slots_below(position, below), use=below)
            return
        answered = self._answer_below(position, cell)
        if answered is not None:
            self._add(cell, [answered.whole_slot()], use=(answered,))
            return
        slots = self._slots_behind(cell)
        if slots:
            self._add(cell, slots, text=label_of(cell) if self._is_lines else "")
            return
        self._set_title(cell)

    def _set_title(self, cell: CellView) -> None:
        is_asking = asks(cell.text) or ends_as_label(cell.text) or bool(leading_number(cell.text))
        self._title, self._title_cell = cell.text, cell
        self._stem = cell.text if is_asking and not is_note(cell.text) else ""
        self._findings.skip(cell.locator, cell.text, "lead-in" if self._stem else "title")

    def _below(self, position: int, cell: CellView) -> list[CellView]:
        """Find the free cells under a text; none when one of them has a label of its own beside it."""
        for row in self._rows[position + 1 : position + 2]:
            under = list(overlapping(cell, row))
            takers = [other for other in under if other.kind.takes_answer and not self._has_label(row, other)]
            is_first = bool(under) and bool(takers) and under[0] is takers[0]
            texts = [other for other in under if other.kind is CellKind.TEXT]
            if is_first and len(texts) < len(takers) and not any(other.locator in self._used for other in takers):
                return takers
        return []

    def _slots_below(self, position: int, below: Sequence[CellView]) -> list[SlotDraft]:
        """Make the slots of free cells under a text; boxes may have their labels in the cell beside them."""
        slots = [slot for under in below for slot in answer_slots(under)]
        for cell in below:
            if cell.has_only_boxes:
                for other in self._rows[position + 1].cells:
                    if other.kind in {CellKind.MIXED, CellKind.TEXT} and other.locator not in self._used:
                        self._used.add(other.locator)
                        slots += [as_comment(slot) for slot in other.slots]
        return slots

    def _has_label(self, row: RowView, cell: CellView) -> bool:
        number = row.cells.index(cell)
        left = row.cells[number - 1] if number else None
        if left is not None and left.kind is CellKind.TEXT and not left.is_number:
            return True
        right = row.cells[number + 1] if number + 1 < len(row.cells) else None
        is_tick = cell.has_only_boxes and right is not None and right.kind in {CellKind.TEXT, CellKind.MIXED}
        spacer = cell.kind is CellKind.EMPTY and right is not None and right.kind is CellKind.TEXT
        return (is_tick and len(cell.slots) == 1) or spacer

    def _answer_below(self, position: int, cell: CellView) -> CellView | None:
        """Find the text that already answers a question above it in the same column of its own."""
        if position + 1 >= len(self._rows) or not asks(cell.text):
            return None
        below = self._rows[position + 1].sole
        if below is None or below.kind is not CellKind.TEXT or is_plain_question(below.text):
            return None
        is_apart = (cell.is_bold, cell.cell.fill) != (below.is_bold, below.cell.fill)
        return below if is_apart or len(self._rows) == 2 else None

    def _slots_behind(self, cell: CellView) -> list[SlotDraft]:
        """Make the slot behind a label that has the row for itself, with the value that stands there already."""
        last = cell.groups[-1].last if cell.groups else None
        if last is None or is_note(cell.text):
            return []
        if ends_as_label(cell.text) and not self._heads_rows(cell):
            return [inline_slot(last)]
        if not self._is_lines:
            return []
        first = cell.groups[0].first
        match = LABELLED.match(raw_line(first)) if first is not None else None
        if first is None or match is None:
            return []
        value = cell.text.split(match[0].strip(), 1)[-1].strip()
        return [labelled_slot(first, match.end(), SlotRole.TEXT, value)]

    def _heads_rows(self, cell: CellView) -> bool:
        """Tell whether a text that ends in a colon stands above rows that it introduces."""
        return cell.is_bold or bool(cell.cell.fill) or asks(cell.text)

    def _read_mixed(self, cell: CellView) -> None:
        self._used.add(cell.locator)
        for group in cell.groups:
            if group.slots and group.text:
                self._append(cell, group.text, group.number, group.slots)
            elif group.text and ends_as_label(group.text) and group.last is not None:
                self._append(cell, group.text, group.number, [inline_slot(group.last)])

    def _read_open(self, cell: CellView) -> None:
        """Read a place that has the row for itself: it answers the title, or the text in front of the table."""
        home, text = self._lead()
        if text:
            self._used.add(cell.locator)
            self._append_to(home, text, answer_slots(cell))

    def _lead(self) -> tuple[str, str]:
        if self._title_cell is not None:
            return self._title_cell.locator, self._title
        return self._context.before_home, self._context.before

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
            if cell.locator in self._used or cell.kind is CellKind.EMPTY:
                index += 1
            elif cell.kind is CellKind.MIXED:
                self._read_mixed(cell)
                index += 1
            elif cell.kind is CellKind.OPEN:
                index += self._read_left_place(row, index)
            elif cell.is_number and index + 1 < len(row.cells):
                number, index = cell.text, index + 1
            else:
                index += self._read_label(position, index, number)
                number = ""

    def _read_left_place(self, row: RowView, index: int) -> int:
        """Read a place that stands in front of its question ("Select one | Is data encrypted?")."""
        cell = row.cells[index]
        right = row.cells[index + 1] if index + 1 < len(row.cells) else None
        if right is None or right.kind is not CellKind.TEXT or right.locator in self._used:
            return 1
        self._add(right, answer_slots(cell), use=(cell,))
        return 2

    def _read_label(self, position: int, index: int, number: str) -> int:
        """Read a text of a row: its answer is to the right, below, or it has none."""
        row = self._rows[position]
        cell = row.cells[index]
        right = self._takers(row, index + 1)
        if right:
            slots = [slot for n, taker in enumerate(right) for slot in answer_slots(taker, _role_at(n))]
            self._add(cell, slots, use=right, number=number)
            return 1 + len(right)
        beside = row.cells[index + 1] if index + 1 < len(row.cells) else None
        if beside is not None and self._is_answer_beside(cell, beside):
            self._add(cell, beside.slots or [beside.whole_slot()], use=(beside,), number=number)
            return 2
        below = self._below(position, cell)
        if below:
            self._add(cell, self._slots_below(position, below), use=below, number=number)
        else:
            self._findings.skip(cell.locator, cell.text, "no place for an answer beside or below it")
        return 1

    def _takers(self, row: RowView, start: int) -> list[CellView]:
        found = []
        for cell in row.cells[start:]:
            if not cell.kind.takes_answer or cell.locator in self._used:
                break
            found.append(cell)
        return found

    def _is_answer_beside(self, cell: CellView, beside: CellView) -> bool:
        """Tell whether the text to the right of a label is its answer, given already or with labels of its own."""
        if beside.kind is CellKind.MIXED:
            labels = [group for group in beside.groups if group.text]
            return not any(asks(group.text) or group.number for group in labels) and not ends_as_label(cell.text + "x")
        if beside.kind is not CellKind.TEXT or self._context.fields_only:
            return False
        return cell.locator in self._pairs or (bool(self._stem) and word_count(cell.text) <= 4)

    # -- records and ticks -----------------------------------------------------------------------------------------

    def _count_records(self, position: int) -> int:
        """Count the empty rows under a row of column names that together wait for records."""
        row = self._rows[position]
        names = [cell for cell in row.cells if cell.kind is CellKind.TEXT]
        if len(names) < 2 or len(names) < len(row.cells) or not all(_may_name(cell) for cell in names):
            return 0
        n_records = 0
        for below in self._rows[position + 1 :]:
            if len(below.cells) != len(row.cells) or not all(cell.kind.takes_answer for cell in below.cells):
                break
            n_records += 1
        asking = sum(asks(cell.text) for cell in names)
        is_record = n_records > 1 or bool(self._stem) or asking == 1
        return n_records if is_record else 0

    def _read_records(self, position: int) -> None:
        """Read a table of records: one question, answered by the cells of its first free row."""
        names, first = self._rows[position], self._rows[position + 1]
        read_records(names.cells, first, self._record_question(names), self._context, self._findings)
        self._used.update(cell.locator for cell in first.cells)

    def _record_question(self, names: RowView) -> tuple[str, str]:
        if self._stem and self._title_cell is not None:
            return self._title_cell.locator, self._stem
        asking = next((cell for cell in names.cells if asks(cell.text)), None)
        if asking is not None:
            return asking.locator, asking.text
        return record_question(names.cells, self._context)

    def _count_tick_rows(self, position: int) -> int:
        count = 0
        for row in self._rows[position:]:
            if find_tick(row) is None:
                break
            count += 1
        return count

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
        self._used.update(other.locator for other in (cell, *use))
        number = number or cell.number or leading_number(cell.text)
        self._append(cell, text or cell.text, number.rstrip(".)"), slots, kind)

    def _append(
        self,
        cell: CellView,
        text: str,
        number: str,
        slots: list[SlotDraft],
        kind: QuestionKind | None = None,
    ) -> None:
        stem = self._stem if self._stem != text and not asks(text) and not number else ""
        section = self._title if self._title_cell is not None and not self._stem else ""
        self._findings.drafts.append(
            Draft(cell.locator, text, number, section or self._context.section, stem, kind, slots, self._context.group)
        )

    def _append_to(self, home: str, text: str, slots: list[SlotDraft]) -> None:
        number = leading_number(text)
        self._findings.drafts.append(
            Draft(home, text, number, self._context.section, "", None, slots, self._context.group)
        )


def _may_name(cell: CellView) -> bool:
    """Tell whether a text may name a column of records."""
    return not leading_number(cell.text) and word_count(cell.text) <= _MAX_NAME_WORDS


def _role_at(number: int) -> SlotRole:
    return SlotRole.TEXT if number == 0 else SlotRole.COMMENT


def _settle_signatures(drafts: Sequence[Draft]) -> None:
    """Take names and dates around a signature for parts of it."""
    from qanswer.questionnaires.word_drafts import judge_kind

    kinds = [draft.kind or judge_kind(draft.text) for draft in drafts]
    n_personal = sum(kind is not QuestionKind.QUESTION for kind in kinds)
    if QuestionKind.SIGNATURE not in kinds or n_personal * 2 < len(kinds):
        return
    for draft, kind in zip(drafts, kinds, strict=True):
        if kind is QuestionKind.PROFILE or is_signature_label(draft.text):
            draft.kind = QuestionKind.SIGNATURE

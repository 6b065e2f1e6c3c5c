"""One table of a document: its parts, and which reader each of them takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from qanswer.questionnaires.reading import ColumnPlan, SheetLayout, TableLayout
from qanswer.questionnaires.word.columns import ColumnReader, TableContext
from qanswer.questionnaires.word.drafts import Findings
from qanswer.questionnaires.word.free import FreeReader
from qanswer.questionnaires.word.grid import CellKind, RowView, view_table
from qanswer.questionnaires.word.headers import Header, claims, find_header
from qanswer.questionnaires.word.model import Block, Cell, Table
from qanswer.questionnaires.word.records import read_box_columns, read_records, record_question
from qanswer.questionnaires.word.roles import Column
from qanswer.questionnaires.word.words import is_history_heading, is_official_use, is_summary_heading
from qanswer.questionnaires.wording import normalise, strip_number

_PREFIX = re.compile(
    r"^(?:domain|section|part|category|bereich|abschnitt|teil|domaine|partie|sección|sekcja|część)\s*\w{0,4}\s*[:.\-\u2013]\s*"
)


class BlocksReader(Protocol):
    """Reads the blocks of a cell that holds more than a label or an answer."""

    def __call__(self, blocks: Sequence[Block], section: str) -> None:
        """Read the blocks as running text."""
        ...


class TableReader:
    """Reads tables, those nested in their cells too."""

    def __init__(
        self, findings: Findings, headings: frozenset[str], read_blocks: BlocksReader, *, has_fields: bool
    ) -> None:
        """Take the headings of the document, and the reader for cells that hold a whole form."""
        self._findings = findings
        self._headings = frozenset(plain_heading(text) for text in headings)
        self._read_blocks = read_blocks
        self._has_fields = has_fields

    def read(self, table: Table, context: TableContext) -> None:
        """Read one table."""
        frame = _frame_cell(table)
        if frame is not None:
            self._read_blocks(frame.blocks, context.section)
            return
        fields_only = self._has_fields and _holds_fields(table)
        rows = self._drop_official([row for row in view_table(table, fields_only=fields_only) if row.cells])
        is_history = is_history_heading(context.section) or is_history_heading(context.before)
        if is_history and rows and not any(claims(row) for row in rows if len(row.filled) > 1):
            self._findings.skip(rows[0].cells[0].locator, rows[0].cells[0].text, "the history of the document")
            return
        context = replace(context, fields_only=fields_only)
        position = 0
        while position < len(rows):
            position = self._read_part(rows, position, context)
        for row in table.rows:
            for number, cell in enumerate(row.cells):
                left = row.cells[number - 1] if number else cell
                self._read_nested(cell, cell if cell.text else left, context)

    def _read_nested(self, cell: Cell, label: Cell, context: TableContext) -> None:
        """Read the tables inside of a cell; what they ask may stand in the cell itself or in the one to its left."""
        for nested in cell.tables:
            inner = replace(context, before=label.text, before_home=label.locator, group=nested.locator, is_nested=True)
            self.read(nested, inner)

    def _read_part(self, rows: Sequence[RowView], position: int, context: TableContext) -> int:
        """Read the rows up to the next header, or those under the header that stands here."""
        header = find_header(rows, position)
        if header is None or header.first > position:
            end = len(rows) if header is None else header.first
            n_found = FreeReader(rows[position:end], context, self._findings).read()
            self._note(context.group, rows[position:end], None, n_found)
            return end
        end = _end_of_body(rows, header)
        n_before = len(self._findings.drafts)
        columns = self._read_body(rows[header.end : end], header, _with_title(rows, header, context))
        self._note(context.group, rows[position:end], columns, len(self._findings.drafts) - n_before)
        return end

    def _note(self, name: str, rows: Sequence[RowView], columns: Sequence[Column] | None, n_found: int) -> None:
        """Note how rows of a table were understood, for whoever asks; rows and columns count from 1 there."""
        plans = tuple(
            ColumnPlan(column.start + 1, column.header, column.role, column.reason) for column in columns or ()
        )
        first, last = rows[0].number + 1, rows[-1].number + 1
        layout = TableLayout(first, last, (first,) if columns is not None else (), plans, n_found)
        note = "" if columns is not None else "no header: places beside, below or behind their labels"
        self._findings.layouts.append(SheetLayout(name, (layout,), (), note))

    def _read_body(self, body: Sequence[RowView], header: Header, context: TableContext) -> tuple[Column, ...]:
        """Read the rows under a header; gives what its columns were taken for (none for a table that is left alone)."""
        if self._is_summary(header, body, context):
            self._findings.skip(header.cells[0].locator, header.cells[0].text, "a summary of results")
            return ()
        reader = ColumnReader(header, body, context, self._findings)
        if reader.question is not None:
            reader.read()
            return reader.columns
        if read_box_columns(header.cells, body, context, self._findings):
            return reader.columns
        first = next((row for row in body if row.filled or len(row.cells) == len(header.cells)), None)
        names = [cell for cell in header.cells if cell.kind is not CellKind.EMPTY]
        if first is not None and any(cell.kind.takes_answer for cell in first.cells):
            read_records(header.cells, first, record_question(header.cells, context), context, self._findings)
        else:
            self._findings.skip(names[0].locator, names[0].text, "a table without questions")
        return reader.columns

    def _is_summary(self, header: Header, body: Sequence[RowView], context: TableContext) -> bool:
        """Tell whether a table only sums up the sections of the form."""
        if is_summary_heading(context.section):
            return True
        texts = [plain_heading(cell.text) for row in body for cell in row.filled[:2] if not cell.is_number]
        n_known = sum(any(_is_same_heading(text, known) for known in self._headings) for text in texts)
        return len(body) > 2 and n_known * 2 > len(body) and len(header.cells) <= 4

    def _drop_official(self, rows: list[RowView]) -> list[RowView]:
        """Leave out the rows from an "official use" mark on."""
        for number, row in enumerate(rows):
            first = next(iter(row.filled), None)
            if first is not None and is_official_use(first.text):
                self._findings.skip(first.locator, first.text, "reserved for the buyer")
                return rows[:number]
        return rows


def _with_title(rows: Sequence[RowView], header: Header, context: TableContext) -> TableContext:
    """Take the row right above a header, if it is a single text, for what is said in front of the table."""
    above = rows[header.first - 1].sole if header.first else None
    if above is None or above.kind is not CellKind.TEXT:
        return context
    return replace(context, before=above.text, before_home=above.locator)


def _end_of_body(rows: Sequence[RowView], header: Header) -> int:
    """Find where the rows under a header end: at the same header once more, or at another one."""
    position = header.end
    while position < len(rows):
        other = find_header(rows, position)
        if other is None:
            return len(rows)
        if other.key == header.key or _is_other_table(header, other):
            return other.first
        position = other.end
    return len(rows)


def _is_other_table(header: Header, other: Header) -> bool:
    """Tell whether a header row inside of a table begins a part with columns of its own."""
    looks = [{(cell.is_bold, cell.cell.fill) for cell in one.cells} for one in (header, other)]
    return looks[0] == looks[1] and looks[0] != {(False, "")}


def _frame_cell(table: Table) -> Cell | None:
    """Give the cell of a table that only frames a part of the form: its one cell, with several blocks in it."""
    cells = list(table.cells())
    if len(cells) != 1:
        return None
    n_filled = sum(not paragraph.is_empty for paragraph in cells[0].paragraphs)
    return cells[0] if cells[0].tables or n_filled > 2 else None


def _holds_fields(table: Table) -> bool:
    return any(place.kind.is_field for cell in table.cells() for p in cell.paragraphs for place in p.places)


def plain_heading(text: str) -> str:
    """Reduce a heading to its words: without number, and without "Domain 3:" or the like."""
    return normalise(strip_number(_PREFIX.sub("", normalise(strip_number(text))))).strip(" .:")


def _is_same_heading(text: str, heading: str) -> bool:
    if not text or not heading:
        return False
    return text == heading or (len(text) > 8 and (heading.startswith(text) or text.startswith(heading)))

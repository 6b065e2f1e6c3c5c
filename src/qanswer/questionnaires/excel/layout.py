"""Layout of one sheet: a grid in, its tables, questions and skipped rows out. Pure inference, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from qanswer.core.question import Question, SkippedText
from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.column_roles import plan_columns
from qanswer.questionnaires.excel.columns import ColumnFacts, read_facts
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.known_forms import KnownForm, steer
from qanswer.questionnaires.excel.labels import read_labels
from qanswer.questionnaires.excel.lists import plan_list
from qanswer.questionnaires.excel.mapped import MappedTable, place_tables
from qanswer.questionnaires.excel.rows import RowKind, RowVerdict, judge_rows
from qanswer.questionnaires.excel.slots import Locate, add_options
from qanswer.questionnaires.excel.stacked import read_stacked
from qanswer.questionnaires.excel.table_reader import TableReader
from qanswer.questionnaires.excel.tables import Block, Table, make_columns, split_tables
from qanswer.questionnaires.layout_map import SheetMap
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole, SheetLayout, SheetReading, TableLayout
from qanswer.questionnaires.wording import HeaderRole, mentions, normalise


def read_grid(
    grid: Grid, locate: Locate, sheet_map: SheetMap | None = None, form: KnownForm | None = None
) -> SheetReading:
    """Read one sheet; `locate` names a cell by its row and column, both from 1. A map overrides all inference.

    `form`: the published form that the sheet is of, if it was recognised; it hints what columns are.
    """
    reader = _SheetReader(grid, locate, form)
    if sheet_map is not None:
        return reader.read_mapped(sheet_map)
    return reader.read()


@dataclass(slots=True)
class _SheetReader:
    """Gathers what is found; questions with their rows, so that everything comes out in the order of the sheet."""

    grid: Grid
    locate: Locate
    form: KnownForm | None = None
    tables: list[TableLayout] = field(default_factory=list)
    questions: list[tuple[int, Question]] = field(default_factory=list)
    skipped: list[SkippedText] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    """Rows that no table took: labels may stand there."""

    def read(self) -> SheetReading:
        if self.grid.is_hidden:
            return self._nothing("the sheet is hidden")
        above, tables = split_tables(self.grid)
        self.loose += above
        for table in tables:
            self._read_table(table)
        if not tables and not self._read_stacked():
            self._read_list()
        return self._finish()

    def read_mapped(self, sheet_map: SheetMap) -> SheetReading:
        if sheet_map.is_skipped:
            return self._nothing("left out by the map")
        placed = place_tables(self.grid, sheet_map)
        for mapped in placed:
            self._read_rows(mapped.table, mapped.plans, mapped)
        taken = {row for mapped in placed for row in mapped.table.rows} - set(self.loose)
        self.loose = [row for row in self.grid.rows if row not in taken] if sheet_map.reads_labels else []
        return self._finish()

    def _nothing(self, note: str) -> SheetReading:
        return SheetReading(SheetLayout(self.grid.title, note=note))

    def _finish(self) -> SheetReading:
        taken = {question.locator for _, question in self.questions}
        labels = read_labels(self.grid, sorted(self.loose), self.locate)
        rows = {self.locate(row, column): row for row in self.loose for column in self.grid.row(row)}
        self.questions += [(rows.get(q.locator, 0), q) for q in labels if q.locator not in taken]
        taken |= {question.locator for question in labels}
        questions = tuple(question for _, question in sorted(self.questions, key=lambda item: item[0]))
        skipped = tuple(item for item in self.skipped if item.locator not in taken)
        note = "" if questions else "nothing here reads like questions to answer"
        return SheetReading(SheetLayout(self.grid.title, tuple(self.tables), skipped, note), questions)

    def _read_table(self, table: Table) -> None:
        if not table.rows:
            return
        facts = read_facts(self.grid, table.header, table.rows)
        plans = steer(self.form, plan_columns(facts, is_protected=self.grid.is_protected))
        reason = _why_no_form(self.grid.title, facts, plans)
        if reason:
            self.skipped.append(self._skip_table(table, reason))
            self.loose += table.rows
        else:
            self._read_rows(table, plans)

    def _skip_table(self, table: Table, reason: str) -> SkippedText:
        row = table.header.rows[0] if table.header else table.rows[0]
        column, text = next(iter(sorted(self.grid.row(row).items())))
        return SkippedText(self.locate(row, column), text, reason)

    def _read_stacked(self) -> bool:
        """Read the whole sheet as questions with labelled answers below, if it is so."""
        found = read_stacked(self.grid, self.grid.rows, self.locate)
        self.questions += found
        if found:
            first = found[0][0]
            self.loose = [row for row in self.loose if row < first]
        return bool(found)

    def _read_list(self) -> None:
        """Read the whole sheet as a list of questions without a header."""
        rows = tuple(row for row in self.grid.rows if row not in self.grid.hidden_rows)
        plans = plan_list(self.grid, rows)
        if plans:
            self.loose = []
            self._read_rows(Table((Block(None, rows),)), plans)

    def _read_rows(self, table: Table, plans: tuple[ColumnPlan, ...], mapped: MappedTable | None = None) -> None:
        columns = make_columns(plans)
        assert columns is not None
        verdicts = judge_rows(self.grid, columns, table)
        reader = TableReader.make(self.grid, self.locate, plans, columns)
        n_before = len(self.questions)
        by_row = {verdict.row: _override(verdict, mapped) for verdict in verdicts}
        for block in table.blocks:
            reader.start(block.header)
            part = [by_row[row] for row in block.rows]
            self._read_block(reader, part)
            self.loose += _loose_rows(part)
        header_rows = tuple(row for block in table.blocks if block.header for row in block.header.rows)
        layout = TableLayout(min(header_rows or table.rows), table.rows[-1], header_rows, plans)
        self.tables.append(replace(layout, n_questions=len(self.questions) - n_before))

    def _read_block(self, reader: TableReader, verdicts: Sequence[RowVerdict]) -> None:
        for position, verdict in enumerate(verdicts):
            question = reader.read(verdict)
            if question is not None:
                question = add_options(question, _options_below(verdicts, position))
                self.questions.append((verdict.row, question))
            else:
                kind = "" if verdict.kind is RowKind.OTHER else f"{verdict.kind}: "
                where = self.locate(verdict.row, verdict.column)
                self.skipped.append(SkippedText(where, verdict.text, f"{kind}{verdict.reason}"))


def _why_no_form(title: str, facts: Sequence[ColumnFacts], plans: Sequence[ColumnPlan]) -> str:
    """Say why a table asks nothing of the vendor, or ""."""
    asks = [plan.column for plan in plans if plan.role is ColumnRole.QUESTION]
    if not asks:
        return "no column reads like questions"
    echoed = [f for f in facts if f.echoed >= 0.5 and f.role is HeaderRole.ANSWER and f.claim.strength >= 0.7]
    if echoed:
        return f"the answers are echoed in {echoed[0].header!r}: this table is for the buyer"
    question = next(item for item in facts if item.column == asks[0])
    is_headed = question.role is HeaderRole.QUESTION and question.claim.strength >= 0.7
    answers = [plan.column for plan in plans if plan.role.is_answer]
    if answers:
        is_full = all(f.filled >= 0.9 and not f.listed and not f.unlocked for f in facts if f.column in answers)
        is_told = mentions(normalise(title), words.NO_FORM)
        is_data = is_full and (is_told or (not is_headed and question.mean_score < 0.75))
        return "a table of data, filled throughout" if is_data else ""
    return "" if is_headed and question.mean_score >= 0.75 else "no column takes an answer"


def _override(verdict: RowVerdict, mapped: MappedTable | None) -> RowVerdict:
    """Let a map say which rows are questions and which are not."""
    if mapped is None:
        return verdict
    if verdict.row in mapped.skip_rows:
        return replace(verdict, kind=RowKind.OTHER, reason="skipped by the map")
    if verdict.row in mapped.question_rows and verdict.text:
        return replace(verdict, kind=RowKind.QUESTION, reason="the map says so")
    return verdict


def _options_below(verdicts: Sequence[RowVerdict], position: int) -> tuple[str, ...]:
    """Give the options written out in the rows right under a question."""
    below = takewhile(lambda verdict: verdict.kind is RowKind.OPTION, verdicts[position + 1 : position + 21])
    return tuple(verdict.text for verdict in below)


def _loose_rows(verdicts: Sequence[RowVerdict]) -> list[int]:
    """Rows after the last question of a block: labels and signatures stand there."""
    last = max((v.row for v in verdicts if v.kind is RowKind.QUESTION), default=0)
    return [verdict.row for verdict in verdicts if verdict.row > last]

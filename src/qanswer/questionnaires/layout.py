"""Layout of one sheet: a grid in, its tables, questions and skipped rows out. Pure inference, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qanswer.core.question import Question, SkippedText
from qanswer.questionnaires.column_roles import plan_columns
from qanswer.questionnaires.columns import ColumnFacts, read_facts
from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.labels import read_labels
from qanswer.questionnaires.lists import plan_list
from qanswer.questionnaires.reading import ColumnPlan, SheetLayout, SheetReading, TableLayout
from qanswer.questionnaires.rows import RowKind, RowVerdict, judge_rows
from qanswer.questionnaires.slots import Locate
from qanswer.questionnaires.table_reader import TableReader
from qanswer.questionnaires.tables import Block, Table, make_columns, split_tables
from qanswer.questionnaires.wording import HeaderRole


@dataclass(slots=True)
class _Findings:
    """What was read so far, by row, so that everything comes out in the order of the sheet."""

    tables: list[TableLayout] = field(default_factory=list)
    questions: list[tuple[int, Question]] = field(default_factory=list)
    skipped: list[SkippedText] = field(default_factory=list)
    loose: list[int] = field(default_factory=list)
    """Rows that no table took: labels may stand there."""


def read_grid(grid: Grid, locate: Locate) -> SheetReading:
    """Read one sheet; `locate` names a cell by its row and column, both from 1."""
    if grid.is_hidden:
        return SheetReading(SheetLayout(grid.title, note="the sheet is hidden"))
    found = _Findings()
    above, tables = split_tables(grid)
    found.loose += above
    for table in tables:
        _read_table(grid, table, locate, found)
    if not found.questions and not tables:
        _read_list(grid, locate, found)
    return _finish(grid, locate, found)


def _finish(grid: Grid, locate: Locate, found: _Findings) -> SheetReading:
    taken = {question.locator for _, question in found.questions}
    labels = read_labels(grid, sorted(found.loose), locate)
    rows = {locate(row, column): row for row in found.loose for column in grid.row(row)}
    found.questions += [(rows.get(q.locator, 0), q) for q in labels if q.locator not in taken]
    taken |= {question.locator for question in labels}
    questions = tuple(question for _, question in sorted(found.questions, key=lambda item: item[0]))
    skipped = tuple(item for item in found.skipped if item.locator not in taken)
    note = "" if questions else "nothing here reads like questions to answer"
    return SheetReading(SheetLayout(grid.title, tuple(found.tables), skipped, note), questions)


def _read_table(grid: Grid, table: Table, locate: Locate, found: _Findings) -> None:
    if not table.rows:
        return
    facts = read_facts(grid, table.header, table.rows)
    plans = plan_columns(facts, is_protected=grid.is_protected)
    reason = _why_no_form(facts, plans)
    columns = make_columns(plans)
    if columns is None or reason:
        found.skipped.append(_skip_table(grid, table, locate, reason or "no column reads like questions"))
        found.loose += table.rows
        return
    _read_rows(grid, table, plans, locate, found)


def _why_no_form(facts: Sequence[ColumnFacts], plans: Sequence[ColumnPlan]) -> str:
    """Say why a table asks nothing of the vendor, or ""."""
    echoed = [f for f in facts if f.echoed >= 0.5 and f.role is HeaderRole.ANSWER and f.claim.strength >= 0.7]
    if echoed:
        return f"the answers are echoed in {echoed[0].header!r}: this table is for the buyer"
    if any(plan.role.is_answer for plan in plans):
        return ""
    by_column = {item.column: item for item in facts}
    asks = [by_column[plan.column] for plan in plans if plan.role.value == "question"]
    is_plain = any(f.claim.strength >= 0.7 and f.role is HeaderRole.QUESTION and f.mean_score >= 0.75 for f in asks)
    return "" if is_plain else "no column takes an answer"


def _skip_table(grid: Grid, table: Table, locate: Locate, reason: str) -> SkippedText:
    row = table.header.rows[0] if table.header else table.rows[0]
    column, text = next(iter(sorted(grid.row(row).items())))
    return SkippedText(locate(row, column), text, reason)


def _read_list(grid: Grid, locate: Locate, found: _Findings) -> None:
    """Read the whole sheet as a list of questions without a header."""
    rows = tuple(row for row in grid.rows if row not in grid.hidden_rows)
    plans = plan_list(grid, rows)
    if plans:
        found.loose, found.skipped = [], []
        _read_rows(grid, Table((Block(None, rows),)), plans, locate, found)


def _read_rows(grid: Grid, table: Table, plans: tuple[ColumnPlan, ...], locate: Locate, found: _Findings) -> None:
    columns = make_columns(plans)
    assert columns is not None
    verdicts = judge_rows(grid, columns, table.rows)
    reader = TableReader.make(grid, locate, plans, columns)
    n_before = len(found.questions)
    for block in table.blocks:
        reader.start(block.header)
        rows = set(block.rows)
        part = [verdict for verdict in verdicts if verdict.row in rows]
        for verdict in part:
            question = reader.read(verdict)
            if question is not None:
                found.questions.append((verdict.row, question))
            else:
                found.skipped.append(_skip_row(locate, verdict))
        found.loose += _loose_rows(part)
    header_rows = tuple(row for block in table.blocks if block.header for row in block.header.rows)
    layout = TableLayout(min(header_rows or table.rows), table.rows[-1], header_rows, plans)
    found.tables.append(replace(layout, n_questions=len(found.questions) - n_before))


def _loose_rows(verdicts: Sequence[RowVerdict]) -> list[int]:
    """Rows after the last question of a block: labels and signatures stand there."""
    last = max((v.row for v in verdicts if v.kind is RowKind.QUESTION), default=0)
    return [verdict.row for verdict in verdicts if verdict.row > last]


def _skip_row(locate: Locate, verdict: RowVerdict) -> SkippedText:
    kind = "" if verdict.kind is RowKind.OTHER else f"{verdict.kind}: "
    return SkippedText(locate(verdict.row, verdict.column), verdict.text, f"{kind}{verdict.reason}")

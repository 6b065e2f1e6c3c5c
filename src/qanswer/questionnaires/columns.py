"""Columns of a table of questions: what each holds, from its header, its content and its validations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.header_words import HeaderClaim
from qanswer.questionnaires.headers import Header
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import (
    HeaderRole,
    is_answer_value,
    is_placeholder,
    normalise,
    question_score,
    word_count,
)

_SAMPLE = 400
"""Rows looked at to judge a column: more change no verdict, and cost time."""
_ID = re.compile(
    r"[A-Za-z&]{0,12}[-. ]?(?:[A-Za-z]{0,6}[-.])?\d+(?:[.\-]\w{1,4})*[a-z]?[.)]?\Z|[A-Z]{1,4}(?:[-.]\w+)+\Z"
)
_TICKS = {"x", "✓", "✔", "☑", "☒", "☐", "□", "●", "•"}


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a column holds, as shares (0 to 1) of the rows looked at; the means are over its filled cells."""

    column: int
    header: str
    group: str
    claim: HeaderClaim
    n_filled: int
    filled: float
    mean_words: float
    mean_score: float
    listed: float
    computed: float
    unlocked: float
    ticks: float
    answers: float
    ids: float
    distinct: float

    @property
    def role(self) -> HeaderRole | None:
        """What the header announces."""
        return self.claim.role


def read_facts(grid: Grid, header: Header | None, rows: Sequence[int]) -> tuple[ColumnFacts, ...]:
    """Describe every column that has a header, a text or a validation in the rows."""
    sample = rows if len(rows) <= _SAMPLE else rows[:: -(-len(rows) // _SAMPLE)]
    return tuple(_column_facts(grid, header, sample, column) for column in _columns(grid, header, sample))


def _columns(grid: Grid, header: Header | None, rows: Sequence[int]) -> list[int]:
    columns = {cell.column for cell in header.cells} if header else set()
    for row in rows:
        columns.update(grid.row(row))
    if rows:
        last = max(columns, default=0) + 3
        for area, _ in grid.validations:
            if area.top <= rows[-1] and area.bottom >= rows[0] and area.left <= last:
                columns.update(range(area.left, min(area.right, last, area.left + 16) + 1))
    return sorted(columns)


def _column_facts(grid: Grid, header: Header | None, rows: Sequence[int], column: int) -> ColumnFacts:
    texts = [text for row in rows if (text := grid.text(row, column)) and not is_placeholder(text)]
    n_rows, n_filled = max(len(rows), 1), max(len(texts), 1)
    cell = header.cell(column) if header else None
    lists = sum(1 for row in rows if (found := grid.validation(row, column)) and found.is_list)
    return ColumnFacts(
        column=column,
        header=" ".join(cell.text.split()) if cell else "",
        group=" ".join(cell.group.split()) if cell else "",
        claim=cell.claim if cell else HeaderClaim(None),
        n_filled=len(texts),
        filled=len(texts) / n_rows,
        mean_words=sum(min(word_count(text), 60) for text in texts) / n_filled,
        mean_score=sum(question_score(text) for text in texts) / n_filled,
        listed=lists / n_rows,
        computed=sum(grid.is_formula(row, column) for row in rows) / n_rows,
        unlocked=sum(not grid.is_locked(row, column) for row in rows) / n_rows if grid.is_protected else 0.0,
        ticks=sum(normalise(text) in _TICKS for text in texts) / n_filled,
        answers=sum(is_answer_value(text) for text in texts) / n_filled,
        ids=sum(bool(_ID.match(text.strip())) for text in texts) / n_filled,
        distinct=len({normalise(text) for text in texts}) / n_filled,
    )


def plan_columns(facts: Sequence[ColumnFacts], *, is_protected: bool) -> tuple[ColumnPlan, ...]:
    """Give each column its role. There may be no question column: then the rows are no table of questions."""
    question = _find_question(facts)
    ticks = _find_ticks(facts, question)
    plans = [_plan_column(item, question, ticks, is_protected=is_protected) for item in facts]
    return _settle(plans, facts)


def _find_question(facts: Sequence[ColumnFacts]) -> ColumnFacts | None:
    scored = [(_question_fitness(item), -item.column, item) for item in facts if item.n_filled]
    best = max(scored, default=None, key=lambda entry: entry[:2])
    return best[2] if best and best[0] >= 2.0 else None


def _question_fitness(facts: ColumnFacts) -> float:
    """Score a column as the one that holds the questions."""
    fitness = 4 * facts.mean_score + min(facts.mean_words, 15) / 15 + facts.filled
    fitness += _QUESTION_HEADERS.get(facts.role, 0.0) if facts.role else 0.0
    if "question" in normalise(facts.header) or "frage" in normalise(facts.header):
        fitness += 1.0
    return fitness - 3 * facts.listed - 2 * facts.answers - 2 * facts.ids - 2 * facts.ticks


_QUESTION_HEADERS = {
    HeaderRole.QUESTION: 2.5,
    HeaderRole.GUIDANCE: -2.0,
    HeaderRole.BUYER: -3.0,
    HeaderRole.COMMENT: -3.0,
    HeaderRole.ANSWER: -3.0,
    HeaderRole.OWNER: -3.0,
    HeaderRole.NUMBER: -2.0,
    HeaderRole.SECTION: -1.0,
}


def _find_ticks(facts: Sequence[ColumnFacts], question: ColumnFacts | None) -> frozenset[int]:
    """Find neighbouring columns headed by answers ("Yes", "No", "N/A") that hold nothing but ticks."""
    runs: list[list[ColumnFacts]] = []
    for item in facts:
        is_tick = is_answer_value(item.header) and item is not question and (not item.n_filled or item.ticks >= 0.9)
        if is_tick and not item.listed:
            if runs and runs[-1][-1].column == item.column - 1:
                runs[-1].append(item)
            else:
                runs.append([item])
    return frozenset(item.column for run in runs if len(run) >= 2 for item in run)


def _plan_column(
    facts: ColumnFacts, question: ColumnFacts | None, ticks: frozenset[int], *, is_protected: bool
) -> ColumnPlan:
    if question is not None and facts.column == question.column:
        return ColumnPlan(facts.column, facts.header, ColumnRole.QUESTION, _question_reason(facts))
    if facts.column in ticks:
        return ColumnPlan(facts.column, facts.header, ColumnRole.TICK, "one of several columns to put a mark in")
    role, reason = _judge(facts, is_protected=is_protected)
    return ColumnPlan(facts.column, facts.header, role, reason)


def _question_reason(facts: ColumnFacts) -> str:
    header = "the header says so" if facts.role is HeaderRole.QUESTION else "no other column reads more like questions"
    return f"{header}; {facts.mean_words:.0f} words a cell"


def _judge(facts: ColumnFacts, *, is_protected: bool) -> tuple[ColumnRole, str]:
    """Judge a column that is neither the question's nor one of ticks."""
    if facts.computed >= 0.5:
        return ColumnRole.COMPUTED, "computed by formulas"
    if facts.listed >= 0.2 and facts.role is not HeaderRole.NUMBER:
        return _judge_listed(facts)
    if facts.role is not None:
        return _judge_headed(facts)
    if facts.ids >= 0.7:
        return ColumnRole.NUMBER, "holds numbers such as 1.1"
    if is_protected and facts.unlocked >= 0.7 and facts.filled < 0.5:
        return ColumnRole.TEXT, "unlocked in a protected sheet"
    return ColumnRole.OTHER, "no header tells what it is"


def _judge_listed(facts: ColumnFacts) -> tuple[ColumnRole, str]:
    if facts.role is HeaderRole.OWNER:
        return ColumnRole.OWNER, "the header names an owner; a list of choices"
    if facts.role is HeaderRole.BUYER:
        return ColumnRole.BUYER, "a list, but the header says it is the buyer's own"
    return ColumnRole.CHOICE, "offers a list of choices"


_HEADED = {
    HeaderRole.NUMBER: ColumnRole.NUMBER,
    HeaderRole.QUESTION: ColumnRole.OTHER,
    HeaderRole.ANSWER: ColumnRole.TEXT,
    HeaderRole.COMMENT: ColumnRole.COMMENT,
    HeaderRole.OWNER: ColumnRole.OWNER,
    HeaderRole.SECTION: ColumnRole.SECTION,
    HeaderRole.GUIDANCE: ColumnRole.GUIDANCE,
    HeaderRole.BUYER: ColumnRole.BUYER,
}


def _judge_headed(facts: ColumnFacts) -> tuple[ColumnRole, str]:
    assert facts.role is not None
    return _HEADED[facts.role], f"the header says {facts.role.value}"


def _settle(plans: list[ColumnPlan], facts: Sequence[ColumnFacts]) -> tuple[ColumnPlan, ...]:
    """Settle what one column says about another: notes that the buyer wrote, owners beside no answer."""
    by_column = {item.column: item for item in facts}
    main = [plan for plan in plans if plan.role in {ColumnRole.CHOICE, ColumnRole.TICK, ColumnRole.TEXT}]
    is_blank = bool(main) and all(by_column[plan.column].filled <= 0.1 for plan in main)
    settled = []
    for plan in plans:
        written = by_column[plan.column].filled >= 0.8 and by_column[plan.column].mean_words >= 3
        is_theirs = plan.role is ColumnRole.COMMENT and is_blank and written
        reason = "filled by the buyer; answers are blank"
        settled.append(ColumnPlan(plan.column, plan.header, ColumnRole.GUIDANCE, reason) if is_theirs else plan)
    return tuple(settled)


def columns_of(plans: Iterable[ColumnPlan], role: ColumnRole) -> list[int]:
    """List the columns of one role, from left to right."""
    return [plan.column for plan in plans if plan.role is role]

"""Rows of a table: which are questions, which sections, which neither, and why. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qanswer.questionnaires.columns import columns_of
from qanswer.questionnaires.grid import Grid
from qanswer.questionnaires.reading import ColumnPlan, ColumnRole
from qanswer.questionnaires.wording import is_placeholder, question_score, word_count


class RowKind(StrEnum):
    """What a row of a table is."""

    QUESTION = "question"
    SECTION = "section"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """A row, what it was taken for, and why. `column` is where its text stands."""

    row: int
    column: int
    text: str
    kind: RowKind
    reason: str


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table by what they hold."""

    question: int
    number: int
    answers: tuple[int, ...]
    comments: tuple[int, ...]
    section: int
    others: tuple[int, ...]

    @property
    def main(self) -> int:
        """The column of the main answer, or 0."""
        return self.answers[0] if self.answers else 0


@dataclass(frozen=True, slots=True)
class _RowFacts:
    row: int
    text: str
    score: float
    shape: str
    has_list: bool
    is_wide: bool
    hangs_from_above: bool
    is_computed: bool
    is_answered: bool
    n_beside: int
    text_style: Hashable
    answer_style: Hashable


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the rows that are surely questions have in common."""

    n_sure: int
    listed: float
    numbered: float
    shapes: Counter[str]
    n_beside: float
    text_styles: Counter[Hashable]
    answer_styles: Counter[Hashable]


def id_shape(text: str) -> str:
    """Give the shape of a number: "A&A-01.1" and "DSP-12.3" are "A-9.9", "V1" is "A9"."""
    return re.sub(r"[^\W\d]+(?:&[^\W\d]+)*", "A", re.sub(r"\d+", "9", text.strip()))[:20]


def judge_rows(grid: Grid, columns: TableColumns, rows: Sequence[int]) -> tuple[RowVerdict, ...]:
    """Judge each row that holds any text; in the order of the rows."""
    facts = [_row_facts(grid, columns, row) for row in rows]
    profile = _make_profile(facts)
    return tuple(_judge(grid, columns, item, profile) for item in facts)


def _row_facts(grid: Grid, columns: TableColumns, row: int) -> _RowFacts:
    text = grid.text(row, columns.question)
    main = columns.main
    merge = grid.merge(row, main) if main else None
    question_merge = grid.merge(row, columns.question)
    validation = grid.validation(row, main) if main else None
    style = grid.style(row, columns.question)
    return _RowFacts(
        row=row,
        text=text,
        score=question_score(text) if text else 0.0,
        shape=id_shape(grid.text(row, columns.number)) if columns.number else "",
        has_list=bool(validation and validation.is_list),
        is_wide=bool(main and question_merge and question_merge.left <= main <= question_merge.right),
        hangs_from_above=bool(merge and merge.top < row),
        is_computed=bool(main and grid.is_formula(row, main)),
        is_answered=any(
            (value := grid.text(row, column)) and not is_placeholder(value)
            for column in (*columns.answers, *columns.comments)
        ),
        n_beside=sum(bool(grid.text(row, column)) for column in columns.others),
        text_style=(style.is_bold, style.fill),
        answer_style=grid.style(row, main).fill if main else "",
    )


def _make_profile(facts: Sequence[_RowFacts]) -> _Profile:
    sure = [item for item in facts if item.text and not item.is_wide and (item.score >= 0.6)]
    sure = sure or [item for item in facts if item.text and not item.is_wide and (item.has_list or item.shape)]
    n_sure = max(len(sure), 1)
    return _Profile(
        n_sure=len(sure),
        listed=sum(item.has_list for item in sure) / n_sure,
        numbered=sum(bool(item.shape) for item in sure) / n_sure,
        shapes=Counter(item.shape for item in sure if item.shape),
        n_beside=sum(item.n_beside for item in sure) / n_sure,
        text_styles=Counter(item.text_style for item in sure),
        answer_styles=Counter(item.answer_style for item in sure),
    )


def _judge(grid: Grid, columns: TableColumns, facts: _RowFacts, profile: _Profile) -> RowVerdict:
    if not facts.text:
        return _judge_without_text(grid, facts.row)
    if facts.is_wide:
        kind = RowKind.SECTION if facts.score < 0.8 else RowKind.OTHER
        return RowVerdict(facts.row, columns.question, facts.text, kind, "merged across the answer column")
    if facts.is_computed and columns.main:
        return RowVerdict(facts.row, columns.question, facts.text, RowKind.OTHER, "its answer cell is computed")
    points = _weigh(facts, profile)
    total = sum(points.values())
    if total >= 0:
        return RowVerdict(facts.row, columns.question, facts.text, RowKind.QUESTION, _strongest(points, 1))
    is_title = word_count(facts.text) <= 14 and facts.score < 0.8
    kind = RowKind.SECTION if is_title and not facts.hangs_from_above else RowKind.OTHER
    return RowVerdict(facts.row, columns.question, facts.text, kind, _strongest(points, -1))


def _judge_without_text(grid: Grid, row: int) -> RowVerdict:
    """Judge a row with nothing in the question column: a lone text elsewhere may be a section's title."""
    texts = grid.row(row)
    column, text = next(iter(sorted(texts.items())))
    is_title = len(texts) == 1 and 1 <= word_count(text) <= 14
    kind = RowKind.SECTION if is_title else RowKind.OTHER
    return RowVerdict(row, column, text, kind, "no text in the question column")


def _weigh(facts: _RowFacts, profile: _Profile) -> dict[str, float]:
    """Weigh what speaks for (above 0) and against (below 0) a row being a question."""
    points = {"its wording": (facts.score - 0.4) * 4}
    if profile.listed >= 0.3:
        points["a list of choices" if facts.has_list else "no list where other rows have one"] = (
            1.0 if facts.has_list else -2.5
        )
    if profile.numbered >= 0.6:
        points.update(_weigh_number(facts, profile))
    if profile.n_beside >= 0.8 and facts.n_beside == 0:
        points["nothing beside it"] = -1.2
    if facts.is_answered:
        points["it is answered"] = 1.2
    if facts.hangs_from_above:
        points["its answer cell belongs to the row above"] = -3.0
    points.update(_weigh_styles(facts, profile))
    if facts.text.isupper() and word_count(facts.text) >= 2:
        points["capitals"] = -0.8
    return points


def _weigh_number(facts: _RowFacts, profile: _Profile) -> dict[str, float]:
    if not facts.shape:
        return {"no number": -1.2}
    if profile.shapes[facts.shape] >= 0.1 * profile.n_sure:
        return {"numbered as the other questions": 1.5}
    return {"numbered otherwise": -1.2}


def _weigh_styles(facts: _RowFacts, profile: _Profile) -> dict[str, float]:
    points = {}
    if profile.n_sure >= 3:
        if profile.text_styles[facts.text_style] < 0.1 * profile.n_sure:
            points["set in another style"] = -1.0
        if profile.answer_styles[facts.answer_style] < 0.1 * profile.n_sure:
            points["its answer cell looks different"] = -1.0
    return points


def _strongest(points: dict[str, float], sign: int) -> str:
    """Name the two strongest reasons that point one way."""
    ranked = sorted((value * sign, name) for name, value in points.items() if value * sign > 0)
    return ", ".join(name for _, name in reversed(ranked[-2:])) or "its wording"


def make_columns(plans: Sequence[ColumnPlan]) -> TableColumns | None:
    """Sort a table's columns by what they hold; None when there is no question column."""
    question = columns_of(plans, ColumnRole.QUESTION)
    if not question:
        return None
    number = columns_of(plans, ColumnRole.NUMBER)
    section = columns_of(plans, ColumnRole.SECTION)
    choices, texts = columns_of(plans, ColumnRole.CHOICE), columns_of(plans, ColumnRole.TEXT)
    ticks = columns_of(plans, ColumnRole.TICK)
    comments = columns_of(plans, ColumnRole.COMMENT)
    answers = tuple(choices or ticks or texts)
    rest = [c for c in (*choices, *ticks, *texts) if c not in answers]
    if not answers and comments:
        answers, comments = (comments[0],), comments[1:]
    taken = {question[0], *number, *answers, *comments, *rest, *section}
    return TableColumns(
        question=question[0],
        number=number[0] if number else 0,
        answers=answers,
        comments=(*rest, *comments, *columns_of(plans, ColumnRole.OWNER)),
        section=section[0] if section else 0,
        others=tuple(plan.column for plan in plans if plan.column not in taken),
    )

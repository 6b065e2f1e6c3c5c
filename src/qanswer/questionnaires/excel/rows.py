"""Rows of a table: which are questions, which sections, which neither, and why. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, pairwise

from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.slots import BELOW, is_closed
from qanswer.questionnaires.excel.tables import Table, TableColumns
from qanswer.questionnaires.wording import begins_with, is_placeholder, normalise, question_score, word_count

_MAX_TITLE = 16
"""Words of a section's title; a longer text that is no question is a note."""


class RowKind(StrEnum):
    """What a row of a table is."""

    QUESTION = "question"
    SECTION = "section"
    OPTION = "option"
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
class RowFacts:
    """What speaks for and against a row being a question."""

    row: int
    text: str
    score: float
    shape: str
    has_list: bool
    is_wide: bool
    hangs_from_above: bool
    is_computed: bool
    is_answered: bool
    is_open: bool
    n_beside: int
    gap: int
    text_style: Hashable
    answer_style: Hashable
    is_example: bool
    is_option: bool = False
    """Whether the row writes out an option of the question above it."""
    is_like_next: bool = False
    """Whether the next row is as short, numbered and styled alike: of two such rows the first is no title."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the rows that are surely questions have in common."""

    n_sure: int
    baseline: float
    """Score of wording that speaks neither for nor against: lower where a form asks by titles alone."""
    listed: float
    numbered: float
    opened: float
    shapes: Counter[str]
    n_beside: float
    text_styles: Counter[Hashable]
    answer_styles: Counter[Hashable]
    is_answered: bool
    has_contrast: bool
    """Whether some rows are set in a style that questions are not: titles are, then."""


def id_shape(text: str) -> str:
    """Give the shape of a number: "A&A-01.1" and "DSP-12.3" are "A-9.9", "V1" is "A9"."""
    return re.sub(r"[^\W\d]+(?:&[^\W\d]+)*", "A", re.sub(r"\d+", "9", text.strip().rstrip(".)")))[:20]


def judge_rows(grid: Grid, columns: TableColumns, table: Table) -> tuple[RowVerdict, ...]:
    """Judge each row of a table that holds any text; in the order of the rows."""
    facts = []
    for block in table.blocks:
        before = block.rows[0] - 1 if block.rows else 0
        for row in block.rows:
            facts.append(_row_facts(grid, columns, row, row - before - 1))
            before = row
    facts = _mark_options(facts)
    facts = [*(_mark_likeness(item, after) for item, after in pairwise(facts)), *facts[-1:]]
    profile = _make_profile(facts)
    return tuple(_judge(grid, columns, item, profile) for item in facts)


_OPTION = re.compile(r"\s*[(\[]?(\d{1,2})\s*[)\].:=\-\u2013]+\s*\S")


def _mark_options(facts: Sequence[RowFacts]) -> list[RowFacts]:
    """Mark rows that count up from 0 or 1 under a question: its options, if two questions at least have such rows."""
    runs = [run for run in _option_runs(facts) if _may_be_options([facts[position] for position in run])]
    marked = list(facts)
    if len(runs) >= 2:
        for position in chain.from_iterable(runs):
            marked[position] = replace(marked[position], is_option=True)
    return marked


def _option_runs(facts: Sequence[RowFacts]) -> Iterator[list[int]]:
    """Give the runs of rows whose texts count up from 0 or 1, each right under a row that asks."""
    run: list[int] = []
    last = -1
    for position, item in enumerate(facts):
        match = _OPTION.match(item.text)
        number = int(match[1]) if match else -1
        if run and number == last + 1:
            run.append(position)
        else:
            yield run
            is_first = number in {0, 1} and position > 0 and facts[position - 1].score >= 0.8
            run = [position] if is_first and not _OPTION.match(facts[position - 1].text) else []
        last = number
    yield run


def _may_be_options(run: Sequence[RowFacts]) -> bool:
    """Tell whether rows may be options: a few short texts without an answer of their own, none of which asks."""
    n_words = sum(word_count(item.text) for item in run)
    return (
        2 <= len(run) <= 8
        and n_words <= 11 * len(run)
        and not any(item.score >= 0.85 or item.is_answered or item.has_list for item in run)
    )


def _mark_likeness(item: RowFacts, after: RowFacts) -> RowFacts:
    """Note whether a short row is followed by one of its kind."""
    is_alike = (
        item.score < 0.45
        and after.score < 0.45
        and bool(item.text)
        and bool(after.text)
        and not after.is_wide
        and (item.shape, item.text_style, item.answer_style) == (after.shape, after.text_style, after.answer_style)
        and bool(item.n_beside) == bool(after.n_beside)
    )
    return replace(item, is_like_next=is_alike) if is_alike else item


def _row_facts(grid: Grid, columns: TableColumns, row: int, gap: int) -> RowFacts:
    text = grid.text(row, columns.question)
    main = columns.main if columns.main != BELOW else 0
    merge = grid.merge(row, main) if main else None
    question_merge = grid.merge(row, columns.question)
    validation = grid.validation(row, main) if main else None
    return RowFacts(
        row=row,
        text=text,
        score=question_score(text) if text else 0.0,
        shape=id_shape(grid.text(row, columns.number)) if columns.number else "",
        has_list=bool(validation and validation.is_list) or is_closed(validation),
        is_wide=bool(main and question_merge and question_merge.left <= main <= question_merge.right),
        hangs_from_above=bool(merge and merge.top < row),
        is_computed=bool(main and grid.is_formula(row, main)),
        is_answered=_is_answered(grid, columns, row),
        is_open=bool(main and not grid.is_locked(row, main)),
        n_beside=sum(bool(grid.text(row, column)) for column in columns.others),
        gap=gap,
        text_style=_looks(grid, row, columns.question),
        answer_style=grid.style(row, main).fill if main else "",
        is_example=bool(columns.number) and begins_with(normalise(grid.text(row, columns.number)), words.EXAMPLE),
    )


def _is_answered(grid: Grid, columns: TableColumns, row: int) -> bool:
    texts = (grid.text(row, column) for column in (*columns.answers, *columns.extras) if column != BELOW)
    return any(text and not is_placeholder(text) for text in texts)


def _looks(grid: Grid, row: int, column: int) -> Hashable:
    style = grid.style(row, column)
    return style.is_bold, style.fill


def _make_profile(facts: Sequence[RowFacts]) -> _Profile:
    rows = [item for item in facts if item.text and not item.is_wide and not item.is_option]
    sure = [item for item in rows if item.score >= 0.6]
    baseline = 0.4
    if len(sure) < 0.2 * len(rows):
        sure = [item for item in rows if item.has_list or item.shape] or rows
        baseline = min(0.4, sum(item.score for item in sure) / max(len(sure), 1) - 0.05)
    n_sure = max(len(sure), 1)
    styles = Counter(item.text_style for item in sure)
    return _Profile(
        n_sure=len(sure),
        baseline=baseline,
        listed=sum(item.has_list for item in sure) / n_sure,
        numbered=sum(bool(item.shape) for item in sure) / n_sure,
        opened=sum(item.is_open for item in sure) / n_sure,
        shapes=Counter(item.shape for item in sure if item.shape),
        n_beside=sum(item.n_beside for item in sure) / n_sure,
        text_styles=styles,
        answer_styles=Counter(item.answer_style for item in sure),
        is_answered=sum(item.is_answered for item in sure) >= 0.6 * n_sure,
        has_contrast=any(styles[item.text_style] < 0.1 * n_sure for item in facts if item.text),
    )


def _judge(grid: Grid, columns: TableColumns, facts: RowFacts, profile: _Profile) -> RowVerdict:
    if not facts.text:
        return _judge_part(grid, columns, facts) or _judge_without_text(grid, facts.row)
    if facts.is_option:
        return RowVerdict(facts.row, columns.question, facts.text, RowKind.OPTION, "of the question above")
    reason = _find_obstacle(grid, columns, facts)
    if reason:
        verdict = _verdict(columns, facts, is_question=False, reason=reason)
        return verdict if facts.is_wide or facts.is_computed else replace(verdict, kind=RowKind.OTHER)
    points = _weigh(facts, profile)
    is_question = sum(points.values()) >= 0
    return _verdict(columns, facts, is_question=is_question, reason=_strongest(points, 1 if is_question else -1))


def _find_obstacle(grid: Grid, columns: TableColumns, facts: RowFacts) -> str:
    """Say what keeps a row from being a question whatever it says, or ""."""
    obstacles = (
        (facts.text.strip(" .").isdigit(), "a number alone"),
        (facts.is_example, "an example"),
        (facts.row in grid.hidden_rows, "the row is hidden"),
        (facts.is_wide, "merged across the answer column"),
        (facts.is_computed and bool(columns.main), "its answer cell is computed"),
    )
    return next((reason for holds, reason in obstacles if holds), "")


def _verdict(columns: TableColumns, facts: RowFacts, *, is_question: bool, reason: str) -> RowVerdict:
    kind = RowKind.QUESTION if is_question else RowKind.OTHER
    is_title = word_count(facts.text) <= _MAX_TITLE and (facts.is_wide or facts.score < 0.8)
    if not is_question and is_title and not facts.hangs_from_above and not facts.is_answered:
        kind = RowKind.SECTION
    return RowVerdict(facts.row, columns.question, facts.text, kind, reason)


def _judge_part(grid: Grid, columns: TableColumns, facts: RowFacts) -> RowVerdict | None:
    """Judge a row beside a question that is merged down over it: a label with its own answer cell is a part of it."""
    merge = grid.merge(facts.row, columns.question)
    if merge is None or merge.top == facts.row:
        return None
    between = [c for c in columns.others if columns.question < c < columns.main and grid.text(facts.row, c)]
    if not between or facts.hangs_from_above or facts.is_computed:
        texts = sorted(grid.row(facts.row).items())
        return RowVerdict(facts.row, texts[0][0], texts[0][1], RowKind.OTHER, "part of the question above")
    text = grid.text(facts.row, between[0])
    return RowVerdict(facts.row, between[0], text, RowKind.QUESTION, "a part of the question merged down beside it")


def _judge_without_text(grid: Grid, row: int) -> RowVerdict:
    """Judge a row with nothing in the question column: a lone text elsewhere may be a section's title."""
    texts = grid.row(row)
    column, text = next(iter(sorted(texts.items())))
    is_title = len(texts) == 1 and 1 <= word_count(text) <= _MAX_TITLE
    kind = RowKind.SECTION if is_title else RowKind.OTHER
    return RowVerdict(row, column, text, kind, "no text in the question column")


def _weigh(facts: RowFacts, profile: _Profile) -> dict[str, float]:
    """Weigh what speaks for (above 0) and against (below 0) a row being a question.

    Wording decides where nothing else does; a list or a number that the other questions have outweighs it.
    """
    points = {"its wording": (facts.score - profile.baseline) * 4}
    if facts.is_like_next:
        points["the next row is of its kind"] = 0.8
    if profile.listed >= 0.3:
        points.update({"a list of choices": 1.0} if facts.has_list else {"no list where other rows have one": -2.2})
    if facts.gap >= 2 and not facts.shape and not facts.has_list:
        points["blank rows before it"] = -0.8
    if profile.n_beside >= 0.8 and facts.n_beside == 0:
        points["nothing beside it"] = -1.2
    points.update(_weigh_number(facts, profile))
    points.update(_weigh_answer(facts, profile))
    points.update(_weigh_looks(facts, profile))
    is_like_others = all(value >= 0 for name, value in points.items() if name != "its wording")
    if profile.has_contrast and is_like_others:
        points["set as the questions are, and not as the titles"] = 1.25
    return points


def _weigh_answer(facts: RowFacts, profile: _Profile) -> dict[str, float]:
    """Weigh the state of the answer cell."""
    points = {}
    if facts.is_answered:
        points["it is answered"] = 1.2
    elif profile.is_answered:
        points["it is not answered"] = -0.4
    if facts.hangs_from_above:
        points["its answer cell belongs to the row above"] = -3.0
    if profile.opened > 0.2 and not facts.is_open:
        points["its answer cell is locked"] = -2.0
    return points


def _weigh_number(facts: RowFacts, profile: _Profile) -> dict[str, float]:
    if profile.numbered < 0.1 and facts.shape:
        return {"numbered, as no question is": -0.8}
    if profile.numbered < 0.6:
        return {}
    if not facts.shape:
        is_rule = profile.numbered >= 0.95 and profile.n_sure >= 10
        return {"no number, as every question has": -2.2} if is_rule else {"no number": -1.2}
    if profile.shapes[facts.shape] >= 0.1 * profile.n_sure:
        return {"numbered as the other questions": 1.5}
    return {"numbered otherwise": -1.2}


def _weigh_looks(facts: RowFacts, profile: _Profile) -> dict[str, float]:
    points = {}
    if profile.n_sure >= 3:
        if profile.text_styles[facts.text_style] < 0.1 * profile.n_sure:
            points["set in another style"] = -1.0
        if profile.answer_styles[facts.answer_style] < 0.1 * profile.n_sure:
            points["its answer cell looks different"] = -1.0
    if facts.text.isupper() and word_count(facts.text) >= 2:
        points["capitals"] = -0.8
    return points


def _strongest(points: dict[str, float], sign: int) -> str:
    """Name the two strongest reasons that point one way."""
    ranked = sorted((value * sign, name) for name, value in points.items() if value * sign > 0)
    return ", ".join(name for _, name in reversed(ranked[-2:])) or "its wording"

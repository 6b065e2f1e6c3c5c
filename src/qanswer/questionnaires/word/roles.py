"""What the columns under a header hold: the header's words and the cells below it decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.questionnaires.reading import ColumnRole
from qanswer.questionnaires.word.grid import CellKind, CellView, RowView
from qanswer.questionnaires.word.groups import asks
from qanswer.questionnaires.word.headers import PLAIN_CLAIM, Header
from qanswer.questionnaires.wording import HeaderClaim, HeaderRole, is_answer_value, judge_header, word_count

_MAX_WEAK_WORDS = 2
"""A weak word such as "level" announces answers above full cells only where it is nearly the whole header."""
_MIN_TICKS = 2
"""Columns to tick come in pairs at least: yes and no."""
_MANY = 0.5
"""Share of a column's cells from which the column as a whole is taken to be such."""

_VENDOR_ROLES = frozenset((HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER))
_Verdict = tuple[ColumnRole, str, bool]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table under its header; `start` and `end` in grid columns, `reason` for whoever asks why."""

    start: int
    end: int
    header: str
    role: ColumnRole
    reason: str
    is_sure: bool = True
    """Whether the header's words or free cells say that the vendor writes here; False where all that speaks for it is
    a word such as "Status" above cells that are all full."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the body cells of one column are like."""

    cells: tuple[CellView, ...]

    def share(self, kinds: frozenset[CellKind]) -> float:
        return sum(cell.kind in kinds for cell in self.cells) / len(self.cells) if self.cells else 0.0

    @property
    def n_text(self) -> int:
        return sum(cell.kind in {CellKind.TEXT, CellKind.MIXED} for cell in self.cells)

    @property
    def is_text(self) -> bool:
        return bool(self.cells) and self.share(frozenset((CellKind.TEXT, CellKind.MIXED))) >= _MANY

    @property
    def is_free(self) -> bool:
        return bool(self.cells) and self.share(frozenset((CellKind.EMPTY, CellKind.OPEN))) >= _MANY

    @property
    def is_blank(self) -> bool:
        """Whether most of its places wait for an answer still."""
        n_blank = sum(cell.kind.takes_answer and not any(slot.value for slot in cell.slots) for cell in self.cells)
        return bool(self.cells) and n_blank >= _MANY * len(self.cells)

    @property
    def is_numbers(self) -> bool:
        texts = [cell for cell in self.cells if cell.kind is CellKind.TEXT]
        return bool(texts) and sum(cell.is_number for cell in texts) >= _MANY * len(texts)

    @property
    def has_boxes(self) -> bool:
        """Whether its cells hold one bare tick box each."""
        filled = [cell for cell in self.cells if cell.kind is not CellKind.EMPTY]
        return bool(filled) and all(cell.has_only_boxes and len(cell.slots) == 1 for cell in filled)

    @property
    def is_asking(self) -> bool:
        return bool(self.cells) and sum(asks(cell.text) for cell in self.cells) >= _MANY * len(self.cells)

    @property
    def mean_words(self) -> float:
        texts = [word_count(cell.text) for cell in self.cells if cell.text]
        return sum(texts) / len(texts) if texts else 0.0


def split_columns(header: Header, body: Sequence[RowView]) -> Header:
    """Part a header cell that spans several columns of the rows below it, such as "Question" above number and text."""
    cells: list[CellView] = []
    for cell in header.cells:
        inside = [_cells_within(row, cell) for row in body]
        n_inside = [len(found) for found in inside if found]
        usual = max(set(n_inside), key=n_inside.count) if n_inside else 1
        if cell.cell.span > 1 and usual > 1 and n_inside.count(usual) * 2 > len(n_inside):
            model = next(found for found in inside if len(found) == usual)
            places = [(other.cell.column, other.cell.span) for other in model]
            cells += [replace(cell, cell=replace(cell.cell, column=start, span=span)) for start, span in places]
        else:
            cells.append(cell)
    return replace(header, cells=tuple(cells))


def _cells_within(row: RowView, cell: CellView) -> list[CellView]:
    return [other for other in row.cells if cell.cell.column <= other.cell.column and other.cell.end <= cell.cell.end]


def plan_columns(header: Header, body: Sequence[RowView]) -> tuple[Column, ...]:
    """Judge what each column of a table holds."""
    facts = [_Facts(tuple(_column_cells(header, number, body))) for number in range(len(header.cells))]
    question = _find_question(header, facts)
    claims = [judge_header(cell.text) for cell in header.cells]
    is_theirs = [claim.role is HeaderRole.BUYER and not claim.is_score for claim in claims]
    others = [n for n in range(len(facts)) if n != question and not is_theirs[n]]
    is_answered = not any(facts[n].is_blank for n in others)
    has_claim = any(claims[n].role in _VENDOR_ROLES and claims[n].strength >= PLAIN_CLAIM for n in others)
    columns: list[Column] = []
    for number, cell in enumerate(header.cells):
        role, reason, is_sure = _judge_column(cell, facts[number], is_answered=is_answered)
        if number == question:
            role, reason, is_sure = ColumnRole.QUESTION, _question_reason(cell), True
        if role is ColumnRole.TICK and not facts[number].has_boxes and _n_ticks(header, facts) < _MIN_TICKS:
            role, reason = ColumnRole.TEXT, "its header announces answers"
            if claims[number].role is HeaderRole.NUMBER:
                role, reason = ColumnRole.NUMBER, "its header announces numbers"
        if role is ColumnRole.OTHER and is_answered and has_claim and number > (question or 0):
            role, reason, is_sure = ColumnRole.TEXT, "filled in beside the answers", False
        columns.append(Column(cell.cell.column, cell.cell.end, cell.text, role, reason, is_sure))
    return tuple(columns)


def _column_cells(header: Header, number: int, body: Sequence[RowView]) -> list[CellView]:
    found = (find_cell(row, header.cells, number) for row in body)
    return [cell for cell in found if cell is not None]


def find_cell(row: RowView, columns: Sequence[CellView] | Sequence[Column], number: int) -> CellView | None:
    """Find a row's cell in one column: by its place in the grid, or by counting where the row has as many cells."""
    if len(row.cells) == len(columns):
        return row.cells[number]
    column = columns[number]
    start, end = (column.start, column.end) if isinstance(column, Column) else (column.cell.column, column.cell.end)
    for cell in row.cells:
        if start <= cell.cell.column < end and cell.cell.end <= end:
            return cell
    return None


def _question_reason(cell: CellView) -> str:
    claim = judge_header(cell.text)
    return "its header announces questions" if claim.role is HeaderRole.QUESTION else "its texts name what is asked"


def _find_question(header: Header, facts: Sequence[_Facts]) -> int | None:
    """Find the column of the questions; None when every text column is spoken for, as in a table of empty records."""
    claims = [judge_header(cell.text) for cell in header.cells]
    named = [n for n, claim in enumerate(claims) if claim.role is HeaderRole.QUESTION and facts[n].is_text]
    taken = [_is_vendor_text(claim, n) for n, claim in enumerate(claims)]
    asking = [n for n, fact in enumerate(facts) if fact.is_asking and fact.is_text and not taken[n]]
    if asking and not any(n in asking for n in named):
        return max(asking, key=lambda n: facts[n].mean_words)
    if named:
        best = [n for n in named if n in asking] or named
        return max(best, key=lambda n: (claims[n].strength, facts[n].mean_words))
    for n, fact in enumerate(facts):
        if fact.is_text and not fact.is_numbers and not taken[n]:
            return n
    return None


def _is_vendor_text(claim: HeaderClaim, number: int) -> bool:
    """Tell whether a header gives its column to whoever answers; the first column takes a plain word to do so."""
    if claim.role not in {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER, HeaderRole.BUYER}:
        return False
    return number > 0 or claim.strength >= PLAIN_CLAIM


def _judge_column(cell: CellView, facts: _Facts, *, is_answered: bool) -> _Verdict:
    """Judge a column that does not hold the questions."""
    claim = judge_header(cell.text)
    if claim.role is HeaderRole.BUYER and not (claim.is_score and facts.is_free):
        return ColumnRole.BUYER, "the buyer's own column", True
    if _is_tick_column(cell.text, facts):
        return ColumnRole.TICK, "its header is one of the answers", True
    if claim.role is HeaderRole.NUMBER and not facts.is_free:
        return ColumnRole.NUMBER, "its header announces numbers", True
    if claim.role in {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER}:
        return _judge_claimed(claim, facts, n_words=word_count(cell.text), is_answered=is_answered)
    return _judge_by_cells(cell.text, claim.role, facts, is_answered=is_answered)


def _judge_by_cells(header: str, role: HeaderRole | None, facts: _Facts, *, is_answered: bool) -> _Verdict:
    """Judge a column whose header does not say that the vendor writes there."""
    if facts.is_free:
        return ColumnRole.TEXT, "its cells are free", True
    if header.rstrip().endswith(("?", "\uff1f")) and is_answered:
        return ColumnRole.TEXT, "its header asks", True
    if facts.is_numbers:
        return ColumnRole.NUMBER, "its cells are numbers", True
    return _judge_unclaimed(role)


def _n_ticks(header: Header, facts: Sequence[_Facts]) -> int:
    return sum(_is_tick_column(cell.text, fact) for cell, fact in zip(header.cells, facts, strict=True))


def _is_tick_column(header: str, facts: _Facts) -> bool:
    """Tell whether a column is ticked: under an answer such as "Yes" or "Yes, in part", or holding boxes alone."""
    if facts.has_boxes:
        return True
    begins = is_answer_value(header) or (word_count(header) <= 4 and is_answer_value(re.split(r"\W", header)[0]))
    return begins and (facts.is_free or _holds_marks(facts))


def _judge_unclaimed(role: HeaderRole | None) -> _Verdict:
    if role is HeaderRole.SECTION:
        return ColumnRole.SECTION, "its header announces sections", True
    if role is HeaderRole.GUIDANCE:
        return ColumnRole.GUIDANCE, "its header announces guidance", True
    return ColumnRole.OTHER, "its cells are full and nothing says that the vendor writes there", True


def _judge_claimed(claim: HeaderClaim, facts: _Facts, *, n_words: int, is_answered: bool) -> _Verdict:
    is_full = not facts.is_free and facts.n_text == len(facts.cells)
    is_plain_answer = claim.role is HeaderRole.ANSWER and claim.strength >= PLAIN_CLAIM
    if is_full and not is_answered and not is_plain_answer:
        return ColumnRole.GUIDANCE, "full of text while the answer cells are empty", True
    if claim.role is HeaderRole.COMMENT:
        return ColumnRole.COMMENT, "its header announces comments", not is_full
    if claim.role is HeaderRole.OWNER:
        return ColumnRole.OWNER, "its header asks who is responsible", not is_full
    is_sure = facts.is_free or claim.strength >= PLAIN_CLAIM
    if is_full and not is_sure and n_words > _MAX_WEAK_WORDS:
        return ColumnRole.OTHER, "full of text, and its header only may announce answers", True
    return ColumnRole.TEXT, "its header announces answers", is_sure


def _holds_marks(facts: _Facts) -> bool:
    """Tell whether a column holds nothing but ticks and crosses."""
    texts = [cell.text.strip() for cell in facts.cells]
    return bool(texts) and all(len(text) <= 1 and not text.isdigit() for text in texts)

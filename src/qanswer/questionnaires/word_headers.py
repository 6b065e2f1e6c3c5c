"""Header rows of a Word table: which rows they are, and what each column holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.questionnaires.reading import ColumnRole
from qanswer.questionnaires.word_grid import CellKind, CellView, RowView
from qanswer.questionnaires.word_groups import asks, ends_as_label
from qanswer.questionnaires.wording import (
    HeaderClaim,
    HeaderRole,
    is_answer_value,
    judge_header,
    normalise,
    question_score,
    word_count,
)

_MAX_HEADER_WORDS = 14
"""Longer texts are data."""
_PLAIN_CLAIM = 0.7
"""Strength from which one header cell by itself tells a header row."""
_MAX_WEAK_WORDS = 2
"""A weak word such as "level" announces answers above full cells only where it is nearly the whole header."""
_MANY = 0.5
"""Share of a column's cells from which the column as a whole is taken to be such."""

Cells = Sequence[CellView]


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
class Header:
    """A header: its first row and the row after its last, both by position, and its cells, one a column."""

    first: int
    end: int
    cells: tuple[CellView, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What a repeated header has in common with the first."""
        return tuple(normalise(cell.text) for cell in self.cells)


def find_header(rows: Sequence[RowView], first: int) -> Header | None:
    """Find the next header row at or after `first`; None when no more row is one."""
    for position in range(first, len(rows) - 1):
        if is_header_row(rows, position):
            return _extend(rows, position)
    return None


def is_header_row(rows: Sequence[RowView], position: int) -> bool:
    """Tell whether a row names the columns of those below it."""
    row, below = rows[position], rows[position + 1]
    if len(row.filled) < 2 or len(below.cells) < 2 or not all(_may_name(cell) for cell in row.filled):
        return False
    if _has_pair(row) or all(cell.is_number for cell in row.filled):
        return False
    return _is_marked(row, below) or _claims(row)


def _may_name(cell: CellView) -> bool:
    is_text = cell.kind is CellKind.TEXT or cell.is_hint
    if not is_text or word_count(cell.text) > _MAX_HEADER_WORDS:
        return False
    return question_score(cell.text) < 1.0 and (not asks(cell.text) or word_count(cell.text) <= 5)


def _has_pair(row: RowView) -> bool:
    """Tell whether the row has labels beside free cells, as a label/value row has."""
    labels = [cell for cell in row.filled if ends_as_label(cell.text)]
    if labels and len(labels) < len(row.filled):
        return True
    return any(cell.kind is CellKind.EMPTY and number > 0 for number, cell in enumerate(row.cells))


def _is_marked(row: RowView, below: RowView) -> bool:
    """Tell whether the row looks like a header: marked as one, or shaded or set in bold unlike the row below it."""
    if row.is_header and not below.is_header:
        return True
    fills = {cell.cell.fill for cell in row.cells}
    below_fills = {cell.cell.fill for cell in below.cells}
    if len(fills) == 1 and "" not in fills and not fills & below_fills:
        return True
    return all(cell.is_bold for cell in row.filled) and not any(cell.is_bold for cell in below.filled)


def _claims(row: RowView) -> bool:
    """Tell whether the words of a row claim to be headers: an answer column beside one of another kind."""
    claims = [judge_header(cell.text) for cell in row.filled]
    roles = {claim.role for claim in claims if claim.strength >= _PLAIN_CLAIM}
    answers = {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER, HeaderRole.BUYER}
    others = {HeaderRole.QUESTION, HeaderRole.NUMBER, HeaderRole.SECTION}
    if claims[0].role in answers:
        return False
    return bool(roles & answers) and bool({claim.role for claim in claims} & others)


def _extend(rows: Sequence[RowView], position: int) -> Header:
    """Take in the rows of sub-headers under cells that span several columns."""
    cells = list(rows[position].cells)
    end = position + 1
    while end < len(rows) - 1 and rows[end].n_continued and all(_may_name(cell) for cell in rows[end].cells):
        cells = _replace_parents(cells, rows[end].cells)
        end += 1
    return Header(position, end, tuple(cells))


def _replace_parents(cells: Cells, leaves: Cells) -> list[CellView]:
    kept = [cell for cell in cells if not any(_overlaps(cell, leaf) for leaf in leaves)]
    return sorted([*kept, *leaves], key=lambda cell: cell.cell.column)


def _overlaps(cell: CellView, other: CellView) -> bool:
    return cell.cell.column < other.cell.end and other.cell.column < cell.cell.end


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
    def is_numbers(self) -> bool:
        texts = [cell for cell in self.cells if cell.kind is CellKind.TEXT]
        return bool(texts) and sum(cell.is_number for cell in texts) >= _MANY * len(texts)

    @property
    def is_asking(self) -> bool:
        return bool(self.cells) and sum(asks(cell.text) for cell in self.cells) >= _MANY * len(self.cells)

    @property
    def mean_words(self) -> float:
        texts = [word_count(cell.text) for cell in self.cells if cell.text]
        return sum(texts) / len(texts) if texts else 0.0


def plan_columns(header: Header, body: Sequence[RowView]) -> tuple[Column, ...]:
    """Judge what each column of a table holds."""
    facts = [_Facts(tuple(_column_cells(header, number, body))) for number in range(len(header.cells))]
    question = _find_question(header, facts)
    is_answered = not any(fact.is_free for number, fact in enumerate(facts) if number != question)
    columns = []
    for number, cell in enumerate(header.cells):
        role, reason, is_sure = _judge_column(cell, facts[number], is_answered=is_answered)
        if number == question:
            role, reason, is_sure = ColumnRole.QUESTION, _question_reason(cell), True
        if role is ColumnRole.OTHER and is_answered and any(column.role.is_answer for column in columns):
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
    return number > 0 or claim.strength >= _PLAIN_CLAIM


def _judge_column(cell: CellView, facts: _Facts, *, is_answered: bool) -> tuple[ColumnRole, str, bool]:
    """Judge a column that does not hold the questions."""
    claim = judge_header(cell.text)
    if claim.role is HeaderRole.BUYER and not (claim.is_score and facts.is_free):
        return ColumnRole.BUYER, "the buyer's own column", True
    if claim.role is HeaderRole.NUMBER and not facts.is_free:
        return ColumnRole.NUMBER, "its header announces numbers", True
    if is_answer_value(cell.text) and (facts.is_free or _holds_marks(facts)):
        return ColumnRole.TICK, "its header is one of the answers", True
    if claim.role in {HeaderRole.ANSWER, HeaderRole.COMMENT, HeaderRole.OWNER}:
        return _judge_claimed(claim.role, claim.strength, facts, n_words=word_count(cell.text), is_answered=is_answered)
    if facts.is_free:
        return ColumnRole.TEXT, "its cells are free", True
    if cell.text.rstrip().endswith(("?", "\uff1f")) and is_answered:
        return ColumnRole.TEXT, "its header asks", True
    if facts.is_numbers and word_count(cell.text) <= 2:
        return ColumnRole.NUMBER, "its cells are numbers", True
    return _judge_unclaimed(claim.role)


def _judge_unclaimed(role: HeaderRole | None) -> tuple[ColumnRole, str, bool]:
    if role is HeaderRole.SECTION:
        return ColumnRole.SECTION, "its header announces sections", True
    if role is HeaderRole.GUIDANCE:
        return ColumnRole.GUIDANCE, "its header announces guidance", True
    return ColumnRole.OTHER, "its cells are full and nothing says that the vendor writes there", True


def _judge_claimed(
    role: HeaderRole, strength: float, facts: _Facts, *, n_words: int, is_answered: bool
) -> tuple[ColumnRole, str, bool]:
    is_full = not facts.is_free and facts.n_text == len(facts.cells)
    if is_full and not is_answered:
        return ColumnRole.GUIDANCE, "full of text while the answer cells are empty", True
    if role is HeaderRole.COMMENT:
        return ColumnRole.COMMENT, "its header announces comments", not is_full
    if role is HeaderRole.OWNER:
        return ColumnRole.OWNER, "its header asks who is responsible", not is_full
    is_sure = facts.is_free or strength >= _PLAIN_CLAIM
    if is_full and not is_sure and n_words > _MAX_WEAK_WORDS:
        return ColumnRole.OTHER, "full of text, and its header only may announce answers", True
    return ColumnRole.TEXT, "its header announces answers", is_sure


def _holds_marks(facts: _Facts) -> bool:
    """Tell whether a column holds nothing but ticks and crosses."""
    return bool(facts.cells) and all(len(cell.text.strip()) <= 1 for cell in facts.cells)

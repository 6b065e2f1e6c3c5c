"""What the layout of a sheet was taken to be, and what was read from it: values that `inspect` shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qanswer.core.question import Question, SkippedText


class ColumnRole(StrEnum):
    """What a column of a table of questions holds."""

    NUMBER = "number"
    QUESTION = "question"
    CHOICE = "choice"
    TICK = "tick"
    TEXT = "text"
    COMMENT = "comment"
    OWNER = "owner"
    SECTION = "section"
    OPTION = "option"
    GUIDANCE = "guidance"
    BUYER = "buyer"
    COMPUTED = "computed"
    OTHER = "other"

    @property
    def is_answer(self) -> bool:
        """Whether the vendor writes into such a column."""
        return self in _ANSWER_ROLES


_ANSWER_ROLES = frozenset({ColumnRole.CHOICE, ColumnRole.TICK, ColumnRole.TEXT, ColumnRole.COMMENT, ColumnRole.OWNER})


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column (from 1), its header, what it was taken for, and why."""

    column: int
    header: str
    role: ColumnRole
    reason: str
    options: tuple[str, ...] = ()
    """Choices that the header spells out, or the numbers of options written in columns of their own."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table of questions: the rows of its headers (none where it has none), its extent, and its columns."""

    first_row: int
    last_row: int
    header_rows: tuple[int, ...]
    columns: tuple[ColumnPlan, ...]
    n_questions: int = 0


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """How one sheet was read; `note` says why, where nothing was."""

    title: str
    tables: tuple[TableLayout, ...] = ()
    skipped: tuple[SkippedText, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The questions of one sheet, in the order of its rows, with the layout that they were read by."""

    layout: SheetLayout
    questions: tuple[Question, ...] = ()

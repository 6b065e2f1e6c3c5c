"""Labels with a blank beside them, outside of tables: the vendor's particulars, signatures. Pure.

A label stands left of its blank, or ends in a drawn one ("Company: ____"); several pairs may stand in one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import AnswerSlot, Question, QuestionForm, QuestionKind, SlotRole
from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.excel.boxes import find_blank_label
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.slots import Locate, is_closed
from qanswer.questionnaires.wording import (
    is_placeholder,
    is_profile_label,
    is_signature_label,
    mentions,
    normalise,
    question_form,
    question_score,
    word_count,
)

_MAX_LABEL = 14
"""Words of a label; a longer text is an instruction."""
_REACH = 3
"""Columns between a label and its blank at most, merged cells counting as one."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and its blank; `anchor` is set where the blank is drawn into the label's own cell."""

    row: int
    column: int
    label: str
    blank: tuple[int, int]
    anchor: str
    value: str
    is_invited: bool

    @property
    def is_plain(self) -> bool:
        """Whether the label, by itself, is one of a vendor's particulars or of a signature."""
        return is_profile_label(self.label) or is_signature_label(self.label)

    @property
    def may_count(self) -> bool:
        """Whether anything but the place of the label speaks for it."""
        return self.is_plain or self.is_invited or self.is_label

    @property
    def is_label(self) -> bool:
        """Whether something follows the label, by the way it is written."""
        return bool(self.anchor) or self.label.endswith((":", "\uff1a"))


def read_labels(grid: Grid, rows: Sequence[int], locate: Locate) -> tuple[Question, ...]:
    """Read the labelled blanks among some rows."""
    questions: list[Question] = []
    for section, pairs in _blocks(grid, rows):
        questions += _read_block(grid, section, _align(grid, pairs), locate)
    return tuple(questions)


def _blocks(grid: Grid, rows: Sequence[int]) -> Iterator[tuple[str, list[_Pair]]]:
    """Give the pairs of each run of rows, with the title that stands over it."""
    by_row = {row: [pair for pair in _row_pairs(grid, row) if pair.may_count] for row in rows}
    looks = Counter(_looks(grid, pair) for pairs in by_row.values() for pair in pairs)
    usual = looks.most_common(1)[0][0] if looks else None
    section, pairs, last = "", list[_Pair](), 0
    for row in rows:
        found = by_row[row]
        title = _title(grid, row)
        if title and found and (found[0].is_plain or found[0].is_label or _looks(grid, found[0]) == usual):
            title = ""
        if title or (pairs and row > last + 2):
            yield section, pairs
            pairs = []
            section = title or section
        if found and not title:
            pairs += found
            last = row
    yield section, pairs


def _looks(grid: Grid, pair: _Pair) -> tuple[bool, str]:
    style = grid.style(pair.row, pair.column)
    return style.is_bold, style.fill


def _align(grid: Grid, pairs: list[_Pair]) -> list[_Pair]:
    """Put blanks into one column where most of a block's labels have theirs, if the cells before it are empty."""
    columns = Counter((pair.column, pair.blank[1]) for pair in pairs if not pair.anchor)
    aligned = []
    for pair in pairs:
        usual = max(
            (blank for label, blank in columns if label == pair.column),
            key=lambda c: columns[pair.column, c],
            default=0,
        )
        between = range(pair.blank[1], usual + 1)
        if not pair.anchor and len(between) > 1 and not any(grid.text(pair.row, column) for column in between):
            aligned.append(replace(pair, blank=(pair.row, usual), is_invited=grid.invites(pair.row, usual)))
        else:
            aligned.append(pair)
    return aligned


def _title(grid: Grid, row: int) -> str:
    texts = list(grid.row(row).values())
    return " ".join(texts[0].split()) if len(texts) == 1 and word_count(texts[0]) <= _MAX_LABEL else ""


def _row_pairs(grid: Grid, row: int) -> Iterator[_Pair]:
    if row in grid.hidden_rows:
        return
    texts = sorted(grid.row(row).items())
    taken: set[int] = set()
    n_texts = sum(_may_label(text) and not is_placeholder(text) for text in {normalise(text) for _, text in texts})
    for column, text in texts:
        if column in taken or grid.is_formula(row, column) or not _may_label(text):
            continue
        drawn = find_blank_label(text)
        if drawn:
            yield _Pair(row, column, drawn, (row, column), drawn, "", is_invited=True)
            continue
        blank = _find_blank(grid, row, column, text)
        if blank is not None:
            taken.add(blank)
            value = grid.text(row, blank).strip()
            invited = grid.invites(row, blank)
            if n_texts > 2 and not invited and not text.rstrip().endswith((":", "\uff1a")):
                continue
            yield _Pair(row, column, text.strip(), (row, blank), "", value, is_invited=invited)


def _may_label(text: str) -> bool:
    plain = text.strip()
    has_letters = sum(character.isalpha() for character in plain) >= 2
    return has_letters and len(plain) <= 200 and word_count(plain) <= _MAX_LABEL


def _find_blank(grid: Grid, row: int, column: int, text: str) -> int | None:
    """Find the cell right of a label that takes its value; None when that cell holds something else."""
    merge = grid.merge(row, column)
    if merge is not None and merge.height > 1:
        return None
    beside = (merge.right if merge else column) + 1
    if (
        grid.is_locked(row, beside)
        or grid.is_formula(row, beside)
        or is_closed(grid.validation(row, beside))
        or grid.is_hidden_place(row, beside)
    ):
        return None
    value = grid.text(row, beside)
    if value and not is_placeholder(value) and not _repeats(text, value):
        return beside if _is_answered(grid, row, text, value) else None
    return beside


def _repeats(label: str, value: str) -> bool:
    """Tell whether a blank holds nothing but its own label again, to show what goes there."""
    plain, shown = (normalise(text).strip(" :*[]<>()") for text in (label, value))
    is_part = word_count(shown) >= 2 and (shown in plain or (plain in shown and word_count(shown) <= 6))
    return plain == shown or (is_part and word_count(plain) >= 2)


def _is_answered(grid: Grid, row: int, text: str, value: str) -> bool:
    """Tell whether a text beside a label is its answer: such rows hold a pair or two, tables hold more."""
    if "<" in value and ">" in value:
        return True
    is_pair = len(grid.row(row)) <= 2 or (len(grid.row(row)) <= 4 and text.rstrip().endswith((":", "\uff1a")))
    return is_pair and is_profile_label(text) and word_count(value) <= 30 and not is_profile_label(value)


def _read_block(grid: Grid, section: str, pairs: list[_Pair], locate: Locate) -> Iterator[Question]:
    """Read one block. Labels that are no particulars count where the block is one, or where the blank invites."""
    if _is_theirs(section):
        return
    pairs = [pair for pair in pairs if not _is_theirs(pair.label)]
    n_plain = sum(pair.is_plain for pair in pairs)
    all_invite = sum(pair.is_invited for pair in pairs) >= 0.8 * len(pairs)
    is_profile = n_plain > 0 and (n_plain >= 0.5 * len(pairs) or (all_invite and len(pairs) >= 3))
    title = normalise(grid.title)
    if not is_profile and (mentions(title, words.EVALUATION) or mentions(title, words.NO_FORM)):
        pairs = [pair for pair in pairs if pair.is_plain]
    for pair in pairs:
        if pair.is_plain or (pair.is_invited and (pair.is_label or is_profile)) or (is_profile and pair.is_label):
            yield _question(grid, section, pair, locate, is_profile=is_profile)


def _is_theirs(text: str) -> bool:
    """Tell whether a title or label reserves what follows for the buyer."""
    plain = normalise(text)
    is_buyers = mentions(plain, words.BUYER) and not mentions(plain, words.VENDOR)
    return is_buyers or mentions(plain, words.OFFICIAL)


def _question(grid: Grid, section: str, pair: _Pair, locate: Locate, *, is_profile: bool) -> Question:
    row, column = pair.blank
    validation = grid.validation(row, column)
    options = validation.options if validation and validation.is_list else ()
    locator = locate(pair.row, pair.column)
    kind = _kind(pair.label, is_profile=is_profile)
    form = question_form(pair.label, options) if kind is QuestionKind.QUESTION else QuestionForm.OPEN
    slot = AnswerSlot(
        container=grid.title,
        locator=locate(row, column),
        role=SlotRole.CHOICE if options else SlotRole.TEXT,
        options=options,
        value="" if is_placeholder(pair.value) or _repeats(pair.label, pair.value) else pair.value,
        anchor=pair.anchor,
        is_primary=True,
        is_locked=grid.is_locked(row, column),
    )
    label = pair.label.rstrip(" :\uff1a")
    return Question(locator, locator, label, section=section, kind=kind, form=form, slots=(slot,))


def _kind(label: str, *, is_profile: bool) -> QuestionKind:
    if is_signature_label(label):
        return QuestionKind.SIGNATURE
    if is_profile_label(label) or (is_profile and question_score(label) < 0.6):
        return QuestionKind.PROFILE
    return QuestionKind.QUESTION

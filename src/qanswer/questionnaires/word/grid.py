"""A table's cells judged one by one: empty, text, open for an answer, or a label and its place together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word.drafts import SlotDraft
from qanswer.questionnaires.word.groups import (
    Group,
    ends_as_label,
    inline_slot,
    label_role,
    labelled_slot,
    raw_line,
    read_groups,
)
from qanswer.questionnaires.word.lines import Line, clean_number, read_lines
from qanswer.questionnaires.word.locators import shown_text
from qanswer.questionnaires.word.model import Cell, Place, PlaceKind, Table
from qanswer.questionnaires.word.words import is_note
from qanswer.questionnaires.wording import is_answer_value, is_placeholder, normalise, word_count

_OR = r"(?:\bor\b|\boder\b|\bou\b|\bo\b|\blub\b|または|もしくは|或|或者)"
_SEPARATORS = re.compile(rf"\s*[/|、;]\s*|\s*,\s*(?:{_OR}\s+)?|\s+{_OR}\s+|\s*[\n\t]\s*")
_STRONG = re.compile(rf"[/|\n]|\s{_OR}\s")
_LINE_LABEL = re.compile(r"\s*([^:\uff1a]{2,40}?)\s*[:\uff1a]")
_MIN_LABELS = 2
_MAX_OPTIONS = 7
_MAX_OPTION_WORDS = 4
_NUMBER_ONLY = re.compile(
    r"[(\[]?(?:(?:[A-Za-z]{1,5}[-. ]?)?\d{1,4}(?:[.\-]\d{1,3}){0,5}[a-z]?|[A-Za-z]|[ivx]{1,4})"
    r"(?: ?\(\w{1,3}\))*[)\].:]*"
)
"""A cell with nothing but a number or id: "4.2", "A.5.1", "AC-2 (3)", "b)", "iv."."""


class CellKind(StrEnum):
    """What a cell is to someone who fills the form."""

    EMPTY = "empty"
    TEXT = "text"
    OPEN = "open"
    MIXED = "label and place"

    @property
    def takes_answer(self) -> bool:
        """Whether an answer to a question elsewhere can go here."""
        return self in {CellKind.EMPTY, CellKind.OPEN}


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell with what was read from it. `options`: those that its text spells out ("Low, medium or high")."""

    cell: Cell
    kind: CellKind
    text: str
    groups: tuple[Group, ...] = ()
    options: tuple[str, ...] = ()
    is_bold: bool = False
    number: str = ""

    @property
    def locator(self) -> str:
        """The cell's locator."""
        return self.cell.locator

    @property
    def slots(self) -> list[SlotDraft]:
        """The places in the cell, those of all its groups."""
        return [slot for group in self.groups for slot in group.slots]

    @property
    def is_hint(self) -> bool:
        """Whether it is open because its text spells out options."""
        return self.kind is CellKind.OPEN and bool(self.options)

    @property
    def has_only_boxes(self) -> bool:
        """Whether it holds tick boxes without any text of their own."""
        slots = self.slots
        return bool(slots) and self.kind is CellKind.OPEN and all(_is_bare_box(slot) for slot in slots)

    @property
    def is_number(self) -> bool:
        """Whether its text is nothing but a number or id."""
        return self.kind is CellKind.TEXT and bool(_NUMBER_ONLY.fullmatch(self.text.strip()))

    def whole_slot(self, role: SlotRole = SlotRole.TEXT) -> SlotDraft:
        """Make the slot that takes the whole cell."""
        if self.is_hint:
            return SlotDraft(self.locator, SlotRole.CHOICE, options=self.options)
        value = "" if is_placeholder(self.text) else self.text
        return SlotDraft(self.locator, role, value=value)


def _is_bare_box(slot: SlotDraft) -> bool:
    return slot.role is SlotRole.CHECKBOX and not slot.options


@dataclass(frozen=True, slots=True)
class RowView:
    """A row's cells; the lower cells of vertical merges are kept apart in `continued`."""

    number: int
    cells: tuple[CellView, ...]
    is_header: bool = False
    continued: tuple[Cell, ...] = ()

    @property
    def n_continued(self) -> int:
        """How many cells of the row continue one from above."""
        return len(self.continued)

    @property
    def filled(self) -> tuple[CellView, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell.kind is not CellKind.EMPTY)

    @property
    def sole(self) -> CellView | None:
        """The only cell of the row; None when it has several."""
        return self.cells[0] if len(self.cells) == 1 else None


def view_table(table: Table, *, fields_only: bool) -> tuple[RowView, ...]:
    """Judge all cells of a table. `fields_only`: nothing but form fields can be filled, so empty cells take nothing."""
    rows = []
    for number, row in enumerate(table.rows):
        if row.is_gone:
            continue
        cells = tuple(view_cell(cell) for cell in row.cells if not cell.is_continued)
        cells = tuple(cell for cell in cells if cell.kind is not CellKind.EMPTY) if fields_only else _open_hints(cells)
        rows.append(RowView(number, cells, row.is_header, tuple(cell for cell in row.cells if cell.is_continued)))
    return tuple(rows)


def _open_hints(cells: tuple[CellView, ...]) -> tuple[CellView, ...]:
    """Open the cells whose text only spells out options: "Yes / No", or "Low medium high" in a row yet to be filled."""
    is_record = bool(cells) and cells[0].kind.takes_answer and len(cells) > 1
    if not is_record:
        return tuple(_open_hint(cell, cell.options if reads_like_choice(cell) else ()) for cell in cells)
    has_hint = any(cell.options for cell in cells)
    return tuple(_open_hint(cell, cell.options or (split_words(cell) if has_hint else ())) for cell in cells)


def _open_hint(view: CellView, options: tuple[str, ...]) -> CellView:
    if view.kind is not CellKind.TEXT or not options:
        return view
    return replace(view, kind=CellKind.OPEN, options=options)


def view_cell(cell: Cell) -> CellView:
    """Judge one cell."""
    groups = tuple(read_groups(cell.paragraphs))
    text = " ".join(group.text for group in groups if group.text) or cell.text
    is_bold = any(p.is_bold for p in cell.paragraphs) and all(p.is_bold or p.is_empty for p in cell.paragraphs)
    number = _automatic_number(cell)
    if cell.wrapper is not None:
        return _view_wrapped(cell, cell.wrapper, text, groups)
    if _holds_blanks_alone(cell):
        return CellView(cell, CellKind.OPEN, "")
    labels = _bare_labels(cell)
    if labels:
        return CellView(cell, CellKind.OPEN, "", (Group(slots=labels, home=cell.locator),))
    kind = _judge(cell, groups)
    if kind is CellKind.OPEN and is_placeholder(cell_text(cell)) and not _holds_elements(cell):
        groups = ()
    if kind is CellKind.TEXT and not text and number:
        text = number
    options = parse_options(cell) if kind is not CellKind.EMPTY else ()
    return CellView(cell, kind, text, groups, options, is_bold, number)


def _holds_blanks_alone(cell: Cell) -> bool:
    """Tell whether a cell holds nothing but a placeholder or a line to write on, which the answer replaces."""
    pieces = [piece for paragraph in cell.paragraphs for piece in paragraph.pieces]
    places = [piece for piece in pieces if isinstance(piece, Place)]
    texts = "".join(piece for piece in pieces if isinstance(piece, str))
    is_blank = bool(places) and all(place.kind is PlaceKind.BLANK for place in places)
    return is_blank and not any(character.isalnum() for character in texts)


def _bare_labels(cell: Cell) -> list[SlotDraft]:
    """Make a slot behind each line of a cell that holds nothing but labels ("Web:", "Documents:"), two at least."""
    lines = [line for p in cell.paragraphs for line in read_lines(p) if not line.is_empty]
    if len(lines) < _MIN_LABELS or any(line.items or not _is_bare_label(line) for line in lines):
        return []
    return [inline_slot(line, label_role(line.text) or SlotRole.TEXT) for line in lines]


def _is_bare_label(line: Line) -> bool:
    return ends_as_label(line.text) and word_count(line.text) <= _MAX_OPTION_WORDS and not is_note(line.text)


def answer_lines(view: CellView) -> list[SlotDraft]:
    """Make a slot for each labelled line of an answer ("Web: Supports"); none where the answer has no such lines."""
    lines = [line for p in view.cell.paragraphs for line in read_lines(p) if not line.is_empty]
    if view.kind is not CellKind.TEXT or len(lines) < _MIN_LABELS:
        return []
    found = []
    for line in lines:
        match = _LINE_LABEL.match(raw_line(line))
        if match is None or word_count(match[1]) > _MAX_OPTION_WORDS:
            return []
        value = raw_line(line)[match.end() :].strip()
        found.append(labelled_slot(line, match.end(), label_role(match[1]) or SlotRole.TEXT, value))
    return found


def cell_text(cell: Cell) -> str:
    """Give all that a cell shows, blanks and placeholders too."""
    return " ".join(shown_text(cell.paragraphs).split())


def _holds_elements(cell: Cell) -> bool:
    """Tell whether a cell holds a place that is filled in its own way: a field, a control, a box."""
    return any(place.kind is not PlaceKind.BLANK for paragraph in cell.paragraphs for place in paragraph.places)


def _automatic_number(cell: Cell) -> str:
    return next((clean_number(paragraph.number) for paragraph in cell.paragraphs if paragraph.number), "")


def _view_wrapped(cell: Cell, wrapper: Place, text: str, groups: tuple[Group, ...]) -> CellView:
    """Judge a cell that lies in a content control as a whole: the control is the answer."""
    role = SlotRole.CHOICE if wrapper.options else SlotRole.TEXT
    value = wrapper.value
    if wrapper.kind is PlaceKind.CONTROL_BOX:
        role, value = SlotRole.CHECKBOX, "x" if wrapper.is_ticked else ""
    elif any(group.slots for group in groups):
        return CellView(cell, _judge(cell, groups), text, groups)
    slot = SlotDraft(cell.locator, role, wrapper, options=wrapper.options, value=value, is_locked=wrapper.is_locked)
    return CellView(cell, CellKind.OPEN, text, (Group(slots=[slot], home=cell.locator),))


def _judge(cell: Cell, groups: Sequence[Group]) -> CellKind:
    if is_placeholder(cell_text(cell)) and cell_text(cell) and not _holds_elements(cell):
        return CellKind.OPEN
    has_places = any(group.slots for group in groups)
    has_text = any(group.text for group in groups)
    if has_places:
        return CellKind.MIXED if has_text else CellKind.OPEN
    if has_text:
        return CellKind.OPEN if is_placeholder(" ".join(group.text for group in groups)) else CellKind.TEXT
    has_number = any(paragraph.number for paragraph in cell.paragraphs)
    return CellKind.TEXT if has_number or any(table.rows for table in cell.tables) else CellKind.EMPTY


def parse_options(cell: Cell) -> tuple[str, ...]:
    """Read the options that a cell's text spells out: "Yes / No / N/A", "Low, medium or high"; () for none."""
    if any(paragraph.places for paragraph in cell.paragraphs):
        return ()
    lines = [paragraph.text for paragraph in cell.paragraphs if paragraph.text]
    return split_options("\n".join(lines))


def split_options(text: str) -> tuple[str, ...]:
    """Split a text that spells out options; () when it does not read like any."""
    if "?" in text or "\uff1f" in text:
        return ()
    protected = re.sub(r"(?i)\bn/a\b", "n\u2044a", text.strip(" .*()[]"))
    items = [item.strip(" .").replace("\u2044", "/") for item in _SEPARATORS.split(protected) if item.strip(" .")]
    items = [re.sub(r"(?i)\bn/a\b", lambda match: match[0], item) for item in items]
    if not 2 <= len(items) <= _MAX_OPTIONS or len({normalise(item) for item in items}) < len(items):
        return ()
    if any(word_count(item) > _MAX_OPTION_WORDS for item in items) or any(len(item) > 40 for item in items):
        return ()
    return _restore(text, items)


def _restore(text: str, items: Sequence[str]) -> tuple[str, ...]:
    """Give the options as the text spells them."""
    found = []
    for item in items:
        match = re.search(re.escape(item), text, re.IGNORECASE)
        found.append(match[0] if match else item)
    return tuple(found)


def spells_options(view: CellView) -> bool:
    """Tell whether a cell's options are parted by more than commas, as no answer is: "Low / Medium / High"."""
    return bool(view.options) and bool(_STRONG.search("\n".join(p.text for p in view.cell.paragraphs)))


def reads_like_choice(view: CellView) -> bool:
    """Tell whether a cell's text, by itself, asks to keep one of several answers ("Yes / No")."""
    return spells_options(view) and all(is_answer_value(option) for option in view.options)


def split_words(view: CellView) -> tuple[str, ...]:
    """Read a cell's single words as options, for a cell among others that spell theirs out ("Low medium high")."""
    words = view.text.split()
    is_plain = 2 <= len(words) <= 5 and all(word.isalpha() for word in words)
    return tuple(words) if is_plain and all(word.islower() for word in words[1:]) else ()


def overlapping(view: CellView, row: RowView) -> Iterator[CellView]:
    """Give the cells of another row that lie in the grid columns of a cell."""
    for other in row.cells:
        if other.cell.column < view.cell.end and view.cell.column < other.cell.end:
            yield other

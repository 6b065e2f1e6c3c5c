"""Lines of a cell or of running text -> groups: a text that asks, and the places that take its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qanswer.core.question import SlotRole
from qanswer.questionnaires import vocabulary as words
from qanswer.questionnaires.locator import BOXES, EMPTY_BOXES
from qanswer.questionnaires.word.drafts import Anchor, SlotDraft, box_slot, place_slot
from qanswer.questionnaires.word.lines import Item, Line, fold, leading_number, read_lines
from qanswer.questionnaires.word.model import Paragraph, Place, PlaceKind
from qanswer.questionnaires.word.words import asks_to_tick, is_note
from qanswer.questionnaires.wording import (
    HeaderRole,
    is_follow_up,
    is_placeholder,
    judge_header,
    mentions,
    normalise,
    question_score,
)

_SLOT_ROLES = {HeaderRole.COMMENT: SlotRole.COMMENT, HeaderRole.OWNER: SlotRole.OWNER}
_IDS = re.compile(r"^\s*(?:[A-Z]{1,4}[-. ]?\d{1,3}(?:\.\d{1,3})*\s*)?(?:\(\w{1,3}\)\s*)*")
"""Ids of controls and their enhancements in front of a question: "AC-2 (3) "."""
_ANSWER_LABEL = re.compile(r"\s*([^:\uff1a\[\]]{2,60}?)\s*[:\uff1a]")
_PLAIN_CLAIM = 0.7
"""Strength from which a label by itself announces an answer."""
_ASKS_FROM = 0.6
"""Score from which a text reads like a question or requirement (`wording.is_question_like`)."""


@dataclass(slots=True)
class Group:
    """A text and its places. `first` and `last` are the lines that its text begins and ends with."""

    text: str = ""
    number: str = ""
    first: Line | None = None
    last: Line | None = None
    slots: list[SlotDraft] = field(default_factory=list)
    home: str = ""

    @property
    def is_asking(self) -> bool:
        """Whether the text is a numbered item or reads like a question."""
        return bool(self.number) or asks(self.text)

    def add_text(self, line: Line, text: str) -> None:
        """Append a line's text."""
        self.text = fold(f"{self.text} {text}")
        self.number = self.number or line.number
        self.first = self.first or line
        self.last = line
        self.home = self.home or line.paragraph.home


def asks(text: str) -> bool:
    """Tell whether a text reads like a question or a requirement, whatever ids stand in front of it."""
    return max(question_score(text), question_score(_IDS.sub("", text))) >= _ASKS_FROM


def is_plain_question(text: str) -> bool:
    """Tell whether a text ends with a question mark."""
    return text.rstrip().endswith(("?", "\uff1f"))


def ends_as_label(text: str) -> bool:
    """Tell whether a text ends with a colon."""
    return text.rstrip().endswith((":", "\uff1a"))


def label_role(label: str) -> SlotRole | None:
    """Tell what a label such as "Answer:" or "Comments:" in front of a blank takes; None for any other label."""
    if len(label.split()) > 4:
        return None
    claim = judge_header(label)
    if claim.strength < _PLAIN_CLAIM or claim.role is None:
        return None
    return SlotRole.TEXT if claim.role is HeaderRole.ANSWER else _SLOT_ROLES.get(claim.role)


def is_buyer_label(text: str) -> bool:
    """Tell whether a label announces what the buyer notes for itself: "Reviewer comments", "Assessor's score"."""
    claim = judge_header(text)
    is_remark = mentions(normalise(text), words.COMMENT) or mentions(normalise(text), words.SCORE)
    return claim.role is HeaderRole.BUYER and claim.strength >= 1.0 and is_remark


def bullet_box(line: Line) -> SlotDraft | None:
    """Make the slot of a list item whose bullet is a box: locked, as the bullet belongs to the list."""
    bullet = line.paragraph.bullet
    if len(bullet) != 1 or bullet not in BOXES or line.items or not line.is_first:
        return None
    place = Place(PlaceKind.SYMBOL, 0, is_ticked=bullet not in EMPTY_BOXES, locator=line.paragraph.locator)
    label = fold(line.text)
    value = label if place.is_ticked else ""
    return SlotDraft(line.paragraph.home, SlotRole.CHECKBOX, place, None, (label,), value, is_locked=True)


def waits_for_ticks(text: str, slots: Sequence[SlotDraft]) -> bool:
    """Tell whether list items below a text are boxes to tick: it says so, or others are."""
    return asks_to_tick(text) or any(slot.role is SlotRole.CHECKBOX for slot in slots)


def starts_anew(line: Line, text: str) -> bool:
    """Tell whether a text that follows answered places begins another question."""
    return bool(line.number) or asks(text) or ends_as_label(text) or is_follow_up(text)


def inline_slot(line: Line, role: SlotRole = SlotRole.TEXT, value: str = "") -> SlotDraft:
    """Make a slot behind the last word of a line."""
    raw = _raw_line(line)
    end = line.start + len(raw.rstrip())
    start = line.start + len(raw) - len(raw.lstrip())
    return SlotDraft(line.paragraph.home, role, None, Anchor(line.paragraph.locator, start, end), value=value)


def labelled_slot(line: Line, n_label: int, role: SlotRole, value: str) -> SlotDraft:
    """Make a slot behind the first `n_label` characters of a line's raw text, with the value that stands there."""
    anchor = Anchor(line.paragraph.locator, line.start, line.start + n_label)
    return SlotDraft(line.paragraph.home, role, None, anchor, value=value)


def read_answer_label(line: Line) -> SlotDraft | None:
    """Make the slot behind a label such as "Answer:" or "Comments:" and what stands there; None for any other line."""
    raw = _raw_line(line)
    match = _ANSWER_LABEL.match(raw)
    role = label_role(match[1]) if match else None
    if match is None or role is None or line.number or is_note(line.text):
        return None
    value = raw[match.end() :].strip()
    return labelled_slot(line, match.end(), role, "" if is_placeholder(value) else value)


def _raw_line(line: Line) -> str:
    shown = "".join(piece if isinstance(piece, str) else piece.shown for piece in line.paragraph.pieces)
    return shown[line.start :].split("\n", maxsplit=1)[0]


def raw_line(line: Line) -> str:
    """Give a line's text as it stands in the file."""
    return _raw_line(line)


def read_groups(paragraphs: Sequence[Paragraph]) -> list[Group]:
    """Read the groups of one cell, in order; a text without places is a group without slots."""
    reader = _GroupReader()
    for paragraph in paragraphs:
        for line in read_lines(paragraph):
            reader.read(line)
    return [group for group in reader.groups if group.text or group.slots]


class _GroupReader:
    """Builds the groups of one cell."""

    def __init__(self) -> None:
        self.groups = [Group()]

    @property
    def current(self) -> Group:
        return self.groups[-1]

    def read(self, line: Line) -> None:
        if line.is_empty:
            return
        if not line.items:
            self._read_text(line)
        elif line.boxes:
            self._read_boxes(line)
        else:
            self._read_blanks(line)

    def _open(self) -> Group:
        if self.current.text or self.current.slots:
            self.groups.append(Group())
        return self.current

    def _read_text(self, line: Line) -> None:
        box = bullet_box(line)
        if box is not None and waits_for_ticks(self.current.text, self.current.slots):
            self.current.slots.append(box)
            return
        if self._read_answer_label(line):
            return
        if self.current.slots and not starts_anew(line, line.text) and self._lengthen_box(line):
            return
        if self.current.slots or (line.number and self.current.number):
            self._open()
        self.current.add_text(line, line.text)

    def _read_answer_label(self, line: Line) -> bool:
        """Read "Answer: …" under a question in the same cell."""
        labelled = read_answer_label(line)
        has_boxes = any(slot.role is SlotRole.CHECKBOX for slot in self.current.slots)
        if labelled is None or not (self.current.is_asking or has_boxes):
            return False
        self.current.slots.append(labelled)
        return True

    def _lengthen_box(self, line: Line) -> bool:
        """Add a text right below a box to the label of the box, as where a long label is broken over two lines."""
        last = self.current.slots[-1]
        if last.role is not SlotRole.CHECKBOX or not last.options or last.options[0].endswith((".", "?", "!")):
            return False
        label = fold(f"{last.options[0]} {line.text}")
        self.current.slots[-1] = replace(last, options=(label,), value=label if last.value else "")
        return True

    def _read_boxes(self, line: Line) -> None:
        if line.lead:
            if self.current.slots or (line.number and self.current.number):
                self._open()
            self.current.add_text(line, line.lead)
        add_places(self.current, line, line.items)

    def _read_blanks(self, line: Line) -> None:
        if line.is_sentence:
            if self.current.slots or not self.current.is_asking:
                self._open().add_text(line, line.text)
            add_places(self.current, line, line.items)
            return
        for item in line.items:
            if not self._is_part(item):
                self._open().add_text(line, item.label)
            add_places(self.current, line, (item,))

    def _is_part(self, item: Item) -> bool:
        """Tell whether a blank belongs to the question above it, and not to its own label alone."""
        if not item.label:
            return True
        if not self.current.text:
            return False
        if label_role(item.label) is not None:
            return True
        return self.current.is_asking and not leading_number(item.label) and not asks(item.label)


def add_places(group: Group, line: Line, items: Sequence[Item]) -> None:
    """Add a line's places to a group."""
    group.home = group.home or line.paragraph.home
    for item in items:
        if _is_decoration(line, item):
            continue
        if item.place.kind.is_box:
            group.slots.append(box_slot(line.paragraph.home, item))
        elif item.label or not _goes_on_from(group, item):
            role = label_role(item.label) or (SlotRole.COMMENT if line.boxes else SlotRole.TEXT)
            group.slots.append(place_slot(line.paragraph, item, role))


def _is_decoration(line: Line, item: Item) -> bool:
    """Tell whether a drawn line only underlines a field or control beside it."""
    others = {other.place.kind for other in line.items}
    is_real = any(kind.is_field or kind.is_control for kind in others if not kind.is_box)
    return item.place.kind is PlaceKind.BLANK and is_real


def _goes_on_from(group: Group, item: Item) -> bool:
    """Tell whether a line to write on only continues the one above it."""
    last = group.slots[-1].place if group.slots else None
    is_line = item.place.kind is PlaceKind.BLANK
    return is_line and last is not None and last.kind is PlaceKind.BLANK

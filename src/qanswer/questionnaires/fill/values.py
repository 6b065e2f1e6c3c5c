"""What goes into one workbook cell: a slot, a value and what the cell holds -> content, or why not. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from qanswer.core.question import AnswerSlot, SlotRole
from qanswer.ooxml.limits import MAX_TEXT_LENGTH
from qanswer.ooxml.splice import find_illegal, unify_newlines
from qanswer.questionnaires.locator import BOXES, EMPTY_BOXES, MARKS, TICK, TICKED_BOXES

_CHOOSING = frozenset((SlotRole.CHOICE, SlotRole.CHECKBOX))
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?\Z")
_BOOLEANS = {"TRUE": "1", "FALSE": "0"}
_BLANK = re.compile(
    r"[ \t\u00a0]*(?:_{2,}(?:[ /.\-]*_{2,})*|\uff3f{2,}|\.{3,}|…+|\[[^\]\n]*\]|<[^>\n]*>|【[^】\n]*】)|[ \u00a0]{3,}"
)
"""What follows a label and holds the place of its answer: a line, dots, a bracket, or (underlined) spaces."""
_SPACES = (" ", "\t", "\u00a0")


class ContentKind(StrEnum):
    """How a value stands in a cell."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Content:
    """A cell's content; `text` as a reader shows it (a boolean as TRUE or FALSE)."""

    kind: ContentKind = ContentKind.EMPTY
    text: str = ""
    runs: tuple[tuple[bytes, str], ...] = field(default=(), compare=False)
    """The stretches of a text and the looks of each, where it has any."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is not written."""

    reason: str


def plan_content(
    slot: AnswerSlot, value: str, current: Content, *, k: int | None, is_text_cell: bool, marks: Sequence[str] = ()
) -> Content | Refusal:
    """Work out a cell's new content. `k`: which tick box of several; `marks`: texts in the column of a tick cell."""
    reason = check_value(slot, value)
    if reason:
        return Refusal(reason)
    value = unify_newlines(value)
    if slot.role is SlotRole.CHECKBOX:
        return _plan_tick(slot, value, current, k, marks)
    if slot.anchor:
        return _plan_inline(slot, value, current, k)
    if not value:
        return Content()
    if slot.role is SlotRole.CHOICE and value in slot.options and not is_text_cell:
        return _plan_option(slot, value)
    return Content(ContentKind.TEXT, value)


def check_value(slot: AnswerSlot, value: str) -> str:
    """Say why no cell may take this value, or ""."""
    illegal = find_illegal(value)
    if illegal:
        return f"the answer holds {illegal}, a character that no Office file can hold"
    if len(value.encode("utf-16-le")) // 2 > MAX_TEXT_LENGTH:
        return f"the answer has {len(value):,} characters; a cell takes {MAX_TEXT_LENGTH:,}"
    is_mark = slot.role is SlotRole.CHECKBOX and value in BOXES + MARKS
    if value and slot.options and slot.role in _CHOOSING and value not in slot.options and not is_mark:
        shown = ", ".join(repr(option) for option in slot.options[:6]) + (", …" if len(slot.options) > 6 else "")
        return f"{value[:60]!r} is not one of the cell's own options ({shown})"
    return ""


def _plan_option(slot: AnswerSlot, value: str) -> Content:
    """An option is stored as Excel stores a pick from the list: numbers as numbers, TRUE and FALSE as booleans."""
    if _NUMBER.match(value):
        return Content(ContentKind.NUMBER, value)
    if set(slot.options) <= set(_BOOLEANS):
        return Content(ContentKind.BOOLEAN, value)
    return Content(ContentKind.TEXT, value)


def _plan_tick(
    slot: AnswerSlot, value: str, current: Content, k: int | None, marks: Sequence[str]
) -> Content | Refusal:
    if current.kind is ContentKind.BOOLEAN:
        return Content(ContentKind.BOOLEAN, "TRUE" if value else "FALSE")
    if k is not None or any(character in BOXES for character in current.text):
        ticked = tick_box(current.text, k or 0, is_ticked=bool(value))
        return Refusal("there is no such tick box in the cell") if ticked is None else Content(ContentKind.TEXT, ticked)
    if not value:
        return Content()
    return Content(ContentKind.TEXT, choose_mark(slot, marks))


def choose_mark(slot: AnswerSlot, marks: Sequence[str]) -> str:
    """Take the mark that the column already uses, or the slot's own if its label is one; else an X."""
    used = next((mark.strip() for mark in marks if mark.strip() and mark.strip() in MARKS), "")
    own = next((option for option in slot.options if option and option in MARKS), "")
    return used or own or "X"


def edit_runs(runs: Sequence[tuple[bytes, str]], new: str) -> tuple[tuple[bytes, str], ...]:
    """Carry the changes of a text into its stretches: what comes takes the looks of what it stands beside."""
    old = "".join(text for _, text in runs)
    looks = [look for look, text in runs for _ in text]
    pieces: list[tuple[bytes, str]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += zip(looks[start:end], new[new_start:new_end], strict=True)
        elif new_end > new_start:
            pieces.append((looks[start] if kind == "replace" else looks[max(start - 1, 0)], new[new_start:new_end]))
    return tuple((look, "".join(text for _, text in group)) for look, group in groupby(pieces, key=itemgetter(0)))


def tick_box(text: str, k: int, *, is_ticked: bool) -> str | None:
    """Tick or clear the k-th box of a text; None when there is none. A box that is right already keeps its glyph."""
    places = [position for position, character in enumerate(text) if character in BOXES]
    if k >= len(places):
        return None
    place = places[k]
    return text[:place] + box_glyph(text[place], is_ticked=is_ticked) + text[place + 1 :]


def box_glyph(glyph: str, *, is_ticked: bool) -> str:
    """Give the glyph for a state: the one that is there if it shows that state already."""
    if is_ticked:
        return glyph if glyph in TICKED_BOXES else TICK
    return glyph if glyph in EMPTY_BOXES else EMPTY_BOXES[0]


def find_blank(text: str, slot: AnswerSlot, value: str, k: int | None) -> tuple[int, int] | str:
    """Find what an inline answer replaces: the blank behind its label, or the answer that stands there; else why not.

    `k` tells which of several equal labels is meant; where there are not so many, the first is.
    """
    start = _find_label(text, slot.anchor, k or 0)
    if start is None:
        return f"the label {slot.anchor!r} is not there"
    for answer in (slot.value, value):
        end = _match_folded(text, start, answer)
        if end is not None:
            n_space = len(text[start:]) - len(text[start:].lstrip())
            return start + n_space, end
    if slot.value.strip():
        return f"the answer behind the label {slot.anchor!r} is not where it was read"
    match = _BLANK.match(text, start)
    if match is not None:
        return start, match.end()
    start += text[start : start + 1] in _SPACES
    return start, start


def _find_label(text: str, anchor: str, k: int) -> int | None:
    """Give the end of the k-th label of several that read the same; of the first where there are not so many."""
    starts = [match.end() for match in re.finditer(re.escape(anchor), text)] if anchor else [0]
    if not starts:
        return None
    return starts[k] if k < len(starts) else starts[0]


def _match_folded(text: str, start: int, answer: str) -> int | None:
    """Give the end of an answer that stands at `start`, however its white space runs; None when it does not."""
    words = answer.split()
    if not words:
        return None
    match = re.compile(r"\s*" + r"\s+".join(map(re.escape, words))).match(text, start)
    return None if match is None else match.end()


def is_same_text(one: str, other: str) -> bool:
    """Tell whether two texts differ in nothing but white space."""
    return one.split() == other.split()


def inline_text(value: str, text: str, span: tuple[int, int]) -> str:
    """Give an inline answer with the spaces that part it from its label and from what follows, and none of its own."""
    value = value.strip()
    if not value or text[span[0] : span[1]] == value:
        return value
    before = "" if text[: span[0]][-1:].isspace() else " "
    after = " " if text[span[1] : span[1] + 1].isalnum() else ""
    return before + value + after


def _plan_inline(slot: AnswerSlot, value: str, current: Content, k: int | None) -> Content | Refusal:
    text = current.text
    found = find_blank(text, slot, value, k)
    if isinstance(found, str):
        return Refusal(found)
    start, end = found
    if is_same_text(text[start:end], value):
        return current
    return Content(ContentKind.TEXT, text[:start] + inline_text(value, text, found) + text[end:])

"""Running text taken apart: boxes to tick, blanks to write on, placeholders, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qanswer.questionnaires.locator import BOXES, EMPTY_BOXES
from qanswer.questionnaires.word.model import Piece, Place, PlaceKind
from qanswer.questionnaires.wording import is_placeholder

_TRUE_BOXES = EMPTY_BOXES + "☒☑"
"""Boxes wherever they stand. The other ticked ones also serve as bullets and emphasis ("✅ Yes")."""
_CIRCLES = "○◯◉⭘"
_SYMBOL = re.compile(rf"\[ {{0,3}}\]|\[[xX✓✔]\]|\( {{1,3}}\)|[{_CIRCLES}]")
_BLANK = re.compile(r"_{3,}(?:[ /.\-]*_{2,})*|\uff3f{2,}|\.{5,}|…{2,}")
_BRACKETED = re.compile(r"<[^<>\n]{1,80}>|\[[^\[\]\n]{1,80}\]|【[^【】\n]{1,60}】")
_NO_PLACEHOLDER = re.compile(r"://|@|=|^<[/!?]")
_ANY_PLACE = re.compile(rf"[{BOXES}{_CIRCLES}\[(<\u3010_\uff3f\u2026]|\.{{5}}")
"""What a text without any place never holds: most texts are done with one look."""
_MIN_CIRCLES = 2
"""A single circle is a mark, two or more in one paragraph are boxes to choose from."""


@dataclass(slots=True)
class Counter:
    """Counts the places of a cell or body paragraph, each family for itself."""

    n_fields: int = 0
    n_checks: int = 0
    n_controls: int = 0
    n_glyphs: int = 0
    n_symbols: int = 0
    has_empty_box: bool = False
    """Whether an empty box occurs anywhere in the cell or paragraph."""


class Counters:
    """The cells around the text being read, the innermost last: a place counts in all of them."""

    def __init__(self) -> None:
        """Begin outside of any cell."""
        self.stack: list[Counter] = []

    @property
    def has_empty_box(self) -> bool:
        """Whether the innermost cell or paragraph holds an empty box."""
        return bool(self.stack) and self.stack[-1].has_empty_box

    def count(self, family: str) -> int:
        """Count one more place of a family; gives its number in the innermost cell or paragraph."""
        number = 0
        for counter in self.stack:
            number = getattr(counter, family)
            setattr(counter, family, number + 1)
        return number


def split_text(text: str, counters: Counters) -> Iterator[Piece]:
    """Part text into pieces: plain stretches and the places between them."""
    position = 0
    for start, end, place in _find_places(text, counters):
        if start > position:
            yield text[position:start]
        yield place
        position = end
    if position < len(text):
        yield text[position:]


def _find_places(text: str, counters: Counters) -> Iterator[tuple[int, int, Place]]:
    if not _ANY_PLACE.search(text):
        return
    n_circles = sum(character in _CIRCLES for character in text)
    for start, end, kind in sorted(_spans(text)):
        shown = text[start:end]
        if kind is PlaceKind.GLYPH:
            number = counters.count("n_glyphs")
            if shown in _TRUE_BOXES or counters.has_empty_box:
                yield start, end, Place(kind, number, shown, is_ticked=shown not in EMPTY_BOXES)
        elif kind is PlaceKind.SYMBOL:
            if shown not in _CIRCLES or n_circles >= _MIN_CIRCLES:
                is_ticked = shown[1:2] in set("xX✓✔") if len(shown) > 1 else shown == "◉"
                yield start, end, Place(kind, counters.count("n_symbols"), shown, is_ticked=is_ticked)
        else:
            yield start, end, Place(kind, 0, shown)


def _spans(text: str) -> list[tuple[int, int, PlaceKind]]:
    """Find what may be a place; none overlaps another."""
    spans = [(n, n + 1, PlaceKind.GLYPH) for n, character in enumerate(text) if character in BOXES]
    spans += [(*match.span(), PlaceKind.SYMBOL) for match in _SYMBOL.finditer(text)]
    spans += [(*match.span(), PlaceKind.BLANK) for match in _BLANK.finditer(text)]
    for match in _BRACKETED.finditer(text):
        if _holds_place(match[0]) and not _SYMBOL.fullmatch(match[0]):
            spans.append((*match.span(), PlaceKind.BLANK))
    kept, position = [], 0
    for span in sorted(spans):
        if span[0] >= position:
            kept.append(span)
            position = span[1]
    return kept


def _holds_place(text: str) -> bool:
    """Tell whether a bracketed text only holds the place of an answer: "<Enter name>", "<date>", "[insert text]"."""
    if _NO_PLACEHOLDER.search(text):
        return False
    return text.startswith("<") or is_placeholder(text)

"""Tick boxes that buyers make of other things than box characters: "[ ]", "( )", circles, and symbol fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qanswer.ooxml.splice import set_attribute
from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.fill.word_inline import TextEdit, TextMap
from qanswer.questionnaires.fill.word_text import PartWriter, is_deleted

_CIRCLES = "○◯◉⭘"
_DRAWN = re.compile(rf"\[ {{0,3}}\]|\[[xX✓✔]\]|\( {{1,3}}\)|\([xX✓✔]\)|[{_CIRCLES}]")
_MIN_CIRCLES = 2
"""A single circle is a mark, two or more in one paragraph are boxes to choose from."""
_CODES = {"wingdings": (0xA8, 0xFE), "wingdings 2": (0xA3, 0x52)}
"""Font -> code of its empty box and of its ticked one."""
_BOX_CODES = frozenset((0x6F, 0x70, 0x71, 0x72, 0xA8, 0xA3, 0xFE, 0xFD, 0x52, 0x53, 0x54, 0x78))
_TICKED_CODES = frozenset((0xFE, 0xFD, 0x52, 0x53, 0x54, 0x78))
_CHAR = re.compile(rb"\s((?:[^\s=:\"']+:)?char)\s*=\s*[\"']([0-9A-Fa-f]{1,4})[\"']")


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box: characters `start` to `end` of the shown text, or a symbol that stands at `start`."""

    start: int
    end: int
    symbol: Element | None = None


def find_drawn_box(element: Element, shown: TextMap, label: str) -> DrawnBox | None:
    """Find the box that a label belongs to: the only one that stands right before it, or else right behind it."""
    boxes = [*_find_drawn(shown), *_find_symbols(element, shown)]
    wanted = "".join(label.split()).casefold()
    if not wanted:
        return None
    before = [box for box in boxes if _fold(shown.text[box.end :]).startswith(wanted)]
    behind = [box for box in boxes if _fold(shown.text[: box.start]).endswith(wanted)]
    found = before or behind
    return found[0] if len(found) == 1 else None


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()


def _find_drawn(shown: TextMap) -> Iterator[DrawnBox]:
    breaks = [piece.start for piece in shown.pieces if piece.element is None]
    start = 0
    for end in (*breaks, len(shown.text)):
        line = shown.text[start:end]
        n_circles = sum(character in _CIRCLES for character in line)
        for match in _DRAWN.finditer(line):
            if match[0] not in _CIRCLES or n_circles >= _MIN_CIRCLES:
                yield DrawnBox(start + match.start(), start + match.end())
        start = end


def _find_symbols(element: Element, shown: TextMap) -> Iterator[DrawnBox]:
    for symbol in element.iter("sym"):
        font, code = symbol.value("font").lower(), symbol.value("char")
        is_box = re.fullmatch("[0-9A-Fa-f]{1,4}", code) and int(code, 16) & 0xFF in _BOX_CODES
        if font in _CODES and is_box and not is_deleted(symbol):
            behind = next(
                (piece.start for piece in shown.pieces if piece.element and piece.element.start > symbol.start), None
            )
            position = len(shown.text) if behind is None else behind
            yield DrawnBox(position, position, symbol)


def tick_drawn(writer: PartWriter, box: DrawnBox, shown: TextMap, where: str, *, is_ticked: bool) -> TextEdit | None:
    """Set a box: gives the edit of the text, or sets the symbol at once; a box that is right already stays."""
    if box.symbol is not None:
        _set_symbol(writer, box.symbol, where, is_ticked=is_ticked)
        return None
    text = shown.text[box.start : box.end]
    if _is_drawn_tick(text) == is_ticked:
        new = text
    elif text in _CIRCLES:
        new = "◉" if is_ticked else "○"
    else:
        new = text[0] + ("X" if is_ticked else " ") + text[-1]
    return TextEdit(box.start, box.end, new, where)


def _is_drawn_tick(text: str) -> bool:
    return text == "◉" or text[1:2] in set("xX✓✔")


def _set_symbol(writer: PartWriter, symbol: Element, where: str, *, is_ticked: bool) -> None:
    tag = writer.raw(symbol)
    match = _CHAR.search(tag)
    if match is None or (int(match[2], 16) & 0xFF in _TICKED_CODES) == is_ticked:
        return
    code = (int(match[2], 16) & 0xFF00) | _CODES[symbol.value("font").lower()][is_ticked]
    writer.replace(symbol.start, symbol.end, set_attribute(tag, match[1], b"%04X" % code), where)

"""A paragraph's runs -> text and places. Deleted, hidden and instruction text is left out; inserted text is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qanswer.questionnaires.locator import BOXES
from qanswer.questionnaires.word.controls import Control, default_text, parse_control, parse_field
from qanswer.questionnaires.word.model import Piece, Place, PlaceKind
from qanswer.questionnaires.word.styles import attribute, child_of, is_on, local_name
from qanswer.questionnaires.word.text import Counters, split_text
from qanswer.questionnaires.wording import is_placeholder

if TYPE_CHECKING:
    from lxml import etree

_FRAMES = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent", "rubyBase", "ruby")
)
"""Elements that only hold runs."""
_SHOWN = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_SYMBOL_FONTS = ("wingdings", "webdings", "segoe ui symbol")
_EMPTY_SYMBOLS = frozenset((0x6F, 0x70, 0x71, 0x72, 0xA8, 0xA3, 0x63, 0x94))
_TICKED_SYMBOLS = frozenset((0xFE, 0xFD, 0x52, 0x53, 0x54, 0x78))
"""Character codes of boxes in the symbol fonts Wingdings, Wingdings 2 and Webdings."""
_MIN_UNDERLINED = 3
"""Underlined white space shorter than this is an accident of formatting, not a line to write on."""


@dataclass(slots=True)
class _Field:
    """A field being read: its instruction, then its result."""

    number: int | None = None
    """Number of the form field among its kind; None for a field that is no form field."""
    default: str = ""
    shown: str = ""
    is_result: bool = False


@dataclass(slots=True)
class Inline:
    """What a paragraph's runs gave so far."""

    pieces: list[Piece]
    n_runs: int = 0
    n_bold: int = 0

    def add_text(self, text: str) -> None:
        """Append text, joined to text before it."""
        if self.pieces and isinstance(self.pieces[-1], str):
            self.pieces[-1] += text
        else:
            self.pieces.append(text)

    @property
    def is_bold(self) -> bool:
        """Whether all its text is set in bold by its runs."""
        return 0 < self.n_runs == self.n_bold


class InlineReader:
    """Reads runs; the fields that are open go on from one paragraph to the next."""

    def __init__(self, counters: Counters) -> None:
        """Share the counters of the cells around."""
        self._counters = counters
        self._fields: list[_Field] = []
        self._inline = Inline([])
        self._has_leader = False

    def read(self, element: etree._Element, *, has_leader: bool = False) -> Inline:
        """Read one paragraph; `has_leader`: its tabs draw a line to write on."""
        outer, self._inline = self._inline, Inline([])
        self._has_leader = has_leader
        self._read_children(element)
        for field in self._fields:
            self._write_back(field)
        inline, self._inline = self._inline, outer
        return Inline(self._split(inline.pieces), inline.n_runs, inline.n_bold)

    def _split(self, pieces: list[Piece]) -> list[Piece]:
        """Find boxes and blanks in the text, and number the boxes in reading order."""
        found: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, str):
                found.extend(split_text(piece, self._counters))
            else:
                for character in piece.shown:
                    if character in BOXES:
                        self._counters.count("n_glyphs")
                found.append(piece)
        return found

    def _read_children(self, element: etree._Element) -> None:
        for child in element:
            name = local_name(child)
            if name == "r":
                self._read_run(child)
            elif name in _FRAMES:
                self._read_children(child)
            elif name == "sdt":
                self._read_control(child)

    def _read_run(self, run: etree._Element) -> None:
        properties = child_of(run, "rPr")
        if properties is not None and is_on(child_of(properties, "vanish")):
            self._read_marks(run)
            return
        is_underlined = properties is not None and is_on(child_of(properties, "u"))
        text = ""
        for child in run:
            text += self._read_run_child(child, is_underlined=is_underlined)
        if text.strip():
            self._inline.n_runs += 1
            self._inline.n_bold += properties is not None and is_on(child_of(properties, "b"))

    def _read_marks(self, run: etree._Element) -> None:
        """Follow the fields in a hidden run."""
        for child in run:
            if local_name(child) == "fldChar":
                self._read_field_mark(child)

    def _read_run_child(self, child: etree._Element, *, is_underlined: bool) -> str:
        name = local_name(child)
        if name == "t":
            return self._add(child.text or "", is_underlined=is_underlined)
        if name in _SHOWN or name == "br":
            shown = _SHOWN.get(name, "\n")
            return self._add(shown, is_underlined=is_underlined or (name == "tab" and self._has_leader))
        if name == "fldChar":
            self._read_field_mark(child)
        elif name == "sym":
            self._read_symbol(child)
        elif name == "ruby":
            self._read_children(child)
        return ""

    def _add(self, text: str, *, is_underlined: bool) -> str:
        field = next(
            (field for field in reversed(self._fields) if field.number is not None or not field.is_result), None
        )
        if field is not None:
            if field.is_result:
                field.shown += text
            return ""
        if is_underlined and not text.strip() and (len(text) >= _MIN_UNDERLINED or "\t" in text):
            self._add_blank(text)
        else:
            self._inline.add_text(text)
        return text

    def _add_blank(self, text: str) -> None:
        last = self._inline.pieces[-1] if self._inline.pieces else None
        if isinstance(last, Place) and last.kind is PlaceKind.BLANK:
            self._inline.pieces[-1] = replace(last, shown=last.shown + text)
        else:
            self._inline.pieces.append(Place(PlaceKind.BLANK, 0, text))

    def _read_field_mark(self, mark: etree._Element) -> None:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._fields.append(self._open_field(mark))
        elif kind == "separate" and self._fields:
            self._fields[-1].is_result = True
        elif kind == "end" and self._fields:
            self._write_back(self._fields.pop())

    def _open_field(self, mark: etree._Element) -> _Field:
        data = child_of(mark, "ffData")
        if data is None:
            return _Field()
        place = parse_field(data, self._counters.count("n_fields"))
        self._inline.pieces.append(place)
        return _Field(place.number, default_text(data))

    def _write_back(self, field: _Field) -> None:
        """Give a form field the text of its result, as far as it stands in this paragraph."""
        text = " ".join(field.shown.split())
        value = "" if text == " ".join(field.default.split()) or is_placeholder(text) else text
        for index, place in enumerate(self._inline.pieces):
            if isinstance(place, Place) and place.kind is PlaceKind.FIELD and place.number == field.number:
                self._inline.pieces[index] = replace(place, shown=field.shown, value=value)

    def _read_symbol(self, symbol: etree._Element) -> None:
        font = (attribute(symbol, "font") or "").lower()
        try:
            code = int(attribute(symbol, "char") or "0", 16) & 0xFF
        except ValueError:
            return
        if font.startswith(_SYMBOL_FONTS) and code in _EMPTY_SYMBOLS | _TICKED_SYMBOLS:
            number = self._counters.count("n_symbols")
            self._inline.pieces.append(Place(PlaceKind.SYMBOL, number, is_ticked=code in _TICKED_SYMBOLS))

    def _read_control(self, element: etree._Element) -> None:
        """Read a control between runs; one that holds places of its own is read as if it were not there."""
        control = parse_control(element)
        family = "n_checks" if control.kind is PlaceKind.CONTROL_BOX else "n_controls"
        number = self._counters.count(family)
        outer, self._inline = self._inline, Inline([])
        content = child_of(element, "sdtContent")
        if content is not None:
            self._read_children(content)
        inner, self._inline = self._inline, outer
        outer.n_runs += inner.n_runs
        outer.n_bold += inner.n_bold
        if is_frame(control, inner.pieces):
            self._splice(inner.pieces)
        else:
            outer.pieces.append(control.place(number, shown_of(inner.pieces)))

    def _splice(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                self._inline.add_text(piece)
            else:
                self._inline.pieces.append(piece)


def is_frame(control: Control, pieces: list[Piece]) -> bool:
    """Tell whether a control only frames what it holds."""
    if control.kind is None:
        return True
    holds_place = any(isinstance(piece, Place) or set(piece) & set(BOXES) for piece in pieces)
    return control.is_rich and holds_place and not control.is_empty


def shown_of(pieces: list[Piece]) -> str:
    """Give the text that pieces show."""
    return "".join(piece if isinstance(piece, str) else piece.shown for piece in pieces)

"""New contents of cells -> byte edits of their worksheet; missing cells and rows are put in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from qanswer.ooxml.sheet_index import CellKey, Place, PlaceKind, SheetIndex
from qanswer.ooxml.splice import Splice, close_tag, drop_attribute, find_tag_end, open_tag, set_attribute, text_to_xml


@dataclass(frozen=True, slots=True)
class CellContent:
    """New content of a cell; `kind` is empty, text, number, boolean (text "1" or "0"), or same: as it is.

    `runs` are the stretches of a text with the run properties of each, where it has any. `style` replaces the cell's.
    """

    kind: str
    text: str = ""
    runs: tuple[tuple[bytes, str], ...] = ()
    style: str = ""


_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TYPES = {"text": b"inlineStr", "boolean": b"b"}


def escape_xstring(text: str) -> str:
    """Escape what Excel would read as an escaped character, "_x000D_" (ECMA-376-1, 22.9.2.19)."""
    return _ESCAPE.sub("_x005F_", text)


def unescape_xstring(text: str) -> str:
    """Read escaped characters as Excel does."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def splice_cells(
    data: bytes, index: SheetIndex, contents: Mapping[CellKey, CellContent], encoding: str
) -> Iterator[Splice]:
    """Give the edits for the cells; empty content of a cell that does not exist needs none."""
    writer = _CellWriter(data, index, encoding)
    new: list[tuple[Place, CellContent]] = []
    for key, content in sorted(contents.items()):
        place = index.places[key]
        if place.kind is PlaceKind.CELL:
            yield writer.replace(place, content)
        elif content.kind != "empty":
            new.append((place, content))
    yield from writer.insert(new)


class _CellWriter:
    """Writes cells with the sheet's own namespace prefix and encoding."""

    def __init__(self, data: bytes, index: SheetIndex, encoding: str) -> None:
        self._data = data
        self._index = index
        self._encoding = encoding
        self._prefix = index.prefix

    def replace(self, place: Place, content: CellContent) -> Splice:
        """Rewrite a cell: its attributes stay, all but its type."""
        head_end = find_tag_end(self._data, place.start)
        tag = self._data[place.start : head_end]
        if content.kind == "same":
            return Splice(place.start, head_end, self._restyle(tag, content), place.reference)
        extension = self._data[slice(*place.extension)]
        return Splice(place.start, place.end, self._cell(tag, content, extension), place.reference)

    def insert(self, cells: list[tuple[Place, CellContent]]) -> Iterator[Splice]:
        """Put new cells into their rows, and new rows into the sheet."""
        at_end: list[bytes] = []
        for (kind, row), group in groupby(cells, key=lambda cell: (cell[0].kind, cell[0].row)):
            places = list(group)
            if kind is PlaceKind.NEW_ROW:
                line = self._row(row, [self._new_cell(place, content) for place, content in places])
                start = places[0][0].start
                if self._index.sheet_data_is_empty:
                    at_end.append(line)
                else:
                    yield Splice(start, start, line, f"row {row}")
            else:
                yield from self._insert_into_row(places)
        if at_end:
            yield self._fill_sheet_data(b"".join(at_end))

    def _insert_into_row(self, places: list[tuple[Place, CellContent]]) -> Iterator[Splice]:
        start, end = places[0][0].empty_row_tag
        if end:
            inside = b"".join(self._new_cell(place, content) for place, content in places)
            tag = open_tag(self._data[start:end])
            yield Splice(start, end, tag + inside + self._end(b"row"), places[0][0].reference)
            return
        for place, content in places:
            yield Splice(place.start, place.end, self._new_cell(place, content), place.reference)

    def _fill_sheet_data(self, rows: bytes) -> Splice:
        start, end = self._index.sheet_data
        return Splice(start, end, open_tag(self._data[start:end]) + rows + self._end(b"sheetData"), "rows")

    def _row(self, row: int, cells: list[bytes]) -> bytes:
        return b"<" + self._prefix + f'row r="{row}">'.encode() + b"".join(cells) + self._end(b"row")

    def _new_cell(self, place: Place, content: CellContent) -> bytes:
        tag = b"<" + self._prefix + f'c r="{place.reference}"/>'.encode()
        style = find_style(place, self._index)
        if style is not None:
            tag = set_attribute(tag, b"s", style.encode())
        return self._cell(tag, content, b"")

    def _cell(self, tag: bytes, content: CellContent, extension: bytes) -> bytes:
        tag = self._restyle(drop_attribute(tag, b"t"), content)
        if content.kind in _TYPES:
            tag = set_attribute(tag, b"t", _TYPES[content.kind])
        inside = self._content(content) + extension
        return open_tag(tag) + inside + self._end(b"c") if inside else close_tag(tag)

    @staticmethod
    def _restyle(tag: bytes, content: CellContent) -> bytes:
        return set_attribute(tag, b"s", content.style.encode()) if content.style else tag

    def _content(self, content: CellContent) -> bytes:
        p = self._prefix
        if content.kind in {"empty", "same"}:
            return b""
        if content.runs:
            runs = (b"<%br>%b%b</%br>" % (p, looks, self._text(text), p) for looks, text in content.runs)
            return b"<%bis>%b</%bis>" % (p, b"".join(runs), p)
        if content.kind == "text":
            return b"<%bis>%b</%bis>" % (p, self._text(content.text), p)
        return b"<%bv>%b</%bv>" % (p, text_to_xml(content.text, self._encoding), p)

    def _text(self, text: str) -> bytes:
        body = text_to_xml(escape_xstring(text), self._encoding)
        return b'<%bt xml:space="preserve">%b</%bt>' % (self._prefix, body, self._prefix)

    def _end(self, name: bytes) -> bytes:
        return b"</" + self._prefix + name + b">"


def find_style(place: Place, index: SheetIndex) -> str | None:
    """Give the style that a cell has, or will take when it is new: its row's, else its column's."""
    if place.kind is PlaceKind.CELL:
        return place.attributes.get("s")
    if place.kind is PlaceKind.IN_ROW and place.attributes.get("customFormat") in {"1", "true"}:
        return place.attributes.get("s")
    return index.column_style(place.column)

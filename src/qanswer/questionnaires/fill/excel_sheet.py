"""A sheet while its answers are worked out: what its cells hold, which may be written, and how they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import SlotRole, SlotValue
from qanswer.ooxml.form_controls import parse_link
from qanswer.ooxml.limits import column_letters, parse_range
from qanswer.ooxml.package import Package, SheetEntry, parse_part
from qanswer.ooxml.sheet_index import Block, CellKey, Place, PlaceKind, SheetIndex, index_sheet
from qanswer.ooxml.sheet_splice import CellContent, find_style, unescape_xstring
from qanswer.ooxml.splice import read_prefix
from qanswer.ooxml.workbook import CellStyle, SharedString, read_shared_strings
from qanswer.questionnaires.fill.values import Content, ContentKind, edit_runs
from qanswer.questionnaires.locator import MARKS, SheetLocator

_MAX_RICH = 4_000
"""Characters up to which a text in several looks keeps them; finding what changed takes longer than linear."""
_BOOLEAN_TEXT = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}


@dataclass(frozen=True, slots=True)
class CellValue:
    """One value and the cell it is for."""

    value: SlotValue
    target: SheetLocator

    @property
    def key(self) -> CellKey:
        """Row and column."""
        return self.target.row, self.target.column

    @property
    def locator(self) -> str:
        """The slot's locator."""
        return self.value.slot.locator

    @property
    def is_part(self) -> bool:
        """Whether the value goes to a place inside of the cell's text."""
        slot = self.value.slot
        return self.target.k is not None or bool(slot.anchor) or slot.role is SlotRole.CHECKBOX


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """One sheet, indexed for its values.

    `marks` are the characters that columns of tick cells are marked with already, by column; `linked` the cells that
    ActiveX tick boxes are linked to; `fixed` the header and totals rows of tables, and pivot tables, whose text belongs
    to the workbook's structure.
    """

    entry: SheetEntry
    data: bytes
    index: SheetIndex
    strings: Mapping[int, SharedString]
    marks: Mapping[int, str]
    linked: frozenset[str]
    fixed: tuple[Block, ...]
    styles: tuple[CellStyle, ...]

    def read_content(self, key: CellKey) -> Content:
        """Read what a wanted cell holds; an error value counts as nothing."""
        place = self.index.places[key]
        kind = place.type
        if kind == "b":
            return Content(ContentKind.BOOLEAN, _BOOLEAN_TEXT.get(place.value.strip(), ""))
        if kind == "e":
            return Content()
        if kind == "n":
            return Content(ContentKind.NUMBER, place.value) if place.value else Content()
        if kind == "inlineStr":
            found = SharedString(place.inline, tuple(place.runs) if any(looks for looks, _ in place.runs) else ())
        else:
            found = _find_string(kind, place.value, self.strings)
        runs = tuple((looks, unescape_xstring(text)) for looks, text in found.runs)
        return Content(ContentKind.TEXT, unescape_xstring(found.text), runs) if found.text else Content()

    def style(self, place: Place) -> CellStyle:
        """Give the style that a cell has or will have."""
        number = find_style(place, self.index)
        if number is not None and number.isdigit() and int(number) < len(self.styles):
            return self.styles[int(number)]
        return self.styles[0] if self.styles else CellStyle()

    def find_obstacle(self, place: Place, *, fill_locked: bool) -> str:
        """Say why nothing at all may be written into the cell, or ""."""
        if place.has_formula:
            return "the cell holds a formula"
        if self.index.find_array(place.key):
            return "the cell is filled by an array formula"
        if place.attributes.get("vm") and place.kind is PlaceKind.CELL:
            return "the cell holds a rich value (a picture or a linked data type)"
        if any(block[0] <= place.row <= block[2] and block[1] <= place.column <= block[3] for block in self.fixed):
            return "the cell is a table's header or total, or part of a pivot table"
        if self.index.is_protected and self.style(place).is_locked and not fill_locked:
            return "the cell is locked by the sheet's protection"
        return ""

    def keep_looks(self, current: Content, content: Content) -> Content:
        """Carry the looks of a text's stretches over to its new version."""
        is_text = content.kind is ContentKind.TEXT and len(content.text) <= _MAX_RICH
        prefixes = {read_prefix(looks, 0) for looks, _ in current.runs if looks}
        if not is_text or prefixes != {self.index.prefix}:
            return content
        return replace(content, runs=edit_runs(current.runs, content.text))


def open_sheet(
    package: Package, entry: SheetEntry, wanted: Sequence[CellValue], styles: tuple[CellStyle, ...]
) -> tuple[OpenSheet, list[CellValue]]:
    """Index a sheet for its values; those for a cell inside of a merged range go to the range's first cell.

    Raises:
        DamagedFileError: the sheet is broken where a wanted cell lies.
    """
    data = package.read(entry.part)
    columns = {item.target.column for item in wanted if item.value.slot.role is SlotRole.CHECKBOX}
    index = index_sheet(data, (item.key for item in wanted), name=entry.part, columns=columns)
    moved = [_to_top_left(item, index.find_merge(item.key)) for item in wanted]
    if any(item.key not in index.places for item in moved):
        index = index_sheet(data, (item.key for item in moved), name=entry.part, columns=columns)
    strings = read_shared_strings(package, _string_numbers(index))
    links = (parse_link(link, entry.title) for link in index.linked_cells)
    marks = {column: _find_mark(cells, strings) for column, cells in index.column_values.items()}
    linked = frozenset(f"{column_letters(link[2])}{link[1]}" for link in links if link and link[0] == entry.title)
    return OpenSheet(entry, data, index, strings, marks, linked, _read_fixed(package, entry.part), styles), moved


def _find_string(kind: str, value: str, strings: Mapping[int, SharedString]) -> SharedString:
    if kind != "s":
        return SharedString(value)
    return strings.get(int(value), SharedString("")) if value.strip().isdigit() else SharedString("")


def _find_mark(cells: Sequence[tuple[str, str]], strings: Mapping[int, SharedString]) -> str:
    texts = (_find_string(kind, value, strings).text.strip() for kind, value in cells)
    return next((text for text in texts if text and text in MARKS), "")


def _to_top_left(item: CellValue, merge: Block | None) -> CellValue:
    if merge is None:
        return item
    return CellValue(item.value, SheetLocator(item.target.title, merge[0], merge[1], item.target.k))


def _string_numbers(index: SheetIndex) -> set[int]:
    """Number the shared strings that wanted cells and watched columns hold."""
    cells = [(place.type, place.value) for place in index.places.values()]
    watched = [cell for column in index.column_values.values() for cell in column]
    return {int(value) for kind, value in (*cells, *watched) if kind == "s" and value.strip().isdigit()}


def _read_fixed(package: Package, part: str) -> tuple[Block, ...]:
    """Read the ranges of a sheet's table headers, totals and pivot tables."""
    blocks: list[Block] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "table" and attributes.get("ref"):
            top, left, bottom, right = parse_range(attributes["ref"])
            if attributes.get("headerRowCount", "1") != "0":
                blocks.append((top, left, top, right))
            if attributes.get("totalsRowCount", "0") != "0":
                blocks.append((bottom, left, bottom, right))
        elif local == "location" and attributes.get("ref"):
            blocks.append(parse_range(attributes["ref"]))

    for kind in ("table", "pivotTable"):
        for related in package.related(part, kind):
            parse_part(package, related, start)
    return tuple(blocks)


def store_content(content: Content) -> CellContent:
    """Give the content as the sheet stores it."""
    if content.kind is ContentKind.BOOLEAN:
        return CellContent(content.kind.value, "1" if content.text == "TRUE" else "0")
    return CellContent(content.kind.value, content.text, content.runs)

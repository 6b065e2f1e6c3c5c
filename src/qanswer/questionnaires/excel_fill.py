"""Values -> edits of a workbook's sheets. Nothing is written here; the caller packs and proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qanswer.core.errors import HostileFileError, Problem
from qanswer.core.question import SlotRole, SlotValue
from qanswer.ooxml.edits import Edition, Expectation, PartEdit
from qanswer.ooxml.limits import parse_range
from qanswer.ooxml.package import Package, SheetEntry, parse_part
from qanswer.ooxml.sheet_index import Block, CellKey, Place, PlaceKind, SheetIndex, index_sheet
from qanswer.ooxml.sheet_splice import find_style, splice_cells, unescape_xstring
from qanswer.ooxml.workbook import CellStyle, find_recalculation, read_shared_strings, read_styles
from qanswer.questionnaires.locator import SheetLocator, parse_sheet_locator
from qanswer.questionnaires.values_fill import Content, ContentKind, Refusal, plan_content
from qanswer.questionnaires.write_options import FillRequest

_BOOLEAN_TEXT = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}


@dataclass(slots=True)
class _Sheet:
    """One sheet while its answers are worked out."""

    entry: SheetEntry
    data: bytes
    index: SheetIndex
    strings: dict[int, str] = field(default_factory=dict)
    headers: list[Block] = field(default_factory=list)
    """Header and totals rows of tables, and pivot tables: text there belongs to the workbook's structure."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One value and the cell it is for."""

    value: SlotValue
    target: SheetLocator

    @property
    def key(self) -> CellKey:
        """Row and column."""
        return self.target.row, self.target.column


def plan_workbook(package: Package, request: FillRequest) -> Edition:
    """Work out the edits that bring the values into the workbook.

    Raises:
        DamagedFileError: a sheet that is to be written is broken.
    """
    filler = _WorkbookFiller(package, request)
    return filler.plan()


class _WorkbookFiller:
    """The values of one fill, sheet by sheet."""

    def __init__(self, package: Package, request: FillRequest) -> None:
        self._package = package
        self._request = request
        self._styles: tuple[CellStyle, ...] = read_styles(package)
        self._refused: list[Problem] = []
        self._expected: list[Expectation] = []
        self._changed: list[str] = []

    def plan(self) -> Edition:
        edits = []
        for entry, wanted in self._group():
            edit = self._plan_sheet(entry, wanted)
            if edit is not None:
                edits.append(edit)
        declared = []
        if edits and not self._request.options.strict_bytes:
            splice = find_recalculation(self._package)
            if splice is not None:
                edits.append(PartEdit(self._package.main_part, (splice,)))
                declared.append(f"fullCalcOnLoad set in {self._package.main_part}")
        return Edition(tuple(edits), tuple(self._expected), tuple(self._changed), tuple(declared), tuple(self._refused))

    def _refuse(self, locator: str, reason: str) -> None:
        self._refused.append(Problem(locator, reason))

    def _group(self) -> list[tuple[SheetEntry, list[_Wanted]]]:
        """Sort the values by sheet, in the order of the sheets."""
        sheets = {entry.title: entry for entry in self._package.sheets()}
        groups: dict[str, list[_Wanted]] = {}
        for value in self._request.values:
            try:
                target = parse_sheet_locator(value.slot.locator)
            except HostileFileError as error:
                self._refuse(value.slot.locator, error.message)
                continue
            if target is None or target.title not in sheets:
                self._refuse(value.slot.locator, "there is no such cell: the workbook has no sheet of this name")
            elif not sheets[target.title].part:
                self._refuse(value.slot.locator, "this sheet has no cells")
            else:
                groups.setdefault(target.title, []).append(_Wanted(value, target))
        return [(sheets[title], groups[title]) for title in sheets if title in groups]

    def _plan_sheet(self, entry: SheetEntry, wanted: Sequence[_Wanted]) -> PartEdit | None:
        if self._package.facts[entry.part].is_utf16:
            for item in wanted:
                self._refuse(item.value.slot.locator, f"{entry.part} is in UTF-16, which is never edited")
            return None
        sheet, wanted = self._open(entry, wanted)
        contents: dict[CellKey, Content] = {}
        for key, items in _by_cell(wanted).items():
            content = self._plan_cell(sheet, key, items)
            if content is not None:
                contents[key] = content
        encoding = self._package.facts[entry.part].encoding
        splices = tuple(splice_cells(sheet.data, sheet.index, {key: _raw(c) for key, c in contents.items()}, encoding))
        return PartEdit(entry.part, splices) if splices else None

    def _open(self, entry: SheetEntry, wanted: Sequence[_Wanted]) -> tuple[_Sheet, Sequence[_Wanted]]:
        """Index the sheet; values for a cell inside of a merged range go to the range's first cell."""
        data = self._package.read(entry.part)
        columns = {item.target.column for item in wanted if item.value.slot.role is SlotRole.CHECKBOX}
        index = index_sheet(data, (item.key for item in wanted), name=entry.part, columns=columns)
        moved = [_to_top_left(item, index.find_merge(item.key)) for item in wanted]
        if any(item.key not in index.places for item in moved):
            index = index_sheet(data, (item.key for item in moved), name=entry.part, columns=columns)
        sheet = _Sheet(entry, data, index, headers=_read_headers(self._package, entry.part))
        sheet.strings = read_shared_strings(self._package, _string_numbers(index))
        return sheet, moved

    def _plan_cell(self, sheet: _Sheet, key: CellKey, items: Sequence[_Wanted]) -> Content | None:
        """Work out one cell's new content; None when nothing is to be changed."""
        place = sheet.index.places[key]
        current = content = _read_content(place, sheet.strings)
        style = self._style(place, sheet.index)
        reason = self._find_obstacle(sheet, place, style)
        taken: list[_Wanted] = []
        for item in items:
            refusal = reason or self._find_conflict(item, current, is_second=bool(taken))
            planned = Refusal(refusal) if refusal else self._plan_value(sheet, item, content, style)
            if isinstance(planned, Refusal):
                self._refuse(item.value.slot.locator, planned.reason)
            elif planned != content and self._is_kept(item, current):
                self._refuse(item.value.slot.locator, "already answered; the cell was kept")
            else:
                content = planned
                taken.append(item)
        return self._note(sheet, place, current, content, taken)

    def _note(
        self, sheet: _Sheet, place: Place, current: Content, content: Content, taken: Sequence[_Wanted]
    ) -> Content | None:
        """Write down what the proof must find, and give the content if it is new."""
        if not taken:
            return None
        cell = f"{sheet.entry.title}!{place.reference}"
        self._expected.append(Expectation(taken[0].value.slot.locator, cell, content.text))
        if content == current:
            return None
        self._changed.extend(item.value.slot.locator for item in taken)
        return content

    def _plan_value(self, sheet: _Sheet, item: _Wanted, content: Content, style: CellStyle) -> Content | Refusal:
        marks: Iterable[tuple[str, str]] = sheet.index.column_values.get(item.target.column, ())
        return plan_content(
            item.value.slot,
            item.value.value,
            content,
            k=item.target.k,
            is_text_cell=style.is_text,
            marks=[_cell_text(kind, value, sheet.strings) for kind, value in marks],
        )

    def _is_kept(self, item: _Wanted, current: Content) -> bool:
        """Tell whether the cell holds an answer to be kept; reading knows placeholders from answers."""
        if self._request.options.overwrite or item.value.slot.role is SlotRole.CHECKBOX:
            return False
        slot = item.value.slot
        return bool(slot.value.strip()) if self._request.is_known(slot) else bool(current.text.strip())

    def _find_conflict(self, item: _Wanted, current: Content, *, is_second: bool) -> str:
        """Several values for one cell are only right where each has a place of its own in it."""
        is_part = item.target.k is not None or item.value.slot.anchor or item.value.slot.role is SlotRole.CHECKBOX
        if is_second and not (is_part and current.text):
            return "another answer goes into the same cell"
        return ""

    def _find_obstacle(self, sheet: _Sheet, place: Place, style: CellStyle) -> str:
        """Say why nothing at all may be written into the cell, or ""."""
        if place.has_formula:
            return "the cell holds a formula"
        if sheet.index.find_array(place.key):
            return "the cell is filled by an array formula"
        if place.attributes.get("vm") and place.kind is PlaceKind.CELL:
            return "the cell holds a rich value (a picture or a linked data type)"
        if any(block[0] <= place.row <= block[2] and block[1] <= place.column <= block[3] for block in sheet.headers):
            return "the cell is a table's header or total, or part of a pivot table"
        if sheet.index.is_protected and style.is_locked and not self._request.options.fill_locked:
            return "the cell is locked by the sheet's protection"
        return ""

    def _style(self, place: Place, index: SheetIndex) -> CellStyle:
        number = find_style(place, index)
        if number is not None and number.isdigit() and int(number) < len(self._styles):
            return self._styles[int(number)]
        return self._styles[0] if self._styles else CellStyle()


def _raw(content: Content) -> tuple[str, str]:
    """Give kind and text as the sheet stores them."""
    if content.kind is ContentKind.BOOLEAN:
        return content.kind.value, "1" if content.text == "TRUE" else "0"
    return content.kind.value, content.text


def _by_cell(wanted: Sequence[_Wanted]) -> dict[CellKey, list[_Wanted]]:
    cells: dict[CellKey, list[_Wanted]] = {}
    for item in wanted:
        cells.setdefault(item.key, []).append(item)
    return cells


def _to_top_left(item: _Wanted, merge: Block | None) -> _Wanted:
    if merge is None:
        return item
    target = SheetLocator(item.target.title, merge[0], merge[1], item.target.k)
    return _Wanted(item.value, target)


def _string_numbers(index: SheetIndex) -> set[int]:
    """Number the shared strings that wanted cells and watched columns hold."""
    cells = [(place.type, place.value) for place in index.places.values()]
    watched = [cell for column in index.column_values.values() for cell in column]
    return {int(value) for kind, value in (*cells, *watched) if kind == "s" and value.strip().isdigit()}


def _cell_text(kind: str, value: str, strings: Mapping[int, str]) -> str:
    if kind == "s":
        return strings.get(int(value), "") if value.strip().isdigit() else ""
    return value


def _read_content(place: Place, strings: Mapping[int, str]) -> Content:
    """Read what a cell holds; an error value counts as nothing."""
    kind = place.type
    if kind == "b":
        return Content(ContentKind.BOOLEAN, _BOOLEAN_TEXT.get(place.value.strip(), ""))
    if kind == "e":
        return Content()
    if kind == "n":
        return Content(ContentKind.NUMBER, place.value) if place.value else Content()
    text = place.inline if kind == "inlineStr" else _cell_text(kind, place.value, strings)
    return Content(ContentKind.TEXT, unescape_xstring(text)) if text else Content()


def _read_headers(package: Package, part: str) -> list[Block]:
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
    return blocks

"""Values -> edits of a workbook's sheets. Nothing is written here; the caller packs and proves."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.core.errors import HostileFileError, Problem
from qanswer.core.question import SlotRole
from qanswer.ooxml.edits import Edition, Expectation, PartEdit
from qanswer.ooxml.form_controls import LinkedBox, read_linked_boxes, splice_state
from qanswer.ooxml.package import Package, SheetEntry
from qanswer.ooxml.sheet_index import CellKey
from qanswer.ooxml.sheet_splice import splice_cells
from qanswer.ooxml.workbook import find_recalculation, read_styles
from qanswer.questionnaires.fill.excel_sheet import CellValue, OpenSheet, open_sheet, store_content
from qanswer.questionnaires.fill.options import FillRequest
from qanswer.questionnaires.fill.values import Content, ContentKind, Refusal, plan_content
from qanswer.questionnaires.locator import parse_sheet_locator


def plan_workbook(package: Package, request: FillRequest) -> Edition:
    """Work out the edits that bring the values into the workbook.

    Raises:
        DamagedFileError: a sheet that is to be written is broken.
    """
    return _WorkbookFiller(package, request).plan()


class _WorkbookFiller:
    """The values of one fill, sheet by sheet."""

    def __init__(self, package: Package, request: FillRequest) -> None:
        self._package = package
        self._request = request
        self._styles = read_styles(package)
        self._refused: list[Problem] = []
        self._expected: list[Expectation] = []
        self._changed: list[str] = []
        has_ticks = any(value.slot.role is SlotRole.CHECKBOX for value in request.values)
        self._boxes = read_linked_boxes(package) if has_ticks else {}
        self._states: list[PartEdit] = []

    def plan(self) -> Edition:
        planned = [self._plan_sheet(entry, wanted) for entry, wanted in self._group()]
        edits = [edit for edit in planned if edit is not None] + self._states
        declared = [f"state of the tick box in {edit.part}" for edit in self._states]
        splice = None if self._request.options.strict_bytes or not edits else find_recalculation(self._package)
        if splice is not None:
            edits.append(PartEdit(self._package.main_part, (splice,)))
            declared.append(f"fullCalcOnLoad set in {self._package.main_part}")
        return Edition(tuple(edits), tuple(self._expected), tuple(self._changed), tuple(declared), tuple(self._refused))

    def _refuse(self, locator: str, reason: str) -> None:
        self._refused.append(Problem(locator, reason))

    def _group(self) -> list[tuple[SheetEntry, list[CellValue]]]:
        """Sort the values by sheet, in the order of the sheets."""
        sheets = {entry.title: entry for entry in self._package.sheets()}
        groups: dict[str, list[CellValue]] = {}
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
                groups.setdefault(target.title, []).append(CellValue(value, target))
        return [(sheets[title], groups[title]) for title in sheets if title in groups]

    def _plan_sheet(self, entry: SheetEntry, wanted: Sequence[CellValue]) -> PartEdit | None:
        facts = self._package.facts[entry.part]
        if facts.is_utf16:
            for item in wanted:
                self._refuse(item.locator, f"{entry.part} is in UTF-16, which is never edited")
            return None
        sheet, wanted = open_sheet(self._package, entry, wanted, self._styles)
        contents: dict[CellKey, Content] = {}
        for key, items in _by_cell(wanted).items():
            content = self._plan_cell(sheet, key, items)
            if content is not None:
                contents[key] = content
        stored = {key: store_content(content) for key, content in contents.items()}
        splices = tuple(splice_cells(sheet.data, sheet.index, stored, facts.encoding))
        return PartEdit(entry.part, splices) if splices else None

    def _plan_cell(self, sheet: OpenSheet, key: CellKey, items: Sequence[CellValue]) -> Content | None:
        """Work out one cell's new content; None when nothing is to be changed."""
        boxes = self._boxes.get((sheet.entry.title, *key), ())
        current = sheet.read_content(key)
        if not current.text and (boxes or sheet.index.places[key].reference in sheet.linked):
            current = Content(ContentKind.BOOLEAN, "FALSE")
        content, taken = self._take_values(sheet, key, items, current)
        if not taken:
            return None
        cell = f"{sheet.entry.title}!{sheet.index.places[key].reference}"
        self._expected.append(Expectation(taken[0].locator, cell, content.text))
        if content == current:
            return None
        self._changed.extend(item.locator for item in taken)
        self._set_boxes(boxes, taken[0].locator, is_ticked=content.text == "TRUE")
        return sheet.keep_looks(current, content) if current.runs and taken[0].is_part else content

    def _take_values(
        self, sheet: OpenSheet, key: CellKey, items: Sequence[CellValue], current: Content
    ) -> tuple[Content, list[CellValue]]:
        """Put one value after the other into the cell's content; gives those that could be taken."""
        place = sheet.index.places[key]
        obstacle = sheet.find_obstacle(place, fill_locked=self._request.options.fill_locked)
        content, taken = current, list[CellValue]()
        for item in items:
            planned = Refusal(obstacle) if obstacle else self._plan_value(sheet, item, content)
            if taken and not (item.is_part and current.text):
                planned = Refusal("another answer goes into the same cell")
            if isinstance(planned, Content) and planned.text == content.text and not item.is_part:
                planned = (
                    content if content.kind is not ContentKind.EMPTY else planned
                )  # "3" is 3, however it is stored
            if isinstance(planned, Refusal):
                self._refuse(item.locator, planned.reason)
            elif planned != content and self._is_kept(item, current):
                self._refuse(item.locator, "already answered; the cell was kept")
            else:
                content = planned
                taken.append(item)
        return content, taken

    def _plan_value(self, sheet: OpenSheet, item: CellValue, content: Content) -> Content | Refusal:
        return plan_content(
            item.value.slot,
            item.value.value,
            content,
            k=item.target.k,
            is_text_cell=sheet.style(sheet.index.places[item.key]).is_text,
            marks=(sheet.marks.get(item.target.column, ""),),
        )

    def _is_kept(self, item: CellValue, current: Content) -> bool:
        """Tell whether the cell holds an answer to be kept; reading knows placeholders from answers."""
        if self._request.options.overwrite or item.value.slot.role is SlotRole.CHECKBOX:
            return False
        slot = item.value.slot
        return bool(slot.value.strip()) if self._request.is_known(slot) else bool(current.text.strip())

    def _set_boxes(self, boxes: Sequence[LinkedBox], where: str, *, is_ticked: bool) -> None:
        """Have the controls that are linked to a cell show its state."""
        for box in boxes:
            splice = splice_state(self._package.read(box.part), where, is_ticked=is_ticked)
            if splice is not None:
                self._states.append(PartEdit(box.part, (splice,)))


def _by_cell(wanted: Sequence[CellValue]) -> dict[CellKey, list[CellValue]]:
    cells: dict[CellKey, list[CellValue]] = {}
    for item in wanted:
        cells.setdefault(item.key, []).append(item)
    return cells

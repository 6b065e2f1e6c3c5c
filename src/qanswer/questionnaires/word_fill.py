"""Values -> edits of a document. Nothing is written here; the caller packs and proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qanswer.core.errors import Problem
from qanswer.core.question import SlotRole, SlotValue
from qanswer.ooxml.edits import Edition, Expectation, PartEdit
from qanswer.ooxml.package import Package, parse_part
from qanswer.ooxml.splice import unify_newlines
from qanswer.ooxml.word_index import Element, index_document
from qanswer.questionnaires.values_fill import box_glyph, check_value, find_blank, inline_text
from qanswer.questionnaires.locator import BOXES, WordLocator, parse_word_locator
from qanswer.questionnaires.word_control_fill import fill_control
from qanswer.questionnaires.word_text_fill import (
    PartWriter,
    TextEdit,
    TextMap,
    edit_text,
    element_text,
    text_runs,
    write_paragraph,
)
from qanswer.questionnaires.write_options import FillRequest


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One value and the place that it is for."""

    value: SlotValue
    target: WordLocator

    @property
    def locator(self) -> str:
        """The slot's locator."""
        return self.value.slot.locator

    @property
    def text(self) -> str:
        """The value with its line breaks as Word has them."""
        return unify_newlines(self.value.value)

    @property
    def is_part(self) -> bool:
        """Whether the value goes to a place inside of the paragraph or cell."""
        slot = self.value.slot
        return bool(slot.anchor) or self.target.k is not None or slot.role is SlotRole.CHECKBOX


def plan_document(package: Package, request: FillRequest) -> Edition:
    """Work out the edits that bring the values into the document.

    Raises:
        DamagedFileError: the document part is broken.
    """
    return _DocumentFiller(package, request).plan()


class _DocumentFiller:
    """The values of one fill."""

    def __init__(self, package: Package, request: FillRequest) -> None:
        self._package = package
        self._request = request
        self._part = package.main_part
        self._refused: list[Problem] = []
        self._expected: list[Expectation] = []
        self._changed: list[str] = []
        self._neighbours: dict[str, Element] = {}

    def plan(self) -> Edition:
        facts = self._package.facts[self._part]
        wanted = self._read_wanted()
        if facts.is_utf16:
            for item in wanted:
                self._refuse(item, f"{self._part} is in UTF-16, which is never edited")
            return Edition(refused=tuple(self._refused))
        data = self._package.read(self._part)
        places = {item.target.place for item in wanted}
        index = index_document(data, places | {_neighbour(place) for place in places}, name=self._part)
        self._neighbours = index.places
        self._writer = PartWriter(data, facts.encoding, is_tracking=_is_tracking(self._package))
        for place, items in _by_place(wanted).items():
            self._plan_place(place, index.places.get(place), items)
        splices = tuple(sorted(self._writer.splices))
        edits = (PartEdit(self._part, splices),) if splices else ()
        return Edition(edits, tuple(self._expected), tuple(self._changed), (), tuple(self._refused))

    def _refuse(self, item: _Wanted, reason: str) -> None:
        self._refused.append(Problem(item.locator, reason))

    def _read_wanted(self) -> list[_Wanted]:
        wanted = []
        for value in self._request.values:
            target = parse_word_locator(value.slot.locator)
            if target is None:
                self._refused.append(Problem(value.slot.locator, "not a place in a document"))
            else:
                wanted.append(_Wanted(value, target))
        return wanted

    def _plan_place(self, place: str, element: Element | None, items: Sequence[_Wanted]) -> None:
        if element is None:
            for item in items:
                self._refuse(item, "there is no such place in the document")
            return
        accepted = []
        for item in items:
            reason = check_value(item.value.slot, item.value.value)
            if reason:
                self._refuse(item, reason)
            elif item.target.control:
                self._plan_control(element, item)
            else:
                accepted.append(item)
        parts = [item for item in accepted if item.is_part]
        self._plan_parts(element, parts)
        for number, item in enumerate(item for item in accepted if not item.is_part):
            if number or parts:
                self._refuse(item, "another answer goes into the same place")
            else:
                self._plan_whole(place, element, item)

    def _plan_control(self, element: Element, item: _Wanted) -> None:
        reason = fill_control(self._writer, element, item.target, item.value, item.text)
        if reason:
            self._refuse(item, reason)
        else:
            self._note(item, item.text if item.value.slot.role is not SlotRole.CHECKBOX else "")

    def _note(self, item: _Wanted, text: str) -> None:
        self._changed.append(item.locator)
        self._expected.append(Expectation(item.locator, item.target.place, text))

    def _plan_whole(self, place: str, element: Element, item: _Wanted) -> None:
        """Make the value the text of a paragraph or of a whole cell."""
        current = element_text(element)
        if current.strip() == item.text.strip():
            return
        if self._is_kept(item, current):
            self._refuse(item, "already answered; the place was kept")
            return
        paragraphs = (
            [element] if element.name == "p" else [node for node in element.iter("p") if _is_own(node, element)]
        )
        if not paragraphs:
            self._refuse(item, "the cell has no paragraph to write into")
            return
        filled = next((paragraph for paragraph in paragraphs if text_runs(paragraph)), paragraphs[0])
        neighbour = self._neighbours.get(_neighbour(place))
        write_paragraph(self._writer, filled, item.text, item.locator, neighbour=neighbour)
        for paragraph in paragraphs:
            if paragraph is not filled and text_runs(paragraph):
                write_paragraph(self._writer, paragraph, "", item.locator)
        self._note(item, item.text)

    def _is_kept(self, item: _Wanted, current: str) -> bool:
        if self._request.options.overwrite:
            return False
        slot = item.value.slot
        return bool(slot.value.strip()) if self._request.is_known(slot) else bool(current.strip())

    def _plan_parts(self, element: Element, items: Sequence[_Wanted]) -> None:
        """Put values behind their labels, and tick boxes, inside of the text that is there."""
        shown = TextMap.of(element)
        edits = []
        for item in items:
            edit = (
                _plan_box(shown, item) if item.value.slot.role is SlotRole.CHECKBOX else self._plan_inline(shown, item)
            )
            if isinstance(edit, str):
                self._refuse(item, edit)
            elif shown.text[edit.start : edit.end] != edit.text:
                edits.append(edit)
                self._note(item, edit.text)
        edit_text(self._writer, shown, edits)

    def _plan_inline(self, shown: TextMap, item: _Wanted) -> TextEdit | str:
        slot = item.value.slot
        if slot.value.strip() and not self._request.options.overwrite and slot.value.strip() != item.text.strip():
            return "already answered; the place was kept"
        held = (slot.value, item.text.lstrip())
        found = find_blank(shown.text, slot.anchor, item.target.k or 0, held)
        found = found or find_blank(shown.text, slot.anchor, 0, held)
        if found is None:
            return f"the label {slot.anchor!r} is not in the paragraph or cell"
        start, end = found
        return TextEdit(start, end, inline_text(item.text, shown.text[:start]), item.locator)


def _plan_box(shown: TextMap, item: _Wanted) -> TextEdit | str:
    places = [number for number, character in enumerate(shown.text) if character in BOXES]
    k = item.target.k or 0
    if k >= len(places):
        return "there is no such tick box in the paragraph or cell"
    place = places[k]
    glyph = box_glyph(shown.text[place], is_ticked=bool(item.text))
    return TextEdit(place, place + 1, glyph, item.locator)


def _is_own(node: Element, cell: Element) -> bool:
    """Tell whether a paragraph belongs to the cell itself and not to a table or text box in it."""
    for around in node.ancestors():
        if around is cell:
            return True
        if around.name not in {"sdt", "sdtContent", "customXml", "ins"}:
            return False
    return False


def _neighbour(place: str) -> str:
    """Name the place whose look an answer takes where its own place has none: the cell or paragraph before it."""
    head, letter, number = place.rpartition("C" if "C" in place.rpartition("/")[2] else "P")
    return f"{head}{letter}{max(int(number) - 1, 0)}"


def _by_place(wanted: Sequence[_Wanted]) -> dict[str, list[_Wanted]]:
    places: dict[str, list[_Wanted]] = {}
    for item in wanted:
        places.setdefault(item.target.place, []).append(item)
    return places


def _is_tracking(package: Package) -> bool:
    """Tell whether the document has the tracking of changes switched on."""
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "trackRevisions":
            value = next((text for key, text in attributes.items() if key.rpartition(" ")[2] == "val"), "1")
            found.append(value.lower() not in {"0", "false", "off"})

    for part in package.related(package.main_part, "settings"):
        parse_part(package, part, start)
    return any(found)

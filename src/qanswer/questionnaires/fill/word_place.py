"""One value into one paragraph or cell of a document: into a control, as the whole text, behind a label, or a tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.core.question import SlotRole, SlotValue
from qanswer.ooxml.splice import unify_newlines
from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.fill.options import FillRequest
from qanswer.questionnaires.fill.values import box_glyph, choose_mark, find_blank, inline_text, is_same_text
from qanswer.questionnaires.fill.word_box import find_drawn_box, tick_drawn
from qanswer.questionnaires.fill.word_control import (
    ControlFiller,
    control_text,
    find_controls,
    find_sole_control,
    is_tick_control,
)
from qanswer.questionnaires.fill.word_field import (
    Field,
    fill_field,
    find_field,
    picked,
    tick_field,
)
from qanswer.questionnaires.fill.word_inline import Piece, TextEdit, TextMap, edit_text, element_text
from qanswer.questionnaires.fill.word_text import text_runs, write_paragraph
from qanswer.questionnaires.locator import BOXES, MARKS, TICK, WordLocator

ALREADY = "already answered; the place was kept"


@dataclass(frozen=True, slots=True)
class WordValue:
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
    def is_tick(self) -> bool:
        """Whether the slot is a tick box."""
        return self.value.slot.role is SlotRole.CHECKBOX

    @property
    def is_part(self) -> bool:
        """Whether the value shares its paragraph or cell with others."""
        return bool(self.target.control or self.value.slot.anchor or self.target.k is not None or self.is_tick)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one value: the reason why it is not written, or the text that a reader must find."""

    reason: str = ""
    text: str = ""
    control: str = ""
    """The control that must hold it, as `Expectation` names it."""
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class PlaceFiller:
    """Fills the paragraphs and cells of one document."""

    controls: ControlFiller
    request: FillRequest

    def fill_control(self, element: Element, item: WordValue) -> Outcome:
        """Fill the control or field that the locator names."""
        target, name = item.target, f"{item.target.control}{item.target.number}"
        if target.control == "FF":
            field = find_field(element, target.number)
            return Outcome("there is no such form field") if field is None else self._fill_field(field, item, name)
        found = list(find_controls(element, is_checkbox=target.control == "CC"))
        if target.number >= len(found):
            return Outcome("there is no such control")
        control = found[target.number]
        fill = self._tick_control if target.control == "CC" else self._fill_control
        return fill(control, item, name)

    def _fill_field(self, field: Field, item: WordValue, name: str) -> Outcome:
        writer, is_open = self.controls.writer, self.request.options.fill_locked
        if field.data.find("checkBox") is not None:
            is_ticked = bool(item.text)
            reason = tick_field(writer, field, item.locator, is_ticked=is_ticked, fill_locked=is_open)
            return Outcome(reason, TICK if is_ticked else "", name)
        is_list = field.data.find("ddList") is not None
        current = picked(field) if is_list else field.text
        if current == item.text or (not current.strip() and not item.text):
            return Outcome(text=item.text, control=name if is_list else "")
        if not is_list and self.is_kept(item, current):
            return Outcome(ALREADY)
        reason = fill_field(writer, field, item.text, item.locator, fill_locked=is_open)
        return Outcome(reason, item.text, name if is_list or item.text else "")

    def _fill_control(self, control: Element, item: WordValue, name: str) -> Outcome:
        current = control_text(control)
        if current == item.text:
            return Outcome(text=item.text)
        if self.is_kept(item, current):
            return Outcome(ALREADY)
        return Outcome(self.controls.fill(control, item.text, item.locator), item.text, name)

    def _tick_control(self, control: Element, item: WordValue, name: str) -> Outcome:
        is_ticked = bool(item.text)
        reason = self.controls.tick(control, item.locator, is_ticked=is_ticked)
        return Outcome(reason, TICK if is_ticked else "", name)

    def is_kept(self, item: WordValue, current: str) -> bool:
        """Tell whether an answer stands there that may not be written over; reading knows placeholders from answers."""
        if self.request.options.overwrite or is_same_text(current, item.text):
            return False
        slot = item.value.slot
        return bool(slot.value.strip()) if self.request.is_known(slot) else bool(current.strip())

    def fill_whole(self, element: Element, item: WordValue, neighbour: Element | None) -> Outcome:
        """Make the value the whole text of a paragraph or cell; a sole control or field in it takes it instead."""
        around = element if element.name == "sdt" else _wrapping_control(element)
        if around is not None:
            return self._fill_control(around, item, "^")
        control = find_sole_control(element)
        if control is not None:
            return self._fill_control(control, item, _name_control(element, control))
        field = find_field(element, 0)
        if field is not None and find_field(element, 1) is None and field.data.find("checkBox") is None:
            return self._fill_field(field, item, "FF0")
        return self._write_whole(element, item, neighbour)

    def _write_whole(self, element: Element, item: WordValue, neighbour: Element | None) -> Outcome:
        current = element_text(element)
        if current.strip("\n") == item.text.strip("\n"):
            return Outcome(text=item.text.strip("\n"))
        if self.is_kept(item, current):
            return Outcome(ALREADY)
        paragraphs = [element] if element.name == "p" else [p for p in element.iter("p") if _is_own(p, element)]
        if not paragraphs:
            return Outcome("the cell has no paragraph to write into")
        writer = self.controls.writer
        filled = next((paragraph for paragraph in paragraphs if text_runs(paragraph)), paragraphs[0])
        write_paragraph(writer, filled, item.text, item.locator, neighbour=neighbour)
        for paragraph in paragraphs:
            if paragraph is not filled and text_runs(paragraph):
                write_paragraph(writer, paragraph, "", item.locator)
        return Outcome(text=item.text)

    def fill_parts(self, element: Element, items: Sequence[WordValue]) -> list[Outcome]:
        """Put values behind their labels, and tick boxes, inside of the text that is there."""
        shown = TextMap.of(element)
        edits: list[TextEdit] = []
        outcomes = []
        for item in items:
            before = self.count()
            plan = self._plan_tick if item.is_tick else self._plan_inline
            planned = plan(element, shown, item)
            if isinstance(planned, TextEdit):
                is_new = shown.text[planned.start : planned.end] != planned.text
                edits += [planned] if is_new else []
                outcomes.append(Outcome(text=planned.text, is_changed=is_new))
            else:
                outcomes.append(replace(planned, is_changed=self.count() > before))
        edit_text(self.controls.writer, shown, edits)
        return outcomes

    def count(self) -> int:
        """Count the edits so far."""
        return len(self.controls.writer.splices) + sum(len(edit.splices) for edit in self.controls.stores.edits())

    def _plan_tick(self, element: Element, shown: TextMap, item: WordValue) -> TextEdit | Outcome:
        places = [number for number, character in enumerate(shown.text) if character in BOXES]
        control, name = _sole_tick_control(element)
        if control is not None and item.target.k is None:
            return self._tick_control(control, item, name)
        k = item.target.k or 0
        if k < len(places):
            place = places[k]
            return TextEdit(place, place + 1, box_glyph(shown.text[place], is_ticked=bool(item.text)), item.locator)
        label = item.value.slot.options[0] if item.value.slot.options else ""
        box = find_drawn_box(element, shown, label)
        if box is not None:
            edit = tick_drawn(self.controls.writer, box, shown, item.locator, is_ticked=bool(item.text))
            return edit or Outcome()
        if item.target.k is not None:
            return Outcome("there is no such tick box in the paragraph or cell")
        field = find_field(element, 0)
        if field is not None and field.data.find("checkBox") is not None:
            return self._fill_field(field, item, "FF0")
        return self._mark(element, shown, item)

    def _mark(self, element: Element, shown: TextMap, item: WordValue) -> Outcome:
        """Put a mark into a cell that is there for it; a text that is no mark is left alone."""
        current = shown.text.strip()
        if current and current not in MARKS and not self.request.options.overwrite:
            return Outcome("the cell holds a text, not a mark") if item.text else Outcome()
        mark = choose_mark(item.value.slot, (current,)) if item.text else ""
        value = WordValue(SlotValue(replace(item.value.slot, value=""), mark), item.target)
        return self._write_whole(element, value, None)

    def _plan_inline(self, element: Element, shown: TextMap, item: WordValue) -> TextEdit | Outcome:
        slot = item.value.slot
        if slot.value.strip() and self.is_kept(item, slot.value):
            return Outcome(ALREADY)
        found = find_blank(shown.text, slot, item.text, item.target.k)
        if isinstance(found, str):
            return Outcome(found)
        start, end = found
        if is_same_text(shown.text[start:end], item.text):
            return Outcome(text=shown.text[start:end])
        control = _control_at(shown, start)
        if control is not None:
            return self._fill_control(control, item, _name_control(element, control))
        return TextEdit(start, end, inline_text(item.text, shown.text, found), item.locator)


def _sole_tick_control(element: Element) -> tuple[Element | None, str]:
    """Find the tick box control that a place is, lies in, or holds alone, and its name."""
    around = element if element.name == "sdt" else _wrapping_control(element)
    if around is not None and is_tick_control(around):
        return around, "^"
    controls = list(find_controls(element, is_checkbox=True))
    return (controls[0], "CC0") if len(controls) == 1 else (None, "")


def _name_control(element: Element, control: Element) -> str:
    """Name a control among those of its place; "" for one that is not listed there."""
    found = list(find_controls(element, is_checkbox=False))
    return next((f"SDT{number}" for number, other in enumerate(found) if other is control), "")


def _wrapping_control(element: Element) -> Element | None:
    """Find the content control that wraps a cell as a whole."""
    content = element.parent
    if content is None or content.name != "sdtContent" or len(content.children) != 1:
        return None
    return content.parent


def _control_at(shown: TextMap, position: int) -> Element | None:
    """Find the content control in which the text at a position lies, when it begins there (spaces aside)."""
    for piece in shown.pieces:
        if piece.end > position and piece.text.strip():
            return _control_of(piece) if not shown.text[position : piece.start].strip() else None
    return None


def _control_of(piece: Piece) -> Element | None:
    if piece.element is None:
        return None
    for around in piece.element.ancestors():
        if around.name == "sdt":
            return around
        if around.name == "p":
            return None
    return None


def _is_own(node: Element, cell: Element) -> bool:
    """Tell whether a paragraph belongs to the cell itself and not to a table or text box in it."""
    for around in node.ancestors():
        if around is cell:
            return True
        if around.name not in {"sdt", "sdtContent", "customXml", "ins"}:
            return False
    return False

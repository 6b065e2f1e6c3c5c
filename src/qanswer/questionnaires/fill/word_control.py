"""Answers put into a document's content controls: text, lists, dates and tick boxes, with their placeholder state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qanswer.ooxml.splice import attribute_to_xml, drop_attribute, set_attribute, text_to_xml
from qanswer.ooxml.store import Binding, StoreWriter
from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.fill.word_inline import element_text
from qanswer.questionnaires.fill.word_text import (
    PartWriter,
    prefix_of,
    run_properties,
    text_runs,
    without,
    write_paragraph,
    write_runs,
)

CHECKBOX = "http://schemas.microsoft.com/office/word/2010/wordml checkbox"
_CHECKED = "http://schemas.microsoft.com/office/word/2010/wordml checked"
_STATES = {
    True: ("http://schemas.microsoft.com/office/word/2010/wordml checkedState", "2612"),
    False: ("http://schemas.microsoft.com/office/word/2010/wordml uncheckedState", "2610"),
}
_BINDINGS = ("dataBinding", "http://schemas.microsoft.com/office/word/2012/wordml dataBinding")
_LISTS = ("dropDownList", "comboBox")
_NO_TEXT = frozenset(
    (
        "picture",
        "citation",
        "bibliography",
        "equation",
        "docPartList",
        "docPartObj",
        "group",
        "repeatingSection",
        "repeatingSectionItem",
    )
)
"""Kinds of control that take no text (ECMA-376-1, 17.5.2)."""
_SYMBOL_FONTS = ("wingdings", "webdings", "symbol")


@dataclass(frozen=True, slots=True)
class ControlFiller:
    """Fills the content controls of one document."""

    writer: PartWriter
    stores: StoreWriter
    fill_locked: bool

    def fill(self, control: Element, text: str, where: str) -> str:
        """Make `text` the content of a control; gives the reason why not, or ""."""
        properties, content = control.find("sdtPr"), control.find("sdtContent")
        if content is None:
            return "the control has no content"
        reason = self._find_obstacle(properties)
        stored: str | None = text
        if not reason and properties is not None:
            stored, reason = _stored_value(properties, text)
        if not reason and properties is not None and stored is not None:
            reason = self._store(properties, stored, where)
        if reason:
            return reason
        if properties is not None:
            self._clear_placeholder(properties, where)
            self._note_choice(properties, text, where)
        self._write_content(properties, content, text, where)
        return ""

    def tick(self, control: Element, where: str, *, is_ticked: bool) -> str:
        """Set a `w14:checkbox`: its state, its glyph and its bound data; gives the reason why not, or ""."""
        properties = control.find("sdtPr")
        box = properties.find(CHECKBOX) if properties is not None else None
        if properties is None or box is None:
            return "not a tick box"
        reason = self._find_obstacle(properties) or self._store(properties, "true" if is_ticked else "false", where)
        if reason:
            return reason
        self._set_state(box, where, is_ticked=is_ticked)
        self._set_glyph(control, box, where, is_ticked=is_ticked)
        return ""

    def _find_obstacle(self, properties: Element | None) -> str:
        if properties is None:
            return ""
        names = {child.name.rpartition(" ")[2] for child in properties.children}
        if names & _NO_TEXT:
            return "a control of this kind takes no text"
        lock = properties.find("lock")
        if lock is not None and lock.value() in {"contentLocked", "sdtContentLocked"} and not self.fill_locked:
            return "the control's content is locked"
        return ""

    def _store(self, properties: Element, text: str, where: str) -> str:
        binding = next((child for child in properties.children if child.name in _BINDINGS), None)
        if binding is None:
            return ""
        found = Binding(binding.value("storeItemID"), binding.value("xpath"), binding.value("prefixMappings"))
        return self.stores.write(found, text, where)

    def _clear_placeholder(self, properties: Element, where: str) -> None:
        for child in properties.children:
            if child.name == "showingPlcHdr":
                self.writer.remove(child, where)

    def _note_choice(self, properties: Element, text: str, where: str) -> None:
        """Keep what a list or date control notes of its value beside the text."""
        for child in properties.children:
            tag = self.writer.data[child.start : child.head_end]
            new = tag
            if child.name in _LISTS and child.value("lastValue"):
                value = attribute_to_xml(list_value(child, text) or text, self.writer.encoding)
                new = set_attribute(tag, _raw_name(tag, "lastValue"), value)
            elif child.name == "date":
                new = _set_date(tag, text, prefix_of(self.writer, child))
            self.writer.replace(child.start, child.head_end, new, where)

    def _write_content(self, properties: Element | None, content: Element, text: str, where: str) -> None:
        """Write the shown text: into the control's run, or into its first paragraph."""
        paragraphs = [node for node in content.iter("p") if not any(a.name == "txbxContent" for a in node.ancestors())]
        looks = self._looks(properties, content)
        if paragraphs:
            filled = next((paragraph for paragraph in paragraphs if text_runs(paragraph)), paragraphs[0])
            write_paragraph(self.writer, filled, text, where, properties=looks)
            for paragraph in paragraphs:
                if paragraph is not filled and text_runs(paragraph):
                    write_paragraph(self.writer, paragraph, "", where)
            return
        self._write_runs(content, text, looks, where)

    def _write_runs(self, content: Element, text: str, looks: bytes | None, where: str) -> None:
        runs = text_runs(content)
        if runs:
            write_runs(self.writer, runs, text, where, properties=looks)
        elif text:
            self.writer.insert_inside(
                content, self.writer.run(text, looks or b"", prefix_of(self.writer, content)), where
            )

    def _looks(self, properties: Element | None, content: Element) -> bytes | None:
        """Give the control's own run properties while it shows its placeholder; None: those of its text."""
        if properties is None or properties.find("showingPlcHdr") is None:
            return None
        own = properties.find("rPr")
        if own is not None:
            return without(self.writer, own, ())
        runs = text_runs(content)
        return run_properties(self.writer, runs[0]) if runs else b""

    def _set_state(self, box: Element, where: str, *, is_ticked: bool) -> None:
        state = box.find(_CHECKED)
        value = b"1" if is_ticked else b"0"
        if state is not None:
            tag = self.writer.data[state.start : state.head_end]
            self.writer.replace(state.start, state.head_end, set_attribute(tag, _raw_name(tag, "val"), value), where)
            return
        prefix = prefix_of(self.writer, box)
        element = b'<%bchecked %bval="%b"/>' % (prefix, prefix, value)
        if box.is_self_closed:
            self.writer.insert_inside(box, element, where)
        else:
            self.writer.replace(box.head_end, box.head_end, element, where)

    def _set_glyph(self, control: Element, box: Element, where: str, *, is_ticked: bool) -> None:
        glyph = next((node for node in control.iter("t", "sym") if node.parent and node.parent.name == "r"), None)
        if glyph is None or glyph.parent is None:
            return
        name, default = _STATES[is_ticked]
        state = box.find(name)
        code = (state.value() if state is not None else "") or default
        font = state.value("font") if state is not None else ""
        prefix = prefix_of(self.writer, glyph)
        self.writer.replace(glyph.start, glyph.end, self._glyph(code, font, prefix), where)
        other = box.find(_STATES[not is_ticked][0])
        self._set_font(glyph.parent, font, other.value("font") if other is not None else "", where)

    def _glyph(self, code: str, font: str, prefix: bytes) -> bytes:
        if font.lower().startswith(_SYMBOL_FONTS):
            symbol = attribute_to_xml(font, self.writer.encoding), attribute_to_xml(code, self.writer.encoding)
            return b'<%bsym %bfont="%b" %bchar="%b"/>' % (prefix, prefix, symbol[0], prefix, symbol[1])
        character = chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else "\u2612"
        return b"<%bt>%b</%bt>" % (prefix, text_to_xml(character, self.writer.encoding), prefix)

    def _set_font(self, run: Element, font: str, other: str, where: str) -> None:
        """Change the run's font where the two states of the box are drawn in different ones."""
        fonts = run.find_path("rPr", "rFonts")
        if fonts is None or not font or not other or font == other:
            return
        encoding = self.writer.encoding
        old, new = attribute_to_xml(other, encoding), attribute_to_xml(font, encoding)
        tag = self.writer.raw(fonts).replace(b'"%b"' % old, b'"%b"' % new)
        self.writer.replace(fonts.start, fonts.end, tag, where)


def find_controls(element: Element, *, is_checkbox: bool) -> Iterator[Element]:
    """Give the content controls inside of an element, in the order of the file: tick boxes, or all others."""
    yield from (control for control in element.iter("sdt") if is_tick_control(control) == is_checkbox)


def is_tick_control(control: Element) -> bool:
    """Tell whether a content control is a tick box."""
    return control.find_path("sdtPr", CHECKBOX) is not None


def find_sole_control(element: Element) -> Element | None:
    """Find the one control of a paragraph or cell that takes text; None when there are several or none."""
    controls = [control for control in find_controls(element, is_checkbox=False) if _takes_text(control)]
    return controls[0] if len(controls) == 1 else None


def _takes_text(control: Element) -> bool:
    """Tell whether a control holds an answer, not other controls or things that are no text."""
    properties = control.find("sdtPr")
    names = {child.name.rpartition(" ")[2] for child in properties.children} if properties is not None else set()
    return not names & _NO_TEXT and next(control.iter("sdt", "ffData"), None) is None


def list_value(items: Element, text: str) -> str | None:
    """Give the value behind a list's display text; None when the list has no such item."""
    for item in items.children:
        shown = item.value("displayText") or item.value("value")
        if item.name == "listItem" and shown == text:
            return item.value("value") or shown
    return None


def is_placeholder(control: Element) -> bool:
    """Tell whether a control shows its placeholder."""
    return control.find_path("sdtPr", "showingPlcHdr") is not None


def control_text(control: Element) -> str:
    """Give the answer that a control holds: nothing while it shows its placeholder."""
    return "" if is_placeholder(control) else element_text(control)


def _stored_value(properties: Element, text: str) -> tuple[str | None, str]:
    """Give what a bound store takes for a text, and why the control cannot take it, or ""."""
    for child in properties.children:
        if child.name == "dropDownList" and text:
            value = list_value(child, text)
            return value, "" if value is not None else f"{text[:60]!r} is not one of the control's own options"
        if child.name == "comboBox":
            return list_value(child, text) or text, ""
        if child.name == "date":
            return _stored_date(child, properties, text)
    return text, ""


def _stored_date(control: Element, properties: Element, text: str) -> tuple[str | None, str]:
    kind = control.find("storeMappedDataAs")
    how = kind.value() if kind is not None else "dateTime"
    if how == "text" or not text:
        return text, ""
    day = _parse_date(text)
    if day is not None:
        return day.isoformat() + ("T00:00:00" if how == "dateTime" else ""), ""
    is_bound = any(child.name in _BINDINGS for child in properties.children)
    return None, "the control is bound to a date: write it as YYYY-MM-DD" if is_bound else ""


def _parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _set_date(tag: bytes, text: str, prefix: bytes) -> bytes:
    """Set the date that the control notes, or drop it where the answer is not written as one."""
    name = _raw_name(tag, "fullDate", prefix)
    day = _parse_date(text)
    if day is not None:
        return set_attribute(tag, name, f"{day.isoformat()}T00:00:00Z".encode())
    return drop_attribute(tag, name)


def _raw_name(tag: bytes, local: str, prefix: bytes = b"w:") -> bytes:
    """Give an attribute's name as the tag spells it."""
    match = re.search(rb"\s((?:[^\s=:\"']+:)?" + local.encode() + rb")\s*=", tag)
    return match[1] if match else prefix + local.encode()

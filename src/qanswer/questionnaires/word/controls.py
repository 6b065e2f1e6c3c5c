"""Content controls and legacy form fields: what each takes, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qanswer.questionnaires.word.model import Place, PlaceKind
from qanswer.questionnaires.word.styles import attribute, child_of, is_on, local_name
from qanswer.questionnaires.wording import is_placeholder

if TYPE_CHECKING:
    from lxml import etree

_WRITTEN = frozenset(("text", "date"))
_LISTS = frozenset(("dropDownList", "comboBox"))
_TRANSPARENT = frozenset(
    ("docPartObj", "docPartList", "group", "picture", "citation", "bibliography", "equation",
     "repeatingSection", "repeatingSectionItem")
)  # fmt: skip
"""Controls that hold other things than an answer: their content is read as if they were not there."""


@dataclass(frozen=True, slots=True)
class Control:
    """A content control's properties; `kind` None: it is only a frame around what it holds.

    `is_rich` marks one that may hold anything: an answer, or a part of the form.
    """

    kind: PlaceKind | None
    options: tuple[str, ...] = ()
    title: str = ""
    is_ticked: bool = False
    is_empty: bool = False
    is_rich: bool = False
    is_bound: bool = False
    is_locked: bool = False
    is_contents: bool = False

    def place(self, number: int, shown: str, locator: str = "") -> Place:
        """Make the place that this control is, with the text that it shows."""
        is_box = self.kind is PlaceKind.CONTROL_BOX
        value = "" if is_box or self.is_empty or is_placeholder(shown) else " ".join(shown.split())
        return Place(
            self.kind or PlaceKind.CONTROL, number, shown, value, self.options, self.title,
            self.is_ticked, self.is_bound, self.is_locked, locator,
        )  # fmt: skip


def parse_control(element: etree._Element) -> Control:
    """Read the properties of a `w:sdt`."""
    properties = child_of(element, "sdtPr")
    if properties is None:
        return Control(PlaceKind.CONTROL, is_rich=True)
    found = {local_name(child): child for child in properties}
    kind = _kind(found)
    is_check = kind is PlaceKind.CONTROL_BOX
    return Control(
        kind,
        _options(next((found[name] for name in _LISTS if name in found), None)),
        attribute(found.get("alias")) or attribute(found.get("tag")) or "",
        is_ticked=is_check and is_on(child_of(found["checkbox"], "checked")),
        is_empty=is_on(found.get("showingPlcHdr")),
        is_rich=kind is PlaceKind.CONTROL and not _WRITTEN & found.keys(),
        is_bound="dataBinding" in found,
        is_locked=(attribute(found.get("lock")) or "") in {"contentLocked", "sdtContentLocked"},
        is_contents=_is_contents(found),
    )


def _kind(found: dict[str, etree._Element]) -> PlaceKind | None:
    if "checkbox" in found:
        return PlaceKind.CONTROL_BOX
    if _LISTS & found.keys():
        return PlaceKind.CONTROL_LIST
    if _TRANSPARENT & found.keys():
        return None
    return PlaceKind.CONTROL


def _is_contents(found: dict[str, etree._Element]) -> bool:
    gallery = child_of(found.get("docPartObj"), "docPartGallery")
    return (attribute(gallery) or "").lower().startswith("table of")


def _options(element: etree._Element | None) -> tuple[str, ...]:
    """List the entries as shown; the first one often only asks to choose."""
    if element is None:
        return ()
    items = [child for child in element if local_name(child) == "listItem"]
    shown = [attribute(item, "displayText") or attribute(item, "value") or "" for item in items]
    return tuple(text for text in shown if text and not is_placeholder(text))


def parse_field(element: etree._Element, number: int) -> Place:
    """Read a `w:ffData`; a text field's content follows in the document and is added later."""
    found = {local_name(child): child for child in element}
    title = attribute(child_of(element, "name")) or ""
    if "checkBox" in found:
        return Place(PlaceKind.FIELD_BOX, number, title=title, is_ticked=_is_field_ticked(found["checkBox"]))
    if "ddList" in found:
        return _parse_list(found["ddList"], number, title)
    return Place(PlaceKind.FIELD, number, title=title)


def _is_field_ticked(box: etree._Element) -> bool:
    state = child_of(box, "checked")
    return is_on(child_of(box, "default") if state is None else state)


def _parse_list(element: etree._Element, number: int, title: str) -> Place:
    entries = [attribute(child) or "" for child in element if local_name(child) == "listEntry"]
    result = attribute(child_of(element, "result"))
    chosen = int(result) if result is not None and result.isdigit() else -1
    value = entries[chosen] if 0 <= chosen < len(entries) and not is_placeholder(entries[chosen]) else ""
    options = tuple(entry for entry in entries if entry.strip() and not is_placeholder(entry))
    return Place(PlaceKind.FIELD_LIST, number, value=value, options=options, title=title)


def default_text(element: etree._Element) -> str:
    """Give the text that a legacy text field shows until it is filled."""
    return attribute(child_of(element, "textInput", "default")) or ""

"""A document as another program reads it: python-docx (lxml alone for .docm) looks the answers up."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qanswer.ooxml.edits import Expectation
from qanswer.ooxml.limits import WORD_NAMESPACES
from qanswer.ooxml.package import Package
from qanswer.ooxml.tree import read_tree

if TYPE_CHECKING:
    from lxml import etree

_TRANSPARENT = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "del", "moveFrom", "moveTo"))
"""Elements around rows and cells that do not count as a level of their own."""
_PYTHON_DOCX_ERRORS = (
    LookupError, ValueError, AttributeError, TypeError, SyntaxError, OSError, NotImplementedError, zipfile.BadZipFile,
)  # fmt: skip
"""What python-docx raises for a package that it cannot open; it has no error of its own for that."""
_STEP_END = re.compile(r"/|(?<=\d)(?=[SPT])")
"""Where a step of a locator ends: "T3R5C1/S0P2" lies in "T3R5C1" and in "T3R5C1/S0"."""
_TICK = "☒"
_LAST_PARAGRAPH = re.compile(r"P\d+\Z")
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t"}
_TEXT_TAGS = tuple(f"{{{namespace}}}{name}" for namespace in WORD_NAMESPACES for name in ("t", "p", *_BREAKS))


def find_document_differences(before: Package, after: Package, expected: Sequence[Expectation]) -> Iterator[str]:
    """Say what is wrong: a place that does not hold its answer, or another place whose text changed.

    Raises:
        FileError: the filled document cannot be read.
    """
    old = {place: _paragraph_text(place, element) for place, element in _read_places(before)}
    places = dict(_read_places(after))
    if old.keys() != places.keys():
        yield "the document has other paragraphs or cells than before"
    touched = {expectation.place for expectation in expected}
    around = {ancestor for place in touched for ancestor in _ancestors(place)} | touched
    for place, element in places.items():
        is_touched = place in around or any(ancestor in touched for ancestor in _ancestors(place))
        if not is_touched and old.get(place) != _paragraph_text(place, element):
            yield f"{place} changed"
    for expectation in expected:
        found = _read_answer(places.get(expectation.place), expectation.control)
        if found is None or expectation.text not in found or (not expectation.text and expectation.control and found):
            yield f"{expectation.locator} reads {found!r:.60}, not {expectation.text!r:.60}"


def _paragraph_text(place: str, element: etree._Element) -> str:
    """Give a paragraph's text; what is around paragraphs is compared through them."""
    return _text(element) if _LAST_PARAGRAPH.search(place) else ""


def find_changed_places(before: Package, after: Package) -> Iterator[str]:
    """Name the innermost paragraphs, cells and controls whose texts differ."""
    old = {place: _text(element) for place, element in _read_places(before)}
    new = {place: _text(element) for place, element in _read_places(after)}
    changed = [place for place in {**old, **new} if old.get(place) != new.get(place)]
    around = {ancestor for place in changed for ancestor in _ancestors(place)}
    yield from (place for place in changed if place not in around)


def _read_answer(element: etree._Element | None, control: str) -> str | None:
    """Read what a place, or a control of it, holds; None when it does not exist."""
    if element is None or not control:
        return None if element is None else _text(element)
    found = _find_control(element, control)
    if found is None:
        return None
    if _local(found) != "ffData":
        return _read_control(found)
    box, items = _first(found, "checkBox"), _first(found, "ddList")
    if box is not None:
        state = _first(box, "checked")
        return _TICK if _is_on(_first(box, "default") if state is None else state) else ""
    if items is not None:
        result, entries = _first(items, "result"), [_value(entry) for entry in items if _local(entry) == "listEntry"]
        number = _value(result) if result is not None else ""
        return entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""
    return _text(element)


def _read_control(control: etree._Element) -> str:
    properties, content = _first(control, "sdtPr"), _first(control, "sdtContent")
    box = _first(properties, "checkbox") if properties is not None else None
    if box is not None:
        return _TICK if _is_on(_first(box, "checked")) else ""
    is_placeholder = properties is not None and _first(properties, "showingPlcHdr") is not None
    return "" if is_placeholder or content is None else _text(content)


def _find_control(element: etree._Element, control: str) -> etree._Element | None:
    if control == "^":
        around = [element, *element.iterancestors()]
        return next((node for node in around if _local(node) == "sdt"), None)
    family, number = control.rstrip("0123456789"), int(control.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    found = [node for node in element.iter() if _is_control(node, family) and node is not element]
    return found[number] if number < len(found) else None


def _is_control(node: etree._Element, family: str) -> bool:
    local = _local(node)
    if local not in {"ffData", "sdt"} or any(_local(around) == "txbxContent" for around in node.iterancestors()):
        return False
    if local == "ffData":
        return family == "FF"
    properties = _first(node, "sdtPr")
    is_box = properties is not None and _first(properties, "checkbox") is not None
    return family == ("CC" if is_box else "SDT")


def _first(element: etree._Element, local: str) -> etree._Element | None:
    return next((child for child in element if _local(child) == local), None)


def _value(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), "")


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _value(element).lower() not in {"0", "false", "off"}


def _ancestors(place: str) -> Iterator[str]:
    """Give the places around a place, the nearest last."""
    for match in _STEP_END.finditer(place):
        yield place[: match.start()]


def _read_places(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """Give every paragraph, cell and content control of the body by its locator."""
    return find_places(_read_root(package))


def find_places(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Give every paragraph, cell and content control of a document's body by its locator."""
    body = _first(root, "body")
    if body is not None:
        yield from _walk_block(body, "")


def _read_root(package: Package) -> etree._Element:
    if package.kind == "docx":
        import docx

        try:
            root: etree._Element = docx.Document(io.BytesIO(package.archive.data)).element
        except _PYTHON_DOCX_ERRORS:
            pass  # it insists on parts that nobody needs here, and on their being sound: lxml reads the document alone
        else:
            return root
    return read_tree(package, package.main_part)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _walk_block(block: etree._Element, prefix: str) -> Iterator[tuple[str, etree._Element]]:
    n_paragraphs = n_tables = n_frames = 0
    for child in block:
        local = _local(child)
        if local == "p":
            yield f"{prefix}P{n_paragraphs}", child
            n_paragraphs += 1
        elif local == "tbl":
            yield from _walk_table(child, f"{prefix}T{n_tables}")
            n_tables += 1
        elif local in {"sdt", "customXml"}:
            place = f"{prefix}S{n_frames}"
            yield place, child
            yield from _walk_block(_content(child), place)
            n_frames += 1


def _content(frame: etree._Element) -> etree._Element:
    """Give what holds the blocks of a content control, or the frame itself."""
    content = _first(frame, "sdtContent")
    return frame if content is None else content


def _walk_table(table: etree._Element, name: str) -> Iterator[tuple[str, etree._Element]]:
    for n_row, row in enumerate(_children(table, "tr")):
        for n_cell, cell in enumerate(_children(row, "tc")):
            place = f"{name}R{n_row}C{n_cell}"
            yield place, cell
            yield from _walk_block(cell, f"{place}/")


def _children(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for child in element:
        local = _local(child)
        if local == wanted:
            yield child
        elif local in _TRANSPARENT:
            yield from _children(child, wanted)


def _text(element: etree._Element) -> str:
    """Give the text of a paragraph or cell; paragraphs are parted by line feeds, deleted text is left out."""
    pieces: list[str] = []
    for node in element.iter(*_TEXT_TAGS):
        local = _local(node)
        if local == "t":
            pieces.append(node.text or "")
        elif local == "p":
            pieces.append("\n" if pieces else "")
        elif _local_parent(node) == "r":
            pieces.append(_BREAKS[local])
    return "".join(pieces)


def _local_parent(node: etree._Element) -> str:
    parent = node.getparent()
    return "" if parent is None else _local(parent)

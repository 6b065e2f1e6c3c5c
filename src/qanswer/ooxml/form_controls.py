"""Tick boxes drawn over a sheet and linked to a cell: which cells they are linked to, and the edit of their state."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qanswer.core.errors import FileError
from qanswer.ooxml.limits import parse_reference
from qanswer.ooxml.package import Package, parse_part
from qanswer.ooxml.splice import Splice, drop_attribute, find_tag_end, set_attribute

_LINK = re.compile(r"(?:(?P<title>'(?:[^']|'')+'|[^'!]+)!)?(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})\Z")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?formControlPr\b")

LinkedCell = tuple[str, int, int]
"""Sheet title, row and column, from 1."""


@dataclass(frozen=True, slots=True)
class LinkedBox:
    """A tick box control and the part that keeps its state; "" for an ActiveX one, which takes it from the cell."""

    part: str


def read_linked_boxes(package: Package) -> dict[LinkedCell, tuple[LinkedBox, ...]]:
    """Find the cells that tick boxes are linked to."""
    found: dict[LinkedCell, tuple[LinkedBox, ...]] = {}
    for sheet in package.sheets():
        for part in package.related(sheet.part, "ctrlProp") if sheet.part else ():
            cell = _read_link(package, part, sheet.title)
            if cell is not None:
                found[cell] = (*found.get(cell, ()), LinkedBox(part))
    return found


def _read_link(package: Package, part: str, title: str) -> LinkedCell | None:
    links: list[LinkedCell] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" formControlPr") and attributes.get("objectType") == "CheckBox":
            cell = parse_link(attributes.get("fmlaLink", ""), title)
            links.extend([cell] if cell is not None else [])

    parse_part(package, part, start)
    return links[0] if links else None


def parse_link(link: str, title: str) -> LinkedCell | None:
    """Read "$B$7" or "'Other sheet'!$B$7" as a cell; `title` is the sheet meant when none is named."""
    match = _LINK.match(link.removeprefix("="))
    if match is None:
        return None
    named = match["title"]
    if named:
        title = named[1:-1].replace("''", "'") if named.startswith("'") else named
    try:
        row, column = parse_reference(match["cell"])
    except FileError:
        return None
    return title, row, column


def splice_state(data: bytes, where: str, *, is_ticked: bool) -> Splice | None:
    """Give the edit of a control's settings that shows its state; None when it shows it already."""
    match = _ROOT.search(data)
    if match is None:
        return None
    start, end = match.start(), find_tag_end(data, match.start())
    tag = data[start:end]
    new = set_attribute(tag, b"checked", b"Checked") if is_ticked else drop_attribute(tag, b"checked")
    return None if new == tag else Splice(start, end, new, where)

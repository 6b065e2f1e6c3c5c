"""What a package holds beside plain text, counted: what a save by another program may have lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from qanswer.ooxml.limits import SHEET_NAMESPACES, WORD_NAMESPACES, make_parser
from qanswer.ooxml.package import Package

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_SHEET_NAMES = {
    "cfRule": "conditional formats",
    "f": "formulas",
    "mergeCell": "merged ranges",
    "hyperlink": "hyperlinks",
    "definedName": "defined names",
    "comment": "comments",
    "control": "form controls",
    "rPr": "rich text runs",
    "table": "tables",
}
_WORD_NAMES = {
    "sdt": "content controls",
    "ffData": "form fields",
    "dataBinding": "bound controls",
    "bookmarkStart": "bookmarks",
    "footnoteReference": "footnotes",
    "commentReference": "comments",
    "ins": "tracked insertions",
    "del": "tracked deletions",
    "hyperlink": "hyperlinks",
    "drawing": "drawings",
    "fldChar": "field marks",
}
_OTHER_NAMES = {
    f"{_X14} cfRule": "conditional formats (x14)",
    f"{_DRAWING} sp": "shapes",
    f"{_DRAWING} pic": "pictures in drawings",
    f"{_THREADED} threadedComment": "threaded comments",
}
_NAMES = {
    **{f"{ns} {name}": label for ns in SHEET_NAMESPACES for name, label in _SHEET_NAMES.items()},
    **{f"{ns} {name}": label for ns in WORD_NAMESPACES for name, label in _WORD_NAMES.items()},
    **_OTHER_NAMES,
}
_LISTS = {
    **{f"{ns} dataValidation": "dropdowns" for ns in SHEET_NAMESPACES},
    f"{_X14} dataValidation": "dropdowns from other sheets (x14)",
}
_CELLS = tuple(f"{ns} c" for ns in SHEET_NAMESPACES)
_VALUES = tuple(f"{ns} v" for ns in SHEET_NAMESPACES)
_PARTS = (
    (re.compile(r"/media/"), "pictures"),
    (re.compile(r"vbaProject\.bin\Z"), "macros"),
    (re.compile(r"/printerSettings/"), "printer settings"),
    (re.compile(r"\AcustomXml/item\d+\.xml\Z"), "custom XML parts"),
    (re.compile(r"/activeX/activeX\d+\.xml\Z"), "ActiveX controls"),
    (re.compile(r"/ctrlProps/"), "control settings"),
    (re.compile(r"/charts/chart\d+\.xml\Z"), "charts"),
    (re.compile(r"/pivotTables/"), "pivot tables"),
    (re.compile(r"calcChain\.xml\Z"), "calculation chains"),
    (re.compile(r"/embeddings/"), "embedded files"),
)


@dataclass(frozen=True, slots=True)
class FeatureCount:
    """How many of one thing two packages hold."""

    name: str
    before: int
    after: int


def compare_features(before: Package, after: Package) -> tuple[FeatureCount, ...]:
    """Count what either package holds, in the order of the names."""
    old, new = count_features(before), count_features(after)
    return tuple(FeatureCount(name, old[name], new[name]) for name in sorted(old.keys() | new.keys()))


def count_features(package: Package) -> Counter[str]:
    """Count the things of one package."""
    counts: Counter[str] = Counter()
    for name in package.names:
        counts.update(label for pattern, label in _PARTS if pattern.search(name))
        facts = package.facts.get(name)
        if facts is not None and not facts.damage:
            _count_part(package, name, counts)
    return counts


def _count_part(package: Package, part: str, counts: Counter[str]) -> None:
    parser = make_parser(part)
    state = {"has_formula": False}

    def read_value(_text: str) -> None:
        counts["cached formula values"] += 1
        parser.CharacterDataHandler = None

    def start(name: str, attributes: dict[str, str]) -> None:
        label = _NAMES.get(name)
        if label is not None:
            counts[label] += 1
            state["has_formula"] = label == "formulas" or state["has_formula"]
        elif name in _LISTS and attributes.get("type") == "list":
            counts[_LISTS[name]] += 1
        elif name in _CELLS:
            state["has_formula"] = False
        elif state["has_formula"] and name in _VALUES:
            parser.CharacterDataHandler = read_value

    def end(name: str) -> None:
        if name in _VALUES:
            parser.CharacterDataHandler = None

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(package.read(part), True)
    parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

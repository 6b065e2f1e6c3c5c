"""What filling needs to know of a workbook beside its sheets: styles, shared strings, how formulas are recalculated."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import make_parser
from qanswer.ooxml.package import Package
from qanswer.ooxml.splice import Splice, apply_splices, find_element_end, find_tag_end, read_prefix, set_attribute

_TEXT_FORMAT = 49
"""The built-in number format "@": what is typed there stays text (ECMA-376-1, 18.8.30)."""
_BEFORE_CALC = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
"""Children of `<workbook>` that stand before `<calcPr>` (ECMA-376-1, 18.2.27)."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What one entry of cellXfs says that matters here."""

    is_locked: bool = True
    is_text: bool = False


def read_styles(package: Package) -> tuple[CellStyle, ...]:
    """Read the cell styles in order; empty when the workbook has none."""
    parts = package.related(package.main_part, "styles")
    return _StyleReader().read(package, parts[0]) if parts else ()


class _StyleReader:
    """One pass over the styles part."""

    def __init__(self) -> None:
        self._styles: list[CellStyle] = []
        self._in_cell_xfs = False

    def read(self, package: Package, part: str) -> tuple[CellStyle, ...]:
        parser = make_parser(part)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        _run(parser, package.read(part), part)
        return tuple(self._styles)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "cellXfs":
            self._in_cell_xfs = True
        elif local == "xf" and self._in_cell_xfs:
            self._styles.append(CellStyle(is_text=attributes.get("numFmtId") == str(_TEXT_FORMAT)))
        elif local == "protection" and self._in_cell_xfs and self._styles:
            is_locked = attributes.get("locked", "1") not in {"0", "false"}
            self._styles[-1] = CellStyle(is_locked, self._styles[-1].is_text)

    def _end(self, name: str) -> None:
        if name.endswith(" cellXfs"):
            self._in_cell_xfs = False


@dataclass(frozen=True, slots=True)
class SharedString:
    """A text of a workbook; `runs` are its stretches with the run properties as bytes, where it has any."""

    text: str
    runs: tuple[tuple[bytes, str], ...] = ()


def read_shared_strings(package: Package, wanted: AbstractSet[int]) -> dict[int, SharedString]:
    """Read the wanted entries of the shared strings, without their phonetic runs."""
    parts = package.related(package.main_part, "sharedStrings")
    if not parts or not wanted:
        return {}
    return _StringReader(wanted).read(package, parts[0])


class _StringReader:
    """One pass over the shared strings."""

    def __init__(self, wanted: AbstractSet[int]) -> None:
        self._wanted = wanted
        self._found: dict[int, SharedString] = {}
        self._number = -1
        self._n_phonetic = self._looks_start = 0
        self._runs: list[tuple[bytes, str]] = []
        self._looks = b""
        self._text: list[str] = []

    def read(self, package: Package, part: str) -> dict[int, SharedString]:
        self._data = package.read(part)
        parser = self._parser = make_parser(part)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.buffer_text = True
        _run(parser, self._data, part)
        del self._parser
        return self._found

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            self._number += 1
            self._runs = []
        elif self._number not in self._wanted:
            return
        elif local == "rPh":
            self._n_phonetic += 1
        elif local == "r":
            self._looks = b""
        elif local == "rPr":
            self._looks_start = self._parser.CurrentByteIndex
        elif local == "t" and not self._n_phonetic:
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self._number not in self._wanted:
            return
        if local == "rPr":
            end = find_element_end(self._data, self._looks_start, self._parser.CurrentByteIndex)[1]
            self._looks = self._data[self._looks_start : end]
        elif local == "t" and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            self._runs.append((self._looks, "".join(self._text)))
        elif local == "rPh":
            self._n_phonetic -= 1
        elif local == "si":
            text = "".join(text for _, text in self._runs)
            runs = tuple(self._runs) if any(looks for looks, _ in self._runs) else ()
            self._found[self._number] = SharedString(text, runs)


def find_recalculation(package: Package) -> Splice | None:
    """Give the edit of the workbook part that has formulas recalculated on opening; None when none is needed."""
    if not any(facts.n_formulas for facts in package.facts.values()):
        return None
    part = package.main_part
    return _CalcFinder(package.read(part)).find(part)


def is_recalculation_only(before: bytes, after: bytes, part: str) -> bool:
    """Tell whether a workbook part differs in nothing but the flag that has formulas recalculated."""
    splice = _CalcFinder(before).find(part)
    return splice is not None and apply_splices(before, [splice]) == after


class _CalcFinder:
    """Finds `<calcPr>`, or where it belongs."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._depth = self._offset = 0
        self._calc: tuple[int, int] | None = None
        self._is_set = False
        self._root = self._child = 0

    def find(self, part: str) -> Splice | None:
        parser = self._parser = make_parser(part)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        _run(parser, self._data, part)
        del self._parser
        if self._is_set:
            return None
        if self._calc is not None:
            tag = self._data[slice(*self._calc)]
            return Splice(*self._calc, set_attribute(tag, b"fullCalcOnLoad", b"1"))
        prefix = read_prefix(self._data, self._root)
        return Splice(self._offset, self._offset, b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>')

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        start = self._parser.CurrentByteIndex
        if self._depth == 1:
            self._root, self._offset = start, find_tag_end(self._data, start)
        elif self._depth == 2:
            self._child = start
        if self._depth == 2 and name.endswith(" calcPr"):
            self._calc = (start, find_tag_end(self._data, start))
            self._is_set = attributes.get("fullCalcOnLoad") in {"1", "true"}

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1 and name.rpartition(" ")[2] in _BEFORE_CALC:
            self._offset = find_element_end(self._data, self._child, self._parser.CurrentByteIndex)[1]


def _run(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = f"{part} is not well-formed ({error})"
        raise DamagedFileError(message) from error
    finally:
        parser.StartElementHandler = parser.EndElementHandler = None

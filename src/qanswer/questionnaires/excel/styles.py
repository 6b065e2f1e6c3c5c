"""Shared strings and cell styles of a workbook, read with expat and lxml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import make_parser
from qanswer.questionnaires.excel.grid import PLAIN, Style

if TYPE_CHECKING:
    from lxml import etree

    from qanswer.ooxml.package import Package

Value = TypeVar("Value")

_BUILT_IN_FORMATS = {
    1: "0", 2: "0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "h:mm:ss",
}  # fmt: skip
"""Number formats that a workbook need not write (ECMA-376-1, 18.8.30)."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_shared_strings(package: Package, part: str) -> list[str]:
    """Read the shared strings in order; phonetic runs (how a Japanese word is read) are no part of a text.

    Raises:
        DamagedFileError: the part is not well-formed.
    """
    reader = _StringReader(part)
    try:
        reader.parser.Parse(package.read(part), True)
    except expat.ExpatError as error:
        message = f"{part} is not well-formed ({error})"
        raise DamagedFileError(message) from error
    return reader.strings


class _StringReader:
    """Gathers the text of each `si`."""

    def __init__(self, name: str) -> None:
        self.strings: list[str] = []
        self.parser = make_parser(name)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._pieces: list[str] = []
        self._phonetic = 0

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            self._pieces = []
        elif local == "rPh":
            self._phonetic += 1
        elif local == "t" and not self._phonetic:
            self.parser.CharacterDataHandler = self._pieces.append

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            self.strings.append(unescape("".join(self._pieces)))
        elif local == "rPh":
            self._phonetic -= 1
        elif local == "t":
            self.parser.CharacterDataHandler = None


def unescape(text: str) -> str:
    """Undo Excel's escapes of control characters (ECMA-376-1, 22.9.2.19: "_x000D_")."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_styles(package: Package, part: str) -> tuple[Style, ...]:
    """Read the cell formats, in the order by which cells name them.

    Raises:
        DamagedFileError: the part is not well-formed.
    """
    from lxml import etree

    root = etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
    bold = [
        font.find("{*}b") is not None and _is_true(font.find("{*}b"), "val")
        for font in root.iterfind("{*}fonts/{*}font")
    ]
    fills = [_read_fill(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    borders = [any(side.get("style") for side in border) for border in root.iterfind("{*}borders/{*}border")]
    formats = dict(_BUILT_IN_FORMATS)
    for element in root.iterfind("{*}numFmts/{*}numFmt"):
        formats[_number(element, "numFmtId")] = element.get("formatCode", "")
    return tuple(
        Style(
            is_locked=_is_locked(xf),
            is_bold=_pick(bold, _number(xf, "fontId"), default=False),
            fill=_pick(fills, _number(xf, "fillId"), default=""),
            has_border=_pick(borders, _number(xf, "borderId"), default=False),
            number_format=formats.get(_number(xf, "numFmtId"), ""),
        )
        for xf in root.iterfind("{*}cellXfs/{*}xf")
    ) or (PLAIN,)


def _pick(values: list[Value], position: int, *, default: Value) -> Value:
    return values[position] if position < len(values) else default


def _number(element: etree._Element, name: str) -> int:
    value = element.get(name, "0")
    return int(value) if value.isdigit() else 0


def _is_true(element: etree._Element | None, name: str) -> bool:
    return element is None or element.get(name, "1") in {"1", "true"}


def _is_locked(xf: etree._Element) -> bool:
    """Tell whether cells of this format are locked, as they are unless they say otherwise."""
    return _is_true(xf.find("{*}protection"), "locked")


def _read_fill(fill: etree._Element) -> str:
    """Name the colour that a cell is filled with; empty for none and for white."""
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return "" if pattern is not None else "gradient"
    colour = pattern.find("{*}fgColor")
    if colour is None:
        return ""
    name = "/".join(f"{key!s}={colour.get(key, '')}" for key in sorted(map(str, colour.attrib)))
    return "" if name in {"rgb=FFFFFFFF", "theme=0", "indexed=9", "indexed=64", "indexed=65"} else name

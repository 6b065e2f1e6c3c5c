"""Tinted variants of a workbook's cell styles: the same style with another fill, added behind those that are there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qanswer.ooxml.limits import make_parser
from qanswer.ooxml.splice import Splice, find_element_end, find_tag_end, open_tag, read_prefix, set_attribute

_COUNT = re.compile(rb"\scount\s*=\s*[\"'](\d+)[\"']")


@dataclass(slots=True)
class _List:
    """A list of the styles part: its tag, where its end tag begins, how many items it has."""

    start: int = 0
    head_end: int = 0
    tail: int = 0
    end: int = 0
    items: list[tuple[int, int]] = field(default_factory=list)


class StyleTints:
    """Adds tinted styles to one styles part."""

    def __init__(self, data: bytes, part: str) -> None:
        """Find the lists of fills and of cell styles."""
        self._data = data
        self._lists = {"fills": _List(), "cellXfs": _List()}
        self._open: _List | None = None
        self._item = 0
        self._new_fills: list[bytes] = []
        self._fill_numbers: dict[str, int] = {}
        self._new_styles: list[bytes] = []
        self._style_numbers: dict[tuple[int, str], int] = {}
        self._depth = 0
        self._parser = make_parser(part)
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.Parse(data, True)
        self._parser.StartElementHandler = self._parser.EndElementHandler = None

    @property
    def is_usable(self) -> bool:
        """Whether the part has both lists."""
        return all(one.end and one.items for one in self._lists.values())

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        start = self._parser.CurrentByteIndex
        local = name.rpartition(" ")[2]
        if self._depth == 2 and local in self._lists:
            self._open = self._lists[local]
            self._open.start, self._open.head_end = start, find_tag_end(self._data, start)
        elif self._depth == 3 and self._open is not None:
            self._item = start

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open is None:
            return
        offset = self._parser.CurrentByteIndex
        if self._depth == 2:
            self._open.items.append((self._item, find_element_end(self._data, self._item, offset)[1]))
        elif self._depth == 1:
            self._open.tail, self._open.end = find_element_end(self._data, self._open.start, offset)
            self._open = None

    def tint(self, style: int, colour: str) -> int:
        """Give the number of a style that is `style` with a fill of `colour` ("FFEB9C")."""
        key = (style, colour)
        if key not in self._style_numbers:
            styles = self._lists["cellXfs"].items
            start, end = styles[style if style < len(styles) else 0]
            head_end = find_tag_end(self._data, start)
            tag = set_attribute(self._data[start:head_end], b"fillId", str(self._fill(colour)).encode())
            tag = set_attribute(tag, b"applyFill", b"1")
            self._style_numbers[key] = len(styles) + len(self._new_styles)
            self._new_styles.append(tag + self._data[head_end:end])
        return self._style_numbers[key]

    def _fill(self, colour: str) -> int:
        if colour not in self._fill_numbers:
            self._fill_numbers[colour] = len(self._lists["fills"].items) + len(self._new_fills)
            p = read_prefix(self._data, self._lists["fills"].start)
            colours = b'<%bfgColor rgb="FF%b"/><%bbgColor indexed="64"/>' % (p, colour.encode(), p)
            self._new_fills.append(
                b'<%bfill><%bpatternFill patternType="solid">%b</%bpatternFill></%bfill>' % (p, p, colours, p, p)
            )
        return self._fill_numbers[colour]

    def splices(self) -> tuple[Splice, ...]:
        """Give the edits of the styles part."""
        found = []
        for name, new in (("fills", self._new_fills), ("cellXfs", self._new_styles)):
            one = self._lists[name]
            if new:
                tag = self._data[one.start : one.head_end]
                count = str(len(one.items) + len(new)).encode()
                tag = set_attribute(tag, b"count", count) if _COUNT.search(tag) else tag
                found += [Splice(one.start, one.head_end, open_tag(tag)), Splice(one.tail, one.tail, b"".join(new))]
        return tuple(found)

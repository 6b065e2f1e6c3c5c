"""Styles and automatic numbers of a document: what `styles.xml` and `numbering.xml` say about its paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

# Strict packages have a namespace of their own; names are compared without it.
_HEADING = re.compile(
    r"(?:heading|überschrift|berschrift|titre|título|titulo|ttulo|titolo|nagłówek|nagwek|kop|rubrik|見出し|标题|標題)"
    r"\s*(\d)$",
    re.IGNORECASE,
)
_MAX_DEPTH = 12
"""Longest chain of styles based on one another that is followed; Word allows fewer."""


@lru_cache(maxsize=2048)
def _strip_namespace(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local_name(element: etree._Element) -> str:
    """Name an element without its namespace; "" for comments and instructions."""
    return _strip_namespace(element.tag)


def child_of(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Find a descendant by the names of the steps down to it; None when a step is missing."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """Give an attribute whatever its namespace; None when it is not set."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def is_on(element: etree._Element | None) -> bool:
    """Tell whether an on/off property is there and on."""
    return element is not None and (attribute(element) or "1").lower() not in {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True)
class ListPosition:
    """A list and the level in it."""

    number_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style gives to its paragraphs; None where the style that it is based on decides."""

    name: str = ""
    based_on: str = ""
    level: int | None = None
    position: ListPosition | None = None
    is_bold: bool | None = None


@dataclass(slots=True)
class Styles:
    """The paragraph styles by id."""

    known: dict[str, Style] = field(default_factory=dict)
    _resolved: dict[str, Style] = field(default_factory=dict)

    def get(self, style_id: str) -> Style:
        """Give a style with what it takes from those that it is based on; an unknown one tells by its id alone."""
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id)
        return self._resolved[style_id]

    def _resolve(self, style_id: str) -> Style:
        found = Style(style_id)
        current, n_steps = style_id, 0
        while current in self.known and n_steps < _MAX_DEPTH:
            found = _merge(found, self.known[current], is_first=n_steps == 0)
            current, n_steps = self.known[current].based_on, n_steps + 1
        if found.level is None:
            found = Style(found.name, found.based_on, _named_level(found.name, style_id), found.position, found.is_bold)
        return found


def _merge(own: Style, base: Style, *, is_first: bool) -> Style:
    return Style(
        base.name if is_first else own.name,
        own.based_on,
        base.level if own.level is None else own.level,
        base.position if own.position is None else own.position,
        base.is_bold if own.is_bold is None else own.is_bold,
    )


def _named_level(*names: str) -> int | None:
    for name in names:
        match = _HEADING.match(name.strip())
        if match:
            return max(int(match[1]) - 1, 0)
        if name.lower() == "title":
            return 0
    return None


def parse_styles(root: etree._Element) -> Styles:
    """Read the paragraph styles from `styles.xml`."""
    known = {}
    for element in root:
        if local_name(element) == "style" and attribute(element, "type") in {None, "paragraph"}:
            known[attribute(element, "styleId") or ""] = _parse_style(element)
    return Styles(known)


def _parse_style(element: etree._Element) -> Style:
    bold = child_of(element, "rPr", "b")
    properties = child_of(element, "pPr")
    return Style(
        attribute(child_of(element, "name")) or "",
        attribute(child_of(element, "basedOn")) or "",
        parse_outline(properties),
        parse_list_position(properties),
        None if bold is None else is_on(bold),
    )


def parse_outline(properties: etree._Element | None) -> int | None:
    """Read the heading level of `pPr`; None for body text (level 9) or none said."""
    value = attribute(child_of(properties, "outlineLvl"))
    return int(value) if value is not None and value.isdigit() and int(value) < 9 else None


def parse_list_position(properties: etree._Element | None) -> ListPosition | None:
    """Read the list position of `pPr`; None when it names no list."""
    found = child_of(properties, "numPr")
    if found is None:
        return None
    level = attribute(child_of(found, "ilvl")) or "0"
    number_id = attribute(child_of(found, "numId")) or ""
    return ListPosition(number_id, int(level) if level.isdigit() else 0)


_WINGDINGS = {0x6F: "\u2610", 0xA8: "\u2610", 0xFD: "\u2612", 0xFE: "\u2612"}
"""Boxes among the bullets of Wingdings; its shadowed squares are ordinary bullets."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered."""

    text: str = ""
    form: str = "decimal"
    start: int = 1
    font: str = ""

    @property
    def bullet(self) -> str:
        """The bullet as a character of Unicode: a box of a symbol font becomes one, any other stays as it is."""
        if self.font.lower().startswith("wingdings") and self.text:
            return _WINGDINGS.get(ord(self.text[0]) & 0xFF, self.text)
        return self.text


@dataclass(slots=True)
class Numbering:
    """Counts through the lists of a document in reading order."""

    lists: dict[str, tuple[str, dict[int, ListLevel]]] = field(default_factory=dict)
    """Number id -> (the list that it counts in, its levels)."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where a number id starts afresh, by (number id, level)."""

    def advance(self, position: ListPosition) -> tuple[str, str]:
        """Count one more paragraph; gives its number as shown and its bullet, one of them "" or both."""
        if position.number_id not in self.lists:
            return "", ""
        list_id, levels = self.lists[position.number_id]
        level = levels.get(position.level, ListLevel())
        if level.form == "bullet":
            return "", level.bullet
        counts = self.counts.setdefault(list_id, {})
        self._restart(position.number_id, counts)
        counts[position.level] = counts.get(position.level, level.start - 1) + 1
        for deeper in [number for number in counts if number > position.level]:
            del counts[deeper]
        return _render(level, levels, counts), ""

    def _restart(self, number_id: str, counts: dict[int, int]) -> None:
        if number_id not in self._seen:
            self._seen.add(number_id)
            for (owner, level), start in self.starts.items():
                if owner == number_id:
                    counts[level] = start - 1


def _render(level: ListLevel, levels: dict[int, ListLevel], counts: dict[int, int]) -> str:
    def fill(match: re.Match[str]) -> str:
        number = int(match[1]) - 1
        of = levels.get(number, ListLevel())
        return _format_count(counts.get(number, of.start), of.form)

    return re.sub(r"%(\d)", fill, level.text).strip()


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _format_count(count: int, form: str) -> str:
    lowered = form.lower()
    if lowered.endswith("letter"):
        letters = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form.startswith("upper") else letters
    if lowered.endswith("roman"):
        return _roman(count).upper() if form.startswith("upper") else _roman(count)
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form == "none" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        n_times, count = divmod(count, value)
        text += letters * n_times
    return text


def parse_numbering(root: etree._Element) -> Numbering:
    """Read the lists from `numbering.xml`."""
    abstract, numbering = {}, Numbering()
    for element in root:
        if local_name(element) == "abstractNum":
            abstract[attribute(element, "abstractNumId") or ""] = _parse_levels(element)
    for element in root:
        if local_name(element) == "num":
            _parse_number(element, abstract, numbering)
    return numbering


def _parse_levels(element: etree._Element) -> dict[int, ListLevel]:
    levels = {}
    for child in element:
        if local_name(child) == "lvl":
            level = attribute(child, "ilvl") or "0"
            start = attribute(child_of(child, "start")) or "1"
            levels[int(level)] = ListLevel(
                attribute(child_of(child, "lvlText")) or "",
                attribute(child_of(child, "numFmt")) or "decimal",
                int(start) if start.isdigit() else 1,
                attribute(child_of(child, "rPr", "rFonts"), "ascii") or "",
            )
    return levels


def _parse_number(element: etree._Element, abstract: dict[str, dict[int, ListLevel]], numbering: Numbering) -> None:
    number_id = attribute(element, "numId") or ""
    list_id = attribute(child_of(element, "abstractNumId")) or ""
    levels = dict(abstract.get(list_id, {}))
    for child in element:
        if local_name(child) == "lvlOverride":
            start = attribute(child_of(child, "startOverride"))
            levels.update(_parse_levels(child))
            if start is not None and start.isdigit():
                numbering.starts[number_id, int(attribute(child, "ilvl") or "0")] = int(start)
    numbering.lists[number_id] = (list_id, levels)

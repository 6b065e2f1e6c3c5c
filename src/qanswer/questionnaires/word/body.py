"""`document.xml` -> the sparse model of `word_model.py`, in one pass over the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qanswer.core.errors import DamagedFileError
from qanswer.questionnaires.locator import EMPTY_BOXES
from qanswer.questionnaires.word.controls import Control, parse_control
from qanswer.questionnaires.word.inline import Inline, InlineReader
from qanswer.questionnaires.word.model import Block, Body, Cell, Paragraph, Place, PlaceKind, Row, Table
from qanswer.questionnaires.word.styles import (
    Numbering,
    Style,
    Styles,
    attribute,
    child_of,
    is_on,
    local_name,
    parse_list_position,
    parse_numbering,
    parse_outline,
    parse_styles,
)
from qanswer.questionnaires.word.text import Counter, Counters
from qanswer.questionnaires.word.variables import settle_variables

if TYPE_CHECKING:
    from lxml import etree

    from qanswer.ooxml.package import Package

_FRAMES = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "del", "moveFrom", "moveTo"))
"""Elements around rows and cells that do not count as a level of their own."""
_EMPTY_BOX = re.compile(f"[{EMPTY_BOXES}]")
_LEADERS = frozenset(("underscore", "dot", "hyphen", "heavy", "middleDot"))
_CONTENTS = ("toc", "table of figures", "verzeichnis", "inhaltsverzeichnis")
_NO_FILL = frozenset(("", "auto", "ffffff"))


def read_body(package: Package) -> Body:
    """Read the document of a package.

    Raises:
        DamagedFileError: the document part is broken or has no body.
    """
    main = package.main_part
    root = _parse(package, main)
    body = child_of(root, "body")
    if body is None:
        message = f"{package.path.name}: {main} has no document body"
        raise DamagedFileError(message)
    styles, numbering = Styles(), Numbering()
    for part in package.related(main, "styles"):
        styles = parse_styles(_parse(package, part))
    for part in package.related(main, "numbering"):
        numbering = parse_numbering(_parse(package, part))
    blocks = _BodyReader(styles, numbering).read(body)
    return Body(
        settle_variables(blocks), n_text_boxes=_count_text_boxes(root), is_protected_form=_is_protected_form(package)
    )


def _parse(package: Package, part: str) -> etree._Element:
    from lxml import etree

    # The package was scanned before: no DTD, depth and size within the limits.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    try:
        return etree.fromstring(package.read(part), parser)
    except etree.XMLSyntaxError as error:
        message = f"{package.path.name}: {part} is not well-formed ({error})"
        raise DamagedFileError(message) from error


def _count_text_boxes(root: etree._Element) -> int:
    """Count the text boxes that hold text; of a box that stands there twice for older programs one counts."""
    texts = {_all_text(box).strip() for box in root.iter("{*}txbxContent")}
    return len(texts - {""})


def _all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_protected_form(package: Package) -> bool:
    for part in package.related(package.main_part, "settings"):
        protection = child_of(_parse(package, part), "documentProtection")
        if protection is not None and attribute(protection, "edit") == "forms":
            return (attribute(protection, "enforcement") or "0").lower() in {"1", "true", "on"}
    return False


@dataclass(slots=True)
class _Level:
    """A level at which paragraphs and tables count: the body, a control in it, a cell."""

    path: str
    home: str = ""
    """Locator of the cell that it lies in; "" outside of tables."""
    n_paragraphs: int = 0
    n_tables: int = 0
    n_controls: int = 0
    blocks: list[Block] = field(default_factory=list)


class _BodyReader:
    """The state of one pass."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._counters = Counters()
        self._inline = InlineReader(self._counters)

    def read(self, body: etree._Element) -> list[Block]:
        level = _Level("")
        self._read_blocks(body, level)
        return level.blocks

    def _read_blocks(self, parent: etree._Element, level: _Level) -> None:
        for child in parent:
            name = local_name(child)
            if name == "p":
                level.blocks.append(self._read_paragraph(child, level))
                level.n_paragraphs += 1
            elif name == "tbl":
                level.blocks.append(self._read_table(child, f"{level.path}T{level.n_tables}"))
                level.n_tables += 1
            elif name in {"sdt", "customXml"}:
                self._read_frame(child, level, is_control=name == "sdt")
                level.n_controls += 1

    def _read_frame(self, element: etree._Element, level: _Level, *, is_control: bool) -> None:
        """Read a control around blocks: an answer, or a part of the form."""
        control = parse_control(element) if is_control else Control(None)
        if control.is_contents:
            return
        number = 0
        if is_control:
            number = self._counters.count("n_checks" if control.kind is PlaceKind.CONTROL_BOX else "n_controls")
        name = f"{level.path}S{level.n_controls}"
        inner = _Level(name, level.home)
        content = child_of(element, "sdtContent") if is_control else element
        if content is not None:
            self._read_blocks(content, inner)
        if _is_block_frame(control, inner.blocks):
            level.blocks.extend(inner.blocks)
        else:
            shown = "\n".join(block.text for block in inner.blocks if isinstance(block, Paragraph))
            place = control.place(number, shown, "" if level.home else name)
            level.blocks.append(Paragraph(f"{name}P0", level.home or name, (place,)))

    def _read_paragraph(self, element: etree._Element, level: _Level) -> Paragraph:
        locator = f"{level.path}P{level.n_paragraphs}"
        properties = child_of(element, "pPr")
        style = self._styles.get(attribute(child_of(properties, "pStyle")) or "")
        if not level.home:
            self._counters.stack.append(Counter(has_empty_box=_has_empty_box(element)))
        inline = self._inline.read(element, has_leader=_has_leader(properties))
        if not level.home:
            self._counters.stack.pop()
        return self._make_paragraph(inline, style, properties, locator, level.home or locator)

    def _make_paragraph(
        self, inline: Inline, style: Style, properties: etree._Element | None, locator: str, home: str
    ) -> Paragraph:
        position = parse_list_position(properties) or style.position
        number, bullet = "", ""
        if position is not None and inline.pieces:
            number, bullet = self._numbering.advance(position)
        outline = parse_outline(properties)
        return Paragraph(
            locator, home, tuple(inline.pieces), number, bullet,
            style.level if outline is None else outline,
            position.level if position is not None else 0,
            is_bold=inline.is_bold or (bool(style.is_bold) and inline.n_runs > 0),
            is_contents=style.name.lower().startswith(_CONTENTS),
        )  # fmt: skip

    def _read_table(self, table: etree._Element, name: str) -> Table:
        rows = [self._read_row(row, f"{name}R{n}") for n, (row, _) in enumerate(_framed(table, "tr"))]
        if all(row.is_header for row in rows):
            # A mark on every row tells nothing.
            rows = [replace(row, is_header=False) for row in rows]
        return Table(name, tuple(rows))

    def _read_row(self, row: etree._Element, name: str) -> Row:
        properties = child_of(row, "trPr")
        column = _number(attribute(child_of(properties, "gridBefore")), 0)
        cells = []
        for n, (cell, frame) in enumerate(_framed(row, "tc")):
            cells.append(self._read_cell(cell, f"{name}C{n}", column, frame))
            column = cells[-1].end
        is_gone = is_on(child_of(properties, "hidden")) or child_of(properties, "del") is not None
        return Row(tuple(cells), is_on(child_of(properties, "tblHeader")), is_gone)

    def _read_cell(self, cell: etree._Element, locator: str, column: int, frame: etree._Element | None) -> Cell:
        properties = child_of(cell, "tcPr")
        level = _Level(f"{locator}/", locator)
        self._counters.stack.append(Counter(has_empty_box=_has_empty_box(cell)))
        self._read_blocks(cell, level)
        self._counters.stack.pop()
        merge = child_of(properties, "vMerge")
        fill = (attribute(child_of(properties, "shd"), "fill") or "").lower()
        read = Cell(
            locator, column, max(_number(attribute(child_of(properties, "gridSpan")), 1), 1), tuple(level.blocks),
            "" if fill in _NO_FILL else fill,
            is_continued=merge is not None and (attribute(merge) or "continue") == "continue",
        )  # fmt: skip
        return read if frame is None else replace(read, wrapper=_parse_wrapper(frame, read))


def _parse_wrapper(frame: etree._Element, cell: Cell) -> Place | None:
    control = parse_control(frame)
    if control.kind is None:
        return None
    place = control.place(0, cell.text, cell.locator)
    is_answer = not control.is_rich or not place.value
    return place if is_answer else None


def _is_block_frame(control: Control, blocks: list[Block]) -> bool:
    """Tell whether a control around blocks only frames a part of the form."""
    if control.kind is None or any(isinstance(block, Table) for block in blocks):
        return True
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    if not control.is_rich or control.is_empty:
        return False
    return len(paragraphs) > 1 or any(paragraph.places for paragraph in paragraphs)


def _framed(parent: etree._Element, wanted: str) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Give the rows or cells inside, each with the content control that is around it alone (None: there is none)."""
    for child in parent:
        name = local_name(child)
        if name == wanted:
            yield child, None
        elif name == "sdt" and wanted == "tc":
            inner = list(_framed(child, wanted))
            yield from ((cell, frame if frame is not None or len(inner) > 1 else child) for cell, frame in inner)
        elif name in _FRAMES:
            yield from _framed(child, wanted)


def _has_empty_box(element: etree._Element) -> bool:
    return _EMPTY_BOX.search(_all_text(element)) is not None


def _has_leader(properties: etree._Element | None) -> bool:
    """Tell whether the paragraph's tab stops draw a line."""
    tabs = child_of(properties, "tabs")
    return tabs is not None and any(attribute(tab, "leader") in _LEADERS for tab in tabs)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 6 else default

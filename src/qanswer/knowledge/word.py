"""Word policies: paragraphs and tables in, blocks out. Headings by outline level, lists by numbering."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qanswer.knowledge.blocks import Details, Outline, PolicyText, fold
from qanswer.knowledge.prose import add_text, open_heading
from qanswer.knowledge.tables import Cell, add_table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import BaseStyle
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_TEXT = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", _MC_FALLBACK}
)
"""Elements whose text a reader does not see in the line: deletions, field codes, text boxes and their second form."""
_TITLE_STYLE = re.compile(r"^title$", re.IGNORECASE)
_HEADING_STYLE = re.compile(r"^heading (\d)$", re.IGNORECASE)
_LIST_STYLE = re.compile(r"^list(?: bullet| number)(?: (\d))?$", re.IGNORECASE)
_MADE_UP_TITLE = "Word Document"
"""What python-docx says of a file that says nothing about itself."""
_TYPED_BULLET = re.compile(r"^[•‣▪●○\u2013·]\s+")


def parse_word(content: bytes, where: str) -> PolicyText:
    """Read a Word policy. `where` names it in problems."""
    from docx import Document

    del where
    document = Document(io.BytesIO(content))
    properties = document.core_properties
    outline = Outline(Details(version=properties.version or ""))
    reader = _Reader(outline, _Styles(document))
    reader.read(document.element.body)
    title = fold(properties.title or "")
    outline.first_heading = outline.first_heading or (title if title != _MADE_UP_TITLE else "")
    return outline.finish()


class _Styles:
    """What the paragraph styles of a document say."""

    def __init__(self, document: Document) -> None:
        self._styles = {style.style_id: style for style in document.styles}

    def find_level(self, style_id: str) -> int | None:
        """Give a heading's level from 1 (0: the title); None for other styles."""
        for style in self._chain(style_id):
            if _TITLE_STYLE.match(style.name or ""):
                return 0
            if found := _HEADING_STYLE.match(style.name or ""):
                return int(found.group(1))
            if (level := _outline_level(style.element)) is not None:
                return level
        return None

    def find_depth(self, style_id: str) -> int | None:
        """Give how deep a list style lies, from 0; None when the style makes no list."""
        for style in self._chain(style_id):
            if found := _LIST_STYLE.match(style.name or ""):
                return int(found.group(1) or 1) - 1
            if (depth := _numbering_depth(style.element)) is not None:
                return depth
        return None

    def _chain(self, style_id: str) -> Iterator[BaseStyle]:
        """Give a style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            based = self._styles[style_id].element.find(f"{_W}basedOn")
            style_id = "" if based is None else str(based.get(f"{_W}val"))


class _Reader:
    """Walks the body once."""

    def __init__(self, outline: Outline, styles: _Styles) -> None:
        self._outline = outline
        self._styles = styles
        self._n_paragraphs = 0
        self._n_tables = 0

    def read(self, element: _Element) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self._read_paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._read_table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
                self.read(child)

    def _read_paragraph(self, paragraph: _Element) -> None:
        self._n_paragraphs += 1
        text = read_text(paragraph)
        if not text.strip():
            return
        locator = f"paragraph {self._n_paragraphs}"
        style = _value(paragraph, "pStyle") or ""
        level = _outline_level(paragraph)
        level = self._styles.find_level(style) if level is None else level
        if style.lower().startswith("toc"):
            return
        if level is not None:
            open_heading(self._outline, fold(text), level)
            return
        depth = self._find_depth(paragraph, style)
        bullet = _TYPED_BULLET.match(text)
        if depth is not None or bullet:
            self._outline.add_bullet(text[bullet.end() :] if bullet else text, locator, depth=depth or 0)
            return
        add_text(self._outline, text, locator, is_bold=_is_bold(paragraph))

    def _find_depth(self, paragraph: _Element, style: str) -> int | None:
        own = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if own is not None and own.get(f"{_W}val") == "0":
            return None  # numbering of the style switched off here
        depth = _numbering_depth(paragraph)
        return self._styles.find_depth(style) if depth is None else depth

    def _read_table(self, table: _Element) -> None:
        self._n_tables += 1
        number = self._n_tables
        rows = [row for row in _own(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
        if _is_layout(rows):
            for row in rows:
                for cell in _own(row, "tc"):
                    self.read(cell)
            return
        add_table(self._outline, _lay_out(rows), lambda row: f"table {number}, row {row}")


def read_text(element: _Element) -> str:
    """Give the text that a reader sees, insertions accepted and deletions left out; tabs and breaks are white space."""
    parts: list[str] = []
    for child in element:
        if child.tag in _NOT_TEXT:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif isinstance(child.tag, str):
            parts.append(read_text(child))
            parts.append("\n" if child.tag == f"{_W}p" else "")
    return "".join(parts)


def _own(element: _Element, name: str) -> list[_Element]:
    """Give the children of that name, those inside content controls too."""
    found = []
    for child in element:
        if child.tag == f"{_W}{name}":
            found.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            found.extend(_own(child, name))
    return found


def _is_layout(rows: Sequence[_Element]) -> bool:
    """Tell whether a table only frames text: one column, or tables inside."""
    return all(len(_own(row, "tc")) < 2 for row in rows) or any(row.find(f".//{_W}tbl") is not None for row in rows)


def _lay_out(rows: Sequence[_Element]) -> list[list[Cell]]:
    """Put cells where they stand, with those repeated that span rows or columns."""
    grid: list[list[Cell]] = []
    for row in rows:
        is_header = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        line: list[Cell] = []
        for cell in _own(row, "tc"):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            is_continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            above = grid[-1][len(line)].text if is_continued and grid and len(line) < len(grid[-1]) else ""
            text = above if is_continued else fold(read_text(cell))
            marked = is_header or _is_bold(cell) or _is_shaded(cell, rows)
            cells = (
                Cell(text, is_header=marked, is_repeat=is_continued or number > 0) for number in range(_span(cell))
            )
            line.extend(cells)
        grid.append(line)
    return grid


def _is_shaded(cell: _Element, rows: Sequence[_Element]) -> bool:
    """Tell whether a cell of the first row is shaded where the row below is not."""
    shades = [any(_fill(other) for other in _own(row, "tc")) for row in rows[:2]]
    return shades[:1] == [True] and shades[1:] == [False] and bool(_fill(cell))


def _fill(cell: _Element) -> str:
    shade = cell.find(f"{_W}tcPr/{_W}shd")
    fill = "" if shade is None else str(shade.get(f"{_W}fill", ""))
    return "" if fill.lower() in ("auto", "ffffff") else fill


def _span(cell: _Element) -> int:
    value = cell.find(f"{_W}tcPr/{_W}gridSpan")
    said = "1" if value is None else str(value.get(f"{_W}val", "1"))
    return int(said) if said.isdigit() and 0 < int(said) <= 100 else 1


def _value(paragraph: _Element, name: str) -> str | None:
    found = paragraph.find(f"{_W}pPr/{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _outline_level(element: _Element) -> int | None:
    """Read an outline level, counted from 1; Word's 9 means body text."""
    said = _value(element, "outlineLvl")
    return int(said) + 1 if said and said.isdigit() and int(said) < 9 else None


def _numbering_depth(element: _Element) -> int | None:
    numbering = element.find(f"{_W}pPr/{_W}numPr")
    if numbering is None:
        return None
    level = numbering.find(f"{_W}ilvl")
    said = "0" if level is None else str(level.get(f"{_W}val", "0"))
    return int(said) if said.isdigit() else 0


def _is_bold(element: _Element) -> bool:
    """Tell whether all runs that hold text are set in bold directly."""
    runs = [run for run in element.iter(f"{_W}r") if read_text(run).strip()]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off") for mark in marks
    )
